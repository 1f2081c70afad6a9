#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "scenarios/evidence/watch_connection.hpp"

namespace sark::scenarios {

/// Stands in every statement of ours, so that it is known among the server's statistics.
inline constexpr const char* evidence_mark = "/* sark-bench evidence */";

struct StatementTotals {
    std::string text;  ///< Empty unless asked for.
    double calls = 0.0;
    double total_ms = 0.0;
    double max_ms = 0.0;
    double rows = 0.0;
    double shared_hit = 0.0;
    double shared_read = 0.0;
    double temp_written = 0.0;
    double wal_bytes = 0.0;
};

struct TableTotals {
    double live_rows = 0.0;
    double seq_scans = 0.0;
    double index_scans = 0.0;
    double inserted = 0.0;
    double updated = 0.0;
    double deleted = 0.0;
    double heap_hit = 0.0;
    double heap_read = 0.0;
    double index_hit = 0.0;
    double index_read = 0.0;
    std::optional<double> table_bytes;
    std::optional<double> index_bytes;
};

struct IndexTotals {
    double scans = 0.0;
    double bytes = 0.0;  ///< 0 unless asked for.
    bool required = false;
};

/// The stores' cumulative counters at one instant. What a store did not tell is empty.
struct StoreSnapshot {
    TimePoint at;
    std::map<std::string, double> postgres;
    std::map<std::string, StatementTotals> statements;                   ///< By identifier.
    std::map<std::string, TableTotals> tables;                           ///< By schema.table.
    std::map<std::pair<std::string, std::string>, IndexTotals> indexes;  ///< By table and name.
    std::map<std::string, std::pair<double, double>> commands;           ///< Calls, milliseconds.
    std::uint64_t own_transactions = 0;  ///< Of the connection that asked, until here.
};

/// Asks the stores. Borrows the connection; one thread.
class StoreReader {
 public:
    /// `connection` may be null (no PostgreSQL), `redis` empty (no Redis).
    StoreReader(WatchConnection* connection, std::string redis, std::string redis_password);

    /// `complete` adds what only the ends of the measured window need: sizes and texts.
    [[nodiscard]] StoreSnapshot take(bool complete);
    /// What could not be had, and why; each thing once.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& absent() const {
        return absent_;
    }

 private:
    [[nodiscard]] WatchRows ask(const std::string& what, const std::string& sql);
    void find_views();
    void find_statements();
    void read_counters(StoreSnapshot& snapshot);
    void read_statements(StoreSnapshot& snapshot, bool texts);
    void read_tables(StoreSnapshot& snapshot, bool sizes);
    void read_indexes(StoreSnapshot& snapshot, bool sizes);
    void read_commands(StoreSnapshot& snapshot);
    void miss(const std::string& what, const std::string& why);

    WatchConnection* connection_;
    std::string redis_;
    std::string redis_password_;
    std::string counters_query_;     ///< Empty: not found out yet.
    std::string statements_source_;  ///< Empty: there are none.
    bool found_out_ = false;
    std::vector<std::pair<std::string, std::string>> absent_;
};

/// "calls=21,usec=175,…" of INFO commandstats as calls and milliseconds.
[[nodiscard]] std::pair<double, double> read_command_totals(const std::string& text);

}  // namespace sark::scenarios
