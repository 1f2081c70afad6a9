#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

struct MaintenanceOptions {
    std::vector<std::string> systems;  ///< Empty: all that are migrated.
    bool retention = true;             ///< Drop what is older than the seeds keep.
    bool dry_run = false;
    std::function<void(const std::string& sql)> on_sql;  ///< Each statement, before it runs.
};

/// Makes the partitions of today and the next two days, drops what the retention has outlived,
/// brings the summaries (materialized views or continuous aggregates) up to date and ANALYZEs:
/// what TimescaleDB's policies and a scheduler would do. Every statement is its own transaction.
/// Errc::not_found when a system is not migrated; Errc::unsafe without our marker.
[[nodiscard]] Result<void> maintain(postgres::Session& session, const MaintenanceOptions& options);

}  // namespace sark::migrations
