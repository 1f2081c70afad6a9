#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sark {

struct Tool {
    std::string id;
    std::string name;
    std::string description;
    std::string sensitivity_level;  ///< low | medium | high | critical
    std::string parameters_json = "{}";
    std::string signature{};
    bool requires_approval = false;
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
    std::string created_at;  ///< 2026-11-21T07:38:20.123456Z; ignored when registering.
    std::optional<std::string> owner_id;
    std::optional<std::string> team_id;
    std::vector<Tool> tools;
    std::string signature{};
    std::string capabilities_json = "[]";
    std::string tags_json = "[]";
    std::string updated_at{};  ///< As created_at.
};

}  // namespace sark
