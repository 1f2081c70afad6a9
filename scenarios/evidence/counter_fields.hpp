#pragma once

#include <array>
#include <string_view>

#include "scenarios/evidence/server_evidence.hpp"

namespace sark::scenarios {

/// A counter of a row: what PostgreSQL is asked for, its name in result.json, and its place. One
/// list for who asks, subtracts, writes and reads.
template <class Counters>
struct CounterField {
    std::string_view column;
    std::string_view name;
    double Counters::*place;
};

/// Columns of pg_stat_statements.
inline constexpr std::array<CounterField<StatementCounters>, 7> statement_counters{{
    {"sum(calls)", "calls", &StatementCounters::calls},
    {"sum(total_exec_time)", "total_ms", &StatementCounters::total_ms},
    {"sum(rows)", "rows", &StatementCounters::rows},
    {"sum(shared_blks_hit)", "shared_hit", &StatementCounters::shared_hit},
    {"sum(shared_blks_read)", "shared_read", &StatementCounters::shared_read},
    {"sum(temp_blks_written)", "temp_written", &StatementCounters::temp_written},
    {"sum(wal_bytes)", "wal_bytes", &StatementCounters::wal_bytes},
}};

/// Columns of pg_stat_user_tables (s) and pg_statio_user_tables (io).
inline constexpr std::array<CounterField<TableCounters>, 9> table_counters{{
    {"sum(s.seq_scan)", "seq_scans", &TableCounters::seq_scans},
    {"sum(s.idx_scan)", "index_scans", &TableCounters::index_scans},
    {"sum(s.n_tup_ins)", "inserted", &TableCounters::inserted},
    {"sum(s.n_tup_upd)", "updated", &TableCounters::updated},
    {"sum(s.n_tup_del)", "deleted", &TableCounters::deleted},
    {"sum(io.heap_blks_hit)", "heap_hit", &TableCounters::heap_hit},
    {"sum(io.heap_blks_read)", "heap_read", &TableCounters::heap_read},
    {"sum(io.idx_blks_hit)", "index_hit", &TableCounters::index_hit},
    {"sum(io.idx_blks_read)", "index_read", &TableCounters::index_read},
}};

}  // namespace sark::scenarios
