#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/registry/server.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// Who asks, as policy needs it. An account flagged is_admin has the role "admin".
struct Principal {
    std::string id;
    std::string role;
    std::vector<std::string> teams;  ///< Team ids, ordered.
    bool is_active = true;
    std::vector<std::string> managed_teams{};  ///< Those whose manager it is, ordered.
};

/// What is acted on, as policy needs it.
struct ToolFacts {
    std::string name;
    std::string sensitivity_level;
    std::optional<std::string> team_id;  ///< Of the server it belongs to.
    std::optional<std::string> owner_id;
};

/// Registers and reads one server, and gives policy its facts: schema sark_api. Lists are in
/// ServerListing, many at once in BulkServers, tools in ToolRegistry. Thread-safe: every call
/// borrows a pooled connection. Errors as of postgres::Session, and Errc::timeout when the pool is
/// exhausted.
class ServerRegistry {
 public:
    explicit ServerRegistry(postgres::ConnectionPool& pool) : ServerRegistry(pool, pool) {}
    /// Writes go to `pool`, everything else to `reads`, the pool of a replica (S001-POOL-02): what
    /// was just written may not be there yet.
    ServerRegistry(postgres::ConnectionPool& pool, postgres::ConnectionPool& reads)
        : pool_(pool), reads_(reads) {}

    /// One transaction of two statements: the server and its tools. Empty fields take the schema's
    /// defaults: a random id, status registered, sensitivity medium, no description. Returns the
    /// id; Errc::conflict when it exists, Errc::invalid_argument for values the schema refuses.
    [[nodiscard]] Result<std::string> register_server(const Server& server);
    /// Two queries (server, tools ordered by name). Errc::not_found when there is none,
    /// Errc::invalid_argument when the id is no UUID.
    [[nodiscard]] Result<Server> server_by_id(const std::string& id);
    /// Deactivated users are found too (is_active). Errc::not_found when there is none.
    [[nodiscard]] Result<Principal> principal(const std::string& user_id);
    /// Those of the users that there are, in one query. Errc::invalid_argument when an id is no
    /// UUID.
    [[nodiscard]] Result<std::vector<Principal>> principals(const std::vector<std::string>& ids);
    /// The most sensitive one when several servers have a tool of that name. Errc::not_found when
    /// none has.
    [[nodiscard]] Result<ToolFacts> tool_by_name(const std::string& name);
    /// tool_by_name() of those that there are, in one query.
    [[nodiscard]] Result<std::vector<ToolFacts>> tools_by_name(
        const std::vector<std::string>& names);
    /// Changes every tool of that name. Errc::not_found when there is none,
    /// Errc::invalid_argument for a level that is none. Policy has to be told: invalidate_tool().
    [[nodiscard]] Result<void> set_sensitivity(const std::string& tool_name,
                                               const std::string& level);

 private:
    postgres::ConnectionPool& pool_;
    postgres::ConnectionPool& reads_;
};

}  // namespace sark
