#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "migrations/index_set.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

struct IndexReport {
    std::string system;
    std::string index;
    enum class Action { created, kept, dropped, skipped, would_create, would_drop } action;
    std::string reason;
    Nanos elapsed{0};
};

/// A row of pg_stat_progress_create_index.
struct IndexProgress {
    std::string index;  ///< Empty until the server has given it an oid.
    std::string phase;
    std::uint64_t blocks_done = 0;
    std::uint64_t blocks_total = 0;
    std::uint64_t tuples_done = 0;
    std::uint64_t tuples_total = 0;
};

/// How indexes are built and who hears of it.
struct IndexWork {
    std::function<void(const IndexReport&)> on_index;
    std::function<void(const std::string& sql)> on_sql;  ///< Each statement, before it runs.
    /// Called from a thread of its own while an index is being built, a few times a second; needs
    /// `connect`, which opens the second connection that looks.
    std::function<void(const IndexProgress&)> on_progress;
    std::function<Result<std::unique_ptr<postgres::Session>>()> connect;
    bool dry_run = false;
};

struct IndexSwitchOptions {
    std::vector<std::string> systems;  ///< Empty: all that are migrated.
    IndexSet set = default_index_set;
    IndexWork work;
};

/// Gives the systems exactly the set's indexes (of those that any set knows; others are left
/// alone), without locking writers out: CONCURRENTLY on ordinary tables, partition by partition and
/// chunk by chunk on the others. An index that is valid and was built from the same definition is
/// kept; one that an interrupted build left INVALID is dropped and built again; one that fails to
/// build is dropped at once, and Errc::conflict or the server's error names it. What the set lacks
/// goes first. Errc::not_found when a system is not migrated; Errc::unsafe without our marker.
[[nodiscard]] Result<std::vector<IndexReport>> switch_indexes(postgres::Session& session,
                                                              const IndexSwitchOptions& options);

/// The set that a system was last given; absent before the first.
[[nodiscard]] Result<std::optional<IndexSet>> recorded_index_set(postgres::Session& session,
                                                                 const std::string& system);

}  // namespace sark::migrations
