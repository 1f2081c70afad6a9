#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// A row of sark_api.mcp_tools.
struct ToolRecord {
    std::string id;
    std::string server_id;
    std::string name;
    std::string description;
    std::string sensitivity_level;
    std::string parameters_json = "{}";
    bool is_overridden = false;  ///< Somebody has set its level by hand.
    std::string created_at;      ///< 2026-11-21T07:38:20.123456Z
    std::string updated_at;
    // Of its server:
    std::optional<std::string> team_id;
    std::optional<std::string> owner_id;
};

/// One change of a tool's level by hand.
struct SensitivityChange {
    std::string changed_at;
    std::string previous_level;
    std::string new_level;
    std::optional<std::string> changed_by;
    std::optional<std::string> reason;
};

struct SensitivityHistory {
    std::vector<SensitivityChange> changes;  ///< Newest first, at most history_max.
    std::string current_level;
    std::string updated_at;
};

struct SensitivityCounts {
    static constexpr std::array<std::string_view, 4> levels = {"low", "medium", "high", "critical"};
    std::array<std::uint64_t, 4> by_level{};  ///< In the order of `levels`.
    std::uint64_t total = 0;
    std::uint64_t overridden = 0;
};

/// Tools and their sensitivity: sark_api.mcp_tools. The changes of a level stand in the tool's own
/// row (extra_metadata), so that level and history never disagree. Thread-safe. Errors as of
/// ServerRegistry; malformed ids are Errc::invalid_argument.
class ToolRegistry {
 public:
    static constexpr unsigned history_max = 100;
    static constexpr unsigned list_max = 1'000;

    /// Changes go to `pool`, everything else to `reads`; see ServerRegistry.
    ToolRegistry(postgres::ConnectionPool& pool, postgres::ConnectionPool& reads)
        : pool_(pool), reads_(reads) {}

    /// Errc::not_found when there is none.
    [[nodiscard]] Result<ToolRecord> tool(const std::string& id);
    /// One statement, and the tool as it is then. Policy has to be told: invalidate_tool().
    /// Errc::not_found when there is none.
    struct NewLevel {
        std::string level;
        std::optional<std::string> changed_by;
        std::optional<std::string> reason;
    };
    [[nodiscard]] Result<ToolRecord> set_sensitivity(const std::string& id, const NewLevel& change);
    /// Errc::not_found when there is no such tool.
    [[nodiscard]] Result<SensitivityHistory> sensitivity_history(const std::string& id);
    /// Of all tools, in one query.
    [[nodiscard]] Result<SensitivityCounts> sensitivity_counts();
    /// The first `limit` (1 to list_max) of that level by name, id.
    [[nodiscard]] Result<std::vector<ToolRecord>> with_sensitivity(const std::string& level,
                                                                   unsigned limit);
    /// All tools of a server by name, id; one query. Errc::not_found when there is no such server.
    [[nodiscard]] Result<std::vector<ToolRecord>> of_server(const std::string& server_id);

 private:
    postgres::ConnectionPool& pool_;
    postgres::ConnectionPool& reads_;
};

}  // namespace sark
