#include "reports/judgement/evidence_measure.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/core_measure.hpp"

namespace sark::reports {

namespace {

using scenarios::RunResult;
using scenarios::StoreWindow;
using scenarios::TableUse;

/// A statement with a mean above this is slow (S000-SLA-10), over so many calls a frequent one
/// (S001-SLA-09).
constexpr double slow_mean_ms = 100.0;
constexpr double frequent_calls = 100.0;
/// What is read whole in a page or two needs no index (S004-SLA-07).
constexpr double table_rows_min = 1'000.0;
constexpr double table_scans_min = 100.0;
constexpr std::uint64_t gauge_samples_min = 10;

std::uint64_t whole(double count) {
    return count > 0.0 ? static_cast<std::uint64_t>(count) : 0;
}

/// Why a part of the evidence is not there.
std::string why_without(const RunResult& run, std::string_view what) {
    if (!run.server.collected)
        return "no evidence was collected in this run";
    for (const auto& [name, why] : run.server.absent)
        if (name == what || name == "PostgreSQL")
            return fmt::format("{}: {}", name, why);
    return fmt::format("the run has no {}", what);
}

EvidenceMeasured absent(std::string why) {
    EvidenceMeasured measured;
    measured.why_absent = std::move(why);
    return measured;
}

std::optional<double> counter(const StoreWindow& window, std::string_view name) {
    for (const auto& [key, change] : window.postgres)
        if (key == name)
            return change;
    return std::nullopt;
}

EvidenceMeasured measure_commits(const RunResult& run) {
    const StoreWindow* window = scenarios::whole_window(run.server);
    const auto commits = window != nullptr ? counter(*window, "xact_commit") : std::nullopt;
    if (!commits || window->length_s <= 0.0)
        return absent(why_without(run, "pg_stat_database"));
    EvidenceMeasured measured;
    measured.value = *commits / window->length_s;
    measured.samples = whole(*commits);
    measured.remark =
        fmt::format("{} commits in {:.1f} s", format_count(measured.samples), window->length_s);
    return measured;
}

double hits_of(const TableUse& table) {
    return table.heap_hit + table.index_hit;
}
double blocks_of(const TableUse& table) {
    return hits_of(table) + table.heap_read + table.index_read;
}

EvidenceMeasured measure_buffer_hits(const RunResult& run) {
    const StoreWindow* window = scenarios::whole_window(run.server);
    const auto hits = window != nullptr ? counter(*window, "blks_hit") : std::nullopt;
    const auto reads = window != nullptr ? counter(*window, "blks_read") : std::nullopt;
    if (!hits || !reads)
        return absent(why_without(run, "pg_stat_database"));
    EvidenceMeasured measured;
    measured.samples = whole(*hits + *reads);
    if (measured.samples == 0)
        return absent("no block was asked for");
    measured.value = *hits / (*hits + *reads);
    const TableUse* worst = nullptr;
    for (const TableUse& table : window->tables)
        if (blocks_of(table) >= 100.0 &&
            (worst == nullptr ||
             hits_of(table) * blocks_of(*worst) < hits_of(*worst) * blocks_of(table)))
            worst = &table;
    if (worst != nullptr)
        measured.remark =
            fmt::format("lowest of a table: {} of {}",
                        format_value(hits_of(*worst) / blocks_of(*worst), "ratio"), worst->name);
    return measured;
}

EvidenceMeasured measure_connections(const RunResult& run) {
    if (!run.server.activity || run.server.activity->max_connections == 0)
        return absent(why_without(run, "pg_stat_activity"));
    const scenarios::Activity& activity = *run.server.activity;
    unsigned most = 0;
    for (const scenarios::ActivitySlice& slice : activity.slices)
        most = std::max(most, slice.clients);
    EvidenceMeasured measured;
    measured.samples = activity.samples;
    measured.needed = gauge_samples_min;
    measured.value = static_cast<double>(most) / activity.max_connections;
    measured.remark = fmt::format("{} of max_connections {}", most, activity.max_connections);
    return measured;
}

EvidenceMeasured measure_long_running(const RunResult& run) {
    if (!run.server.activity)
        return absent(why_without(run, "pg_stat_activity"));
    EvidenceMeasured measured;
    measured.samples = run.server.activity->samples;
    measured.needed = gauge_samples_min;
    measured.value = static_cast<double>(run.server.activity->long_running);
    return measured;
}

EvidenceMeasured measure_pool(const RunResult& run) {
    if (!run.server.pool || run.server.pool->capacity <= 0.0)
        return absent(run.server.collected ? "no pool of ours took part in this run"
                                           : why_without(run, "pool"));
    const scenarios::PoolUse& pool = *run.server.pool;
    EvidenceMeasured measured;
    measured.samples = pool.samples;
    measured.needed = gauge_samples_min;
    measured.value = pool.mean_in_use / pool.capacity;
    measured.remark = fmt::format("{} of {} connections in use on average, {} at most",
                                  format_number(pool.mean_in_use), format_number(pool.capacity),
                                  format_number(pool.most_in_use));
    return measured;
}

/// The window, when statements were counted in it.
const StoreWindow* window_with_statements(const RunResult& run) {
    const StoreWindow* window = scenarios::whole_window(run.server);
    return window != nullptr && !window->statements.empty() ? window : nullptr;
}

EvidenceMeasured measure_slow_above(double calls, const RunResult& run) {
    const StoreWindow* window = window_with_statements(run);
    if (window == nullptr)
        return absent(why_without(run, "pg_stat_statements"));
    EvidenceMeasured measured;
    measured.samples = window->statements.size() + window->statements_beyond;
    double slow = 0.0;
    for (const scenarios::StatementUse& one : window->statements)
        if (one.calls > calls && one.total_ms / one.calls > slow_mean_ms) {
            slow += 1.0;
            measured.remark += (measured.remark.empty() ? "" : "; ") + one.text.substr(0, 60);
        }
    measured.value = slow;
    return measured;
}

EvidenceMeasured measure_slow_statements(const RunResult& run) {
    return measure_slow_above(0.0, run);
}

EvidenceMeasured measure_frequent_slow_statements(const RunResult& run) {
    return measure_slow_above(frequent_calls, run);
}

EvidenceMeasured measure_slowest(const RunResult& run) {
    const StoreWindow* window = window_with_statements(run);
    if (window == nullptr && !run.server.activity)
        return absent(why_without(run, "pg_stat_statements"));
    EvidenceMeasured measured;
    double slowest = 0.0;
    if (window != nullptr) {
        measured.samples = window->statements.size() + window->statements_beyond;
        for (const scenarios::StatementUse& one : window->statements)
            slowest = std::max(slowest, one.max_ms.value_or(0.0));
    }
    if (run.server.activity) {
        measured.samples = std::max(measured.samples, run.server.activity->samples);
        for (const scenarios::ActivitySlice& slice : run.server.activity->slices)
            slowest = std::max(slowest, slice.longest_s * 1e3);
    }
    measured.value = slowest;
    return measured;
}

EvidenceMeasured measure_unused_indexes(const RunResult& run) {
    const StoreWindow* window = scenarios::whole_window(run.server);
    if (window == nullptr || window->indexes.empty())
        return absent(why_without(run, "pg_stat_user_indexes"));
    EvidenceMeasured measured;
    measured.samples = window->indexes.size();
    std::size_t unused = 0;
    for (const scenarios::IndexUse& one : window->indexes) {
        if (one.required || one.scans > 0.0)
            continue;
        if (++unused <= 3)
            measured.remark += (measured.remark.empty() ? "" : ", ") + one.name;
    }
    if (unused > 3)
        measured.remark += fmt::format(" and {} more", unused - 3);
    measured.value = static_cast<double>(unused);
    return measured;
}

EvidenceMeasured measure_index_usage(const RunResult& run) {
    const StoreWindow* window = scenarios::whole_window(run.server);
    if (window == nullptr || window->tables.empty())
        return absent(why_without(run, "pg_stat_user_tables"));
    EvidenceMeasured measured;
    for (const TableUse& table : window->tables) {
        const double scans = table.seq_scans + table.index_scans;
        if (table.live_rows < table_rows_min || scans < table_scans_min)
            continue;
        ++measured.samples;
        const double usage = table.index_scans / scans;
        if (measured.value && usage >= *measured.value)
            continue;
        measured.value = usage;
        measured.remark =
            fmt::format("lowest of {}: {} of {} scans used an index", table.name,
                        format_count(whole(table.index_scans)), format_count(whole(scans)));
    }
    if (!measured.value)
        return absent(fmt::format("no table of {} rows was scanned {} times",
                                  format_count(whole(table_rows_min)),
                                  format_count(whole(table_scans_min))));
    return measured;
}

struct Meaning {
    std::string_view metric;
    EvidenceMeasured (*measure)(const RunResult& run);
};
constexpr std::array<Meaning, 12> meanings = {
    {{"commits", measure_commits},
     {"buffer_hits", measure_buffer_hits},
     {"connections", measure_connections},
     {"long_running", measure_long_running},
     {"pool_utilisation", measure_pool},
     {"slow_statements", measure_slow_statements},
     {"frequent_slow_statements", measure_frequent_slow_statements},
     {"slowest_statement", measure_slowest},
     {"unused_indexes", measure_unused_indexes},
     {"index_usage", measure_index_usage},
     {"audit_events", measure_audit_events},
     {"decision_hits", measure_decision_hits}}};

}  // namespace

bool is_evidence_metric(std::string_view metric) {
    return std::ranges::find(meanings, metric, &Meaning::metric) != meanings.end();
}

EvidenceMeasured measure_evidence(std::string_view metric, const scenarios::RunResult& run) {
    const auto meaning = std::ranges::find(meanings, metric, &Meaning::metric);
    return meaning == meanings.end() ? absent("there is no such metric") : meaning->measure(run);
}

}  // namespace sark::reports
