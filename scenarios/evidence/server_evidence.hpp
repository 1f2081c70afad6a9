#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/evidence/plan_capture.hpp"

namespace sark::scenarios {

/// What a store counted between two instants, by the name of its counter.
using CounterDeltas = std::vector<std::pair<std::string, double>>;

/// A shape that auto_explain saw of one operation's plans under load.
struct SampledPlan {
    std::string hash;
    std::string shape;  ///< shape_text().
    std::uint64_t count = 0;
};

/// The plan of one operation, taken after the run with arguments that the run sent.
struct OperationPlan {
    std::string load;
    std::string operation;
    std::string why_absent;  ///< Why there is none; empty: there is one.
    std::string hash;        ///< shape_hash().
    std::vector<PlanNode> shape;
    std::vector<std::string> indexes;  ///< Used, named by their roots, each once.
    std::string statement;             ///< Query identifier, as in StatementUse; may be empty.
    double planning_ms = 0.0;
    double execution_ms = 0.0;
    double shared_hit = 0.0;  ///< Blocks.
    double shared_read = 0.0;
    std::string json;                     ///< As the server wrote it.
    std::vector<SampledPlan> under_load;  ///< Most frequent first; empty: none was sampled.
};

/// pg_stat_statements over a window: one statement of the database.
struct StatementUse {
    std::string id;    ///< Query identifier.
    std::string text;  ///< As the server normalised it; cut at 300 characters.
    double calls = 0.0;
    double total_ms = 0.0;  ///< Execution, without planning.
    double rows = 0.0;
    double shared_hit = 0.0;  ///< Blocks.
    double shared_read = 0.0;
    double temp_written = 0.0;  ///< Blocks.
    double wal_bytes = 0.0;
    std::optional<double> max_ms;  ///< Slowest call; absent when an earlier one was slower.
};

/// pg_stat_user_tables and pg_statio_user_tables over a window. Partitions count for their root.
struct TableUse {
    std::string name;        ///< schema.table
    double live_rows = 0.0;  ///< Estimate at the end.
    double seq_scans = 0.0;
    double index_scans = 0.0;
    double inserted = 0.0;
    double updated = 0.0;
    double deleted = 0.0;
    double heap_hit = 0.0;  ///< Blocks, of the table and of its indexes.
    double heap_read = 0.0;
    double index_hit = 0.0;
    double index_read = 0.0;
    std::optional<double> table_growth;  ///< Bytes, TOAST included; of the whole window only.
    std::optional<double> index_growth;
};

/// pg_stat_user_indexes over a window. Indexes of partitions count for their root.
struct IndexUse {
    std::string name;
    std::string table;  ///< schema.table
    double scans = 0.0;
    double bytes = 0.0;     ///< At the end.
    bool required = false;  ///< A constraint needs it, or it is unique.
};

/// Redis commandstats over a window.
struct CommandUse {
    std::string name;
    double calls = 0.0;
    double total_ms = 0.0;
};

/// What the stores counted over the measured window or one of its phases.
struct StoreWindow {
    std::string phase;     ///< Empty: the whole window.
    double begin_s = 0.0;  ///< Into the measured window; counters lag by up to a second.
    double length_s = 0.0;
    CounterDeltas postgres;                ///< pg_stat_database, pg_stat_wal, pg_stat_bgwriter.
    std::vector<StatementUse> statements;  ///< By total time, most first; at most 20.
    std::uint64_t statements_beyond = 0;   ///< Called as well, and not in the list.
    std::vector<TableUse> tables;          ///< That were used, by name.
    std::vector<IndexUse> indexes;         ///< Of those tables, by table and name.
    std::vector<CommandUse> commands;      ///< By total time, most first.
};

/// One slice of the time axis, as the samples in it saw it: counts are the highest of the slice.
struct ActivitySlice {
    double at_s = 0.0;     ///< Its begin, into the measured window.
    unsigned clients = 0;  ///< Client connections of the server, without our own observers.
    unsigned active = 0;
    unsigned idle_in_transaction = 0;
    unsigned waiting = 0;     ///< Active and waiting for anything but the client.
    unsigned lock_waits = 0;  ///< Of those, for a lock.
    double longest_s = 0.0;   ///< Age of the longest-running statement.
    unsigned autovacuum = 0;  ///< Workers.
    bool checkpoint = false;
};

/// What active client backends of the database waited for, by samples: "CPU" is no wait.
struct WaitShare {
    std::string event;  ///< "Lock: transactionid", "IO: WALSync", "CPU"
    std::uint64_t samples = 0;
};

/// Samples of the server's activity over the measured window.
struct Activity {
    std::uint64_t samples = 0;
    double interval_s = 0.0;       ///< Between samples.
    double slice_s = 0.0;          ///< Length of a slice.
    unsigned max_connections = 0;  ///< 0: not told.
    std::vector<ActivitySlice> slices;
    std::vector<WaitShare> waits;    ///< Most samples first.
    std::uint64_t hidden = 0;        ///< Seen with their state withheld: no privilege.
    std::uint64_t long_running = 0;  ///< Different statements seen older than 30 s.
};

/// Borrowed connections of the reference core's database pool, sampled.
struct PoolUse {
    std::uint64_t samples = 0;
    double mean_in_use = 0.0;
    double most_in_use = 0.0;
    double capacity = 0.0;  ///< pool_size + max_overflow.
};

/// Why it was slow: what a run asked the stores, besides the counters of Evidence.
struct ServerEvidence {
    bool collected = false;  ///< False: switched off, or a result of an older program.
    std::vector<OperationPlan> plans;
    std::vector<StoreWindow> windows;  ///< The whole window first, then its phases.
    std::optional<Activity> activity;
    std::optional<PoolUse> pool;
    /// What could not be had, and why: ("pg_stat_statements", "the extension is not installed").
    std::vector<std::pair<std::string, std::string>> absent;
};

/// The whole measured window; null when it was not observed from begin to end.
[[nodiscard]] inline const StoreWindow* whole_window(const ServerEvidence& evidence) {
    const bool whole = !evidence.windows.empty() && evidence.windows.front().phase.empty();
    return whole ? &evidence.windows.front() : nullptr;
}

}  // namespace sark::scenarios
