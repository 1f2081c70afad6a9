#include <string>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double enough_blocks = 10'000;
constexpr double wanted_hits_percent = 95;  // S001-SLA-08
constexpr double dead_rows = 1'000;
constexpr double dead_percent = 20;  // PostgreSQL's own autovacuum_vacuum_scale_factor

constexpr const char* databases_sql = R"(
SELECT datname AS database, pg_size_pretty(bytes) AS size, bytes,
       datname = current_database() AS this_one
FROM (SELECT datname,
             CASE WHEN has_database_privilege(oid, 'CONNECT')
                    OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
                  THEN pg_database_size(oid) END AS bytes
      FROM pg_database WHERE datallowconn) AS known
ORDER BY bytes DESC NULLS LAST, 1)";

// To ask for a size takes a lock: tables that somebody holds or wants for himself are left out.
constexpr const char* tables_sql = R"(
SELECT coalesce(pg_partition_root(c.oid), c.oid)::regclass::text AS "table",
       count(*) AS parts,
       sum(pg_total_relation_size(c.oid)) AS total_bytes,
       sum(pg_table_size(c.oid)) AS table_bytes,
       sum(pg_indexes_size(c.oid)) AS index_bytes
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm')
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_locks l
                  WHERE l.database = (SELECT oid FROM pg_database
                                      WHERE datname = current_database())
                    AND l.mode = 'AccessExclusiveLock'
                    AND (l.relation = c.oid
                         OR l.relation IN (SELECT indexrelid FROM pg_index WHERE indrelid = c.oid)))
GROUP BY 1
ORDER BY total_bytes DESC, 1)";

// What the seed compares, total with heap, is the size of the indexes; dead rows are the bloat.
constexpr const char* bloat_sql = R"(
SELECT relid::regclass::text AS "table",
       n_live_tup AS live_rows,
       n_dead_tup AS dead_rows,
       round(100.0 * n_dead_tup / (n_live_tup + n_dead_tup), 1) AS dead_percent,
       to_char(greatest(last_vacuum, last_autovacuum), 'YYYY-MM-DD HH24:MI') AS vacuumed_utc
FROM pg_stat_user_tables
WHERE n_live_tup + n_dead_tup > 0
ORDER BY n_dead_tup DESC, 1)";

// Summed over all indexes and tables (E-12).
constexpr const char* hits_sql = R"(
SELECT 'tables' AS blocks_of, sum(heap_blks_hit) AS hit, sum(heap_blks_read) AS read,
       round(100.0 * sum(heap_blks_hit)
             / nullif(sum(heap_blks_hit) + sum(heap_blks_read), 0), 2) AS hit_percent
FROM pg_statio_user_tables
UNION ALL
SELECT 'indexes', sum(idx_blks_hit), sum(idx_blks_read),
       round(100.0 * sum(idx_blks_hit) / nullif(sum(idx_blks_hit) + sum(idx_blks_read), 0), 2)
FROM pg_statio_user_indexes)";

// The counters grow since they began: two readings and the time between them make a rate (E-12).
constexpr const char* throughput_sql = R"(
SELECT xact_commit AS commits, xact_rollback AS rollbacks,
       round(100.0 * xact_rollback / nullif(xact_commit + xact_rollback, 0), 2)
           AS rollback_percent,
       extract(epoch FROM clock_timestamp()) AS at_s
FROM pg_stat_database
WHERE datname = current_database())";

Judgement judge_databases(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto hidden = [&](std::size_t row) { return table.text(row, "bytes").empty(); };
    std::string here;
    for (std::size_t row = 0; row < table.size(); ++row)
        if (table.text(row, "this_one") == "t")
            here = table.text(row, "size");
    if (const std::size_t unseen = table.count(hidden); unseen > 0)
        return cannot_tell(fmt::format("this one has {}; the role may not see {} of {} databases",
                                       here, unseen, table.size()),
                           table.evidence(), "GRANT pg_read_all_stats to the role");
    return yes(fmt::format("this one has {}, {} databases in all", here, table.size()),
               table.evidence());
}

Judgement judge_tables(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    if (table.empty())
        return yes("there is no table", {});
    return yes(fmt::format("{} tables, the largest is {}", table.size(), table.text(0, "table")),
               table.evidence());
}

Judgement judge_bloat(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto bloated = [&](std::size_t row) {
        return table.number(row, "dead_rows").value_or(0.0) >= dead_rows &&
               table.number(row, "dead_percent").value_or(0.0) > dead_percent;
    };
    if (table.empty())
        return cannot_tell("the statistics know of no row in any table", {},
                           "ask again when the database has been used");
    if (const std::size_t found = table.count(bloated); found > 0)
        return no(fmt::format("{} of {} tables are dead rows by more than {:.0f} %", found,
                              table.size(), dead_percent),
                  table.evidence(bloated));
    return yes(fmt::format("none of {} tables has {:.0f} dead rows and more than {:.0f} % of them",
                           table.size(), dead_rows, dead_percent),
               table.evidence());
}

Judgement judge_hits(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto told = [&](std::size_t row) {
        return table.number(row, "hit").value_or(0.0) + table.number(row, "read").value_or(0.0) >=
               enough_blocks;
    };
    const auto low = [&](std::size_t row) {
        return told(row) && table.number(row, "hit_percent").value_or(0.0) < wanted_hits_percent;
    };
    if (table.count(told) == 0)
        return cannot_tell(
            fmt::format("fewer than {:.0f} blocks were read: too few statistics", enough_blocks),
            table.evidence(), "ask again when the database has been used");
    const auto shown = [&](std::size_t row) {
        const std::string percent = table.text(row, "hit_percent");
        return percent.empty() ? "unknown" : percent + " %";
    };
    const std::string why = fmt::format("tables {}, indexes {}", shown(0), shown(1));
    return table.count(low) > 0 ? no(why, table.evidence()) : yes(why, table.evidence());
}

Judgement judge_throughput(const Observation& seen, const Circumstances&) {
    const auto grown = [&](const char* column) {
        return seen.now.number(0, column).value_or(0.0) -
               seen.before.number(0, column).value_or(0.0);
    };
    const double seconds = grown("at_s");
    if (seconds <= 0.0 || grown("commits") < 0.0 || grown("rollbacks") < 0.0)
        return cannot_tell("the counters were reset between two readings", seen.now.evidence(),
                           "ask again");
    return yes(fmt::format("{:.1f} commits/s and {:.1f} rollbacks/s over {:.1f} s; {} % of all "
                           "transactions were rolled back",
                           grown("commits") / seconds, grown("rollbacks") / seconds, seconds,
                           seen.now.text(0, "rollback_percent")),
               seen.now.evidence());
}

Check size_check(const char* name, std::vector<std::string> ids, const char* question,
                 const char* statement) {
    Check check;
    check.name = name;
    check.ids = std::move(ids);
    check.question = question;
    check.statement = statement;
    return check;
}

}  // namespace

std::vector<Check> size_checks() {
    Check databases = size_check("database_sizes", {"S001-MON-05"},
                                 "Is the size of every database known?", databases_sql);
    databases.rule = "unknown when the role may not see one of them";
    databases.judge = judge_databases;

    Check tables = size_check("table_sizes", {"S001-MON-06", "S000-MON-05"},
                              "Is the size of every table known?", tables_sql);
    tables.rule =
        "yes; tables that somebody has locked for himself are left out rather than "
        "waited for";
    tables.judge = judge_tables;

    Check bloat =
        size_check("bloat", {"S000-MON-05", "E-01"}, "Are the tables free of bloat?", bloat_sql);
    bloat.rule = "no when a table has 1,000 dead rows or more and they are over 20 % of its rows";
    bloat.mend =
        "look why autovacuum does not get there (long transactions, cost limits), then "
        "VACUUM; VACUUM FULL locks the table";
    bloat.judge = judge_bloat;

    Check hits = size_check("cache_hits", {"S001-MON-07", "S001-SLA-08", "E-12"},
                            "Are over 95 % of the blocks found in shared buffers?", hits_sql);
    hits.rule =
        "no when tables or indexes, all of them summed, are below 95 %; unknown below "
        "10,000 blocks";
    hits.mend =
        "compare shared_buffers with what is read most; look for statements that read "
        "tables whole";
    hits.judge = judge_hits;

    Check throughput = size_check("throughput", {"S001-MON-08", "E-12"},
                                  "Is the rate of transactions known?", throughput_sql);
    throughput.twice = true;
    throughput.rule =
        "the difference of two readings about a second apart, by the server's clock, without "
        "the doctor's own transactions";
    throughput.judge = judge_throughput;

    return {databases, tables, bloat, hits, throughput};
}

}  // namespace sark::scenarios::doctor
