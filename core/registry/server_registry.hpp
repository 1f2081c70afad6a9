#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

struct Tool {
    std::string id;
    std::string name;
    std::string description;
    std::string sensitivity_level;  ///< low | medium | high | critical
    std::string parameters_json = "{}";
};

/// A row of sark_api.mcp_servers with its tools.
struct Server {
    std::string id;
    std::string name;
    std::string description;
    std::string transport;  ///< http | stdio | sse
    std::string endpoint;
    std::string command;
    std::string mcp_version;
    std::string status;
    std::string sensitivity_level;
    std::string metadata_json = "{}";
    std::string created_at;  ///< ISO 8601 as PostgreSQL gives it
    std::optional<std::string> owner_id;
    std::optional<std::string> team_id;
    std::vector<Tool> tools;
};

struct ServerPage {
    std::vector<Server> servers;  ///< Without tools.
    std::optional<std::string> next_cursor;
    bool has_more = false;
};

/// Who asks, as policy needs it.
struct Principal {
    std::string id;
    std::string role;
    std::vector<std::string> teams;
    bool is_active = true;
};

/// What is acted on, as policy needs it.
struct ToolFacts {
    std::string name;
    std::string sensitivity_level;
    std::optional<std::string> team_id;  ///< Of the server it belongs to.
    std::optional<std::string> owner_id;
};

/// Servers, tools, users and teams in schema sark_api. Thread-safe: every call borrows a pooled
/// connection. Errors as of postgres::Session, and Errc::timeout when the pool is exhausted.
class ServerRegistry {
 public:
    explicit ServerRegistry(postgres::ConnectionPool& pool) : pool_(pool) {}

    /// One transaction: the server and its tools. Returns the new id; Errc::conflict when the id
    /// exists.
    [[nodiscard]] Result<std::string> register_server(const Server& server);
    /// Two queries (server, tools). Errc::not_found when there is none.
    [[nodiscard]] Result<Server> server_by_id(const std::string& id);
    /// Newest first, keyset on (created_at, id): safe for ties. Errc::invalid_argument on a bad
    /// cursor.
    [[nodiscard]] Result<ServerPage> list(unsigned limit, const std::string& cursor,
                                          const std::string& status_filter);
    [[nodiscard]] Result<Principal> principal(const std::string& user_id);
    [[nodiscard]] Result<ToolFacts> tool_by_name(const std::string& name);

 private:
    postgres::ConnectionPool& pool_;
};

}  // namespace sark
