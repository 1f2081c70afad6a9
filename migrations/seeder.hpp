#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

struct TableReport {
    std::string table;  ///< Schema-qualified.
    std::uint64_t rows = 0;
    Nanos elapsed{0};
    std::uint64_t copied = 0;  ///< Of the rows, by this call; an interrupted one left the others.
};

struct SeedReport {
    std::vector<TableReport> tables;  ///< With elapsed 0 where nothing was done.
    bool already_seeded = false;      ///< The same dataset was there: nothing was done.
    Nanos elapsed{0};
};

/// How far one table is.
struct SeedProgress {
    std::string table;
    std::uint64_t rows = 0;  ///< Committed.
    std::uint64_t total = 0;
};

struct SeedOptions {
    workloads::DatasetSpec dataset;
    std::vector<std::string> systems;  ///< Empty: all that are migrated.
    std::function<void(const TableReport&)> on_table;
    std::function<void(const SeedProgress&)> on_progress;  ///< One call at a time; may be empty.
    /// True ends the work (Errc::interrupted); may be empty. With several workers each asks.
    std::function<bool()> stop;
    unsigned workers = 1;  ///< Sessions that copy at once; more than one needs `connect`.
    std::function<Result<std::unique_ptr<postgres::Session>>()> connect;
};

/// Fills the migrated schemas by COPY with rows that are a pure function of the dataset (times
/// apart: those are relative to the server's clock), replacing what was there (TRUNCATE), then
/// refreshes the summaries and ANALYZEs. A second call with the same dataset does nothing
/// (fingerprint in sark_bench.datasets) as long as the row counts still match; tables that runs add
/// to (audit_events, policy_evaluations, cost_tracking, mcp_servers, mcp_tools) may have grown by
/// up to twice the seeded count, beyond that their system is seeded anew. Daily partitions for the
/// seeded events and the next two days are made in any case. Holds the migrator's advisory lock.
/// Errc::unsafe as of require_ours_or_empty; Errc::not_found when a schema is not migrated;
/// Errc::interrupted when stopped, or killed in the middle: the next call with the same dataset
/// goes on behind the last part of 50,000 rows that was committed, unless its tables changed since.
[[nodiscard]] Result<SeedReport> seed(postgres::Session& session, const SeedOptions& options);

}  // namespace sark::migrations
