#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"
#include "scenarios/doctor/checks/index_use.hpp"

namespace sark::scenarios::doctor {

namespace {

/// A table that was read so often says of an index without a scan that nobody wants it.
constexpr double enough_reads = 100;

// The view calls them relname and indexrelname (E-01). Partitions count for their table's index.
constexpr const char* usage_sql = R"(
SELECT coalesce(pg_partition_root(indexrelid), indexrelid)::regclass::text AS index,
       coalesce(pg_partition_root(relid), relid)::regclass::text AS "table",
       sum(idx_scan) AS scans,
       sum(idx_tup_read) AS entries_read,
       sum(idx_tup_fetch) AS rows_fetched
FROM pg_stat_user_indexes
GROUP BY 1, 2
ORDER BY scans DESC, 1)";

// Sizes are those of the last VACUUM or ANALYZE: asking the file would wait for a lock. Keys and
// constraints serve even unread. A table with inheriting children (a hypertable) is not read
// itself.
constexpr const char* unused_sql = R"(
SELECT coalesce(pg_partition_root(s.indexrelid), s.indexrelid)::regclass::text AS index,
       coalesce(pg_partition_root(s.relid), s.relid)::regclass::text AS "table",
       sum(c.relpages) * current_setting('block_size')::bigint AS bytes,
       sum(t.seq_scan + coalesce(t.idx_scan, 0)) AS table_scans
FROM pg_stat_user_indexes s
JOIN pg_index i ON i.indexrelid = s.indexrelid
JOIN pg_class c ON c.oid = s.indexrelid
JOIN pg_stat_user_tables t ON t.relid = s.relid
WHERE NOT i.indisunique AND NOT i.indisexclusion
  AND s.schemaname !~ '^_timescaledb_'
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = s.relid)
GROUP BY 1, 2
HAVING sum(s.idx_scan) = 0
ORDER BY table_scans DESC, bytes DESC, 1)";

// Two indexes with the same definition behind their names and tables are one too many (E-22); the
// unique and the older one stays.
constexpr const char* health_sql = R"(
WITH used AS (
    SELECT coalesce(pg_partition_root(indexrelid), indexrelid) AS root,
           sum(idx_scan) AS scans, sum(idx_tup_read) AS entries
    FROM pg_stat_user_indexes GROUP BY 1),
defined AS (
    SELECT i.indexrelid, i.indrelid, i.indisvalid, i.indisunique,
           substring(pg_get_indexdef(i.indexrelid) FROM ' USING .*') AS definition,
           c.relpages * current_setting('block_size')::bigint AS bytes
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT c.relispartition
      AND n.nspname <> 'information_schema' AND n.nspname !~ '^(pg_|_timescaledb_)')
SELECT d.indexrelid::regclass::text AS index,
       d.indrelid::regclass::text AS "table",
       CASE WHEN NOT d.indisvalid THEN 'invalid'
            WHEN twin.name IS NOT NULL THEN 'repeats ' || twin.name END AS fault,
       d.bytes,
       u.scans,
       CASE WHEN u.scans > 0 THEN round(u.entries / u.scans, 2) END AS entries_per_scan
FROM defined d
LEFT JOIN used u ON u.root = d.indexrelid
LEFT JOIN LATERAL (
    SELECT min(o.indexrelid::regclass::text) AS name
    FROM defined o
    WHERE o.indrelid = d.indrelid AND o.definition = d.definition
      AND (o.indisunique, - o.indexrelid::bigint) > (d.indisunique, - d.indexrelid::bigint)
    ) AS twin ON true
ORDER BY fault NULLS LAST, d.bytes DESC, 1)";

Judgement judge_usage(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto scanned = [&](std::size_t row) { return table.number(row, "scans") > 0.0; };
    const auto all = [](std::size_t) { return true; };
    if (table.empty())
        return cannot_tell("there is no index", {});
    const std::size_t read = table.count(scanned);
    if (read == 0)
        return cannot_tell(
            fmt::format("none of {} indexes was scanned yet: too few statistics", table.size()),
            table.evidence(), "ask again when the database has been used");
    return yes(fmt::format("{} of {} indexes were scanned, {:.0f} times in all", read, table.size(),
                           table.sum("scans", all)),
               table.evidence());
}

Judgement judge_unused(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto certain = [&](std::size_t row) {
        return table.number(row, "table_scans").value_or(0.0) >= enough_reads;
    };
    const std::size_t unused = table.count(certain);
    if (unused > 0)
        return no(fmt::format("{} were never scanned, on tables that were read {:.0f} times and "
                              "more",
                              unused, enough_reads),
                  table.evidence(certain));
    if (!table.empty())
        return cannot_tell(fmt::format("{} were never scanned, but their tables were read fewer "
                                       "than {:.0f} times: too few statistics",
                                       table.size(), enough_reads),
                           table.evidence(), "ask again when the database has been used");
    return yes("every index that is no key was scanned", {});
}

Judgement judge_health(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto faulty = [&](std::size_t row) { return !table.text(row, "fault").empty(); };
    const std::size_t faults = table.count(faulty);
    if (faults > 0)
        return no(fmt::format("{} of {} are invalid or repeat another", faults, table.size()),
                  table.evidence(faulty));
    return yes(fmt::format("{} indexes, each valid and the only one of its kind", table.size()),
               table.evidence());
}

Check index_usage() {
    Check check;
    check.name = "index_usage";
    check.ids = {"S000-MON-01", "S002-MON-04", "E-01"};
    check.question = "Are the indexes read?";
    check.statement = usage_sql;
    check.rule = "yes when any index was scanned; unknown before";
    check.judge = judge_usage;
    return check;
}

Check unused_indexes() {
    Check check;
    check.name = "unused_indexes";
    check.ids = {"S000-MON-02", "S001-SLA-18", "E-01"};
    check.question = "Is every index of use?";
    check.statement = unused_sql;
    check.rule =
        "no when an index that is no key or constraint was never scanned although its table was "
        "read 100 times or more; unknown when the tables of the unscanned were read less often";
    check.mend =
        "look whether a replica or a monthly report reads it, then DROP INDEX CONCURRENTLY";
    check.judge = judge_unused;
    return check;
}

Check index_health() {
    Check check;
    check.name = "index_health";
    check.ids = {"S001-MON-09", "E-01", "E-22"};
    check.question = "Is every index valid, and none a repetition of another?";
    check.statement = health_sql;
    check.rule =
        "no when one is invalid or has the definition of another on the same table; the evidence "
        "has the largest ones with the entries that a scan reads on average";
    check.mend = "REINDEX INDEX CONCURRENTLY an invalid one, DROP INDEX CONCURRENTLY a repetition";
    check.judge = judge_health;
    return check;
}

Check index_ratio() {
    Check check;
    check.name = "index_ratio";
    check.ids = {"S004-SLA-07"};
    check.question = "Are large tables read through their indexes, each in 80 % of its scans?";
    check.statement = index_use_sql;
    check.rule =
        "the ratio is idx_scan / (idx_scan + seq_scan) per table, partitions added up; judged are "
        "tables of 10,000 rows or more with 100 scans or more (a small table is rightly read "
        "whole); no when one is below 80 %, unknown when none can be judged";
    check.mend = "find what reads it whole (EXPLAIN the statements on it) and index that filter";
    check.judge = judge_index_use_of_each;
    return check;
}

}  // namespace

std::vector<Check> index_checks() {
    return {index_usage(), unused_indexes(), index_health(), index_ratio()};
}

}  // namespace sark::scenarios::doctor
