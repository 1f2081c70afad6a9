#include "scenarios/doctor/checks/index_use.hpp"

#include <string>

#include <fmt/format.h>

namespace sark::scenarios::doctor {

namespace {

constexpr double large_rows = 10'000;
constexpr double enough_scans = 100;
constexpr double wanted_percent = 80;  // S004-SLA-07

/// Whether the table is large and was read often enough to be judged.
bool telling(const Table& table, std::size_t row) {
    return table.number(row, "live_rows").value_or(0.0) >= large_rows &&
           table.number(row, "index_scans").value_or(0.0) +
                   table.number(row, "whole_scans").value_or(0.0) >=
               enough_scans;
}

Judgement none_telling(const Table& table) {
    return cannot_tell(fmt::format("no table of {:.0f} rows or more was read {:.0f} times or more: "
                                   "too few statistics",
                                   large_rows, enough_scans),
                       table.evidence(), "ask again when the database has been used");
}

}  // namespace

const char* const index_use_sql = R"(
SELECT coalesce(pg_partition_root(relid), relid)::regclass::text AS "table",
       sum(n_live_tup) AS live_rows,
       sum(coalesce(idx_scan, 0)) AS index_scans,
       sum(seq_scan) AS whole_scans,
       round(100.0 * sum(coalesce(idx_scan, 0))
             / nullif(sum(coalesce(idx_scan, 0) + seq_scan), 0), 1) AS index_percent
FROM pg_stat_user_tables
GROUP BY 1
ORDER BY index_percent NULLS LAST, live_rows DESC, 1)";

Judgement judge_index_use_of_each(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto judged = [&](std::size_t row) { return telling(table, row); };
    const auto low = [&](std::size_t row) {
        return telling(table, row) &&
               table.number(row, "index_percent").value_or(0.0) < wanted_percent;
    };
    const std::size_t tables = table.count(judged);
    if (tables == 0)
        return none_telling(table);
    const std::size_t below = table.count(low);
    if (below > 0)
        return no(fmt::format("{} of {} large tables are read whole in more than {:.0f} % of their "
                              "scans",
                              below, tables, 100 - wanted_percent),
                  table.evidence(low));
    return yes(fmt::format("{} large tables, the lowest ratio is {} %", tables,
                           table.evidence(judged).rows.front().back().value_or("?")),
               table.evidence(judged));
}

Judgement judge_index_use_of_all(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto judged = [&](std::size_t row) { return telling(table, row); };
    if (table.count(judged) == 0)
        return none_telling(table);
    const double by_index = table.sum("index_scans", judged);
    const double whole = table.sum("whole_scans", judged);
    const double percent = 100.0 * by_index / (by_index + whole);
    const std::string why = fmt::format("{:.1f} % of {:.0f} scans of large tables use an index",
                                        percent, by_index + whole);
    return percent < wanted_percent ? no(why, table.evidence(judged))
                                    : yes(why, table.evidence(judged));
}

}  // namespace sark::scenarios::doctor
