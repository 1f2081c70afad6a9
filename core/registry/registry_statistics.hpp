#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// How many rows have each value of a column; values that no row has are absent.
using CountsByName = std::map<std::string, std::uint64_t>;

struct RegistrySummary {
    std::uint64_t servers = 0;
    std::uint64_t tools = 0;
    CountsByName by_status;
    CountsByName by_transport;
    CountsByName by_sensitivity;
};

struct ServerStatistics {
    std::string id;
    std::string name;
    std::string status;
    std::string transport;
    std::string sensitivity_level;
    std::uint64_t tools = 0;
    CountsByName tools_by_sensitivity;
    std::string created_at;
    std::optional<std::string> last_health_check;  ///< Absent: there was none.
};

enum class RegistrySeries : std::uint8_t {
    server_count,    ///< Servers that existed then.
    active_servers,  ///< Of those, the ones that are active now: no history of states is kept.
    tool_count,      ///< Tools that existed then.
    health_checks,   ///< Per cent of the servers last checked in the step before that are healthy.
};

struct SeriesPoint {
    std::string at;               ///< 2026-11-21T07:38:20.123456Z
    std::optional<double> value;  ///< Absent: nothing was checked in that step.
};

/// Counts over the registry. Thread-safe. Errors as of ServerRegistry.
class RegistryStatistics {
 public:
    explicit RegistryStatistics(postgres::ConnectionPool& reads) : reads_(reads) {}

    /// One query (upstream makes seven).
    [[nodiscard]] Result<RegistrySummary> summary();
    /// One query. Errc::not_found when there is none.
    [[nodiscard]] Result<ServerStatistics> of_server(const std::string& id);
    /// One point at now, and one every `interval` before it back to `range` ago; oldest first. One
    /// query. Both are whole seconds, the interval at least one.
    [[nodiscard]] Result<std::vector<SeriesPoint>> series(RegistrySeries which,
                                                          std::chrono::seconds range,
                                                          std::chrono::seconds interval);

 private:
    postgres::ConnectionPool& reads_;
};

}  // namespace sark
