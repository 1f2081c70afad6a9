#include <string>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"
#include "scenarios/doctor/checks/index_use.hpp"
#include "scenarios/doctor/checks/wanted_indexes.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double enough_sessions = 20;
constexpr double pooled_transactions = 10;

constexpr const char* series_sql = R"(
SELECT c.oid::regclass::text AS "table",
       CASE c.relkind WHEN 'p' THEN 'partitioned' ELSE 'plain' END AS form,
       (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = c.oid) AS parts
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname IN ('cost_tracking', 'audit_events', 'policy_evaluations')
  AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname !~ '^(pg_|_timescaledb_)'
ORDER BY 2 DESC, 1)";

constexpr const char* hypertables_sql = R"(
SELECT c.oid::regclass::text AS "table",
       CASE WHEN h.hypertable_name IS NOT NULL THEN 'hypertable'
            WHEN c.relkind = 'p' THEN 'partitioned' ELSE 'plain' END AS form,
       (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = c.oid) AS parts
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN timescaledb_information.hypertables h
    ON h.hypertable_schema = n.nspname AND h.hypertable_name = c.relname
WHERE c.relname IN ('cost_tracking', 'audit_events', 'policy_evaluations')
  AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname !~ '^(pg_|_timescaledb_)'
ORDER BY 2 DESC, 1)";

constexpr const char* pooling_sql = R"(
SELECT sessions, xact_commit + xact_rollback AS transactions,
       round((xact_commit + xact_rollback)::numeric / nullif(sessions, 0), 1)
           AS transactions_per_session
FROM pg_stat_database WHERE datname = current_database())";

// An extraction that filters cannot use an index on the column; containment uses a GIN index.
constexpr const char* jsonb_sql = R"(
SELECT CASE WHEN query ~* '\mwhere\M.*->>' THEN 'extraction' ELSE 'containment' END AS form,
       calls, round(mean_exec_time::numeric, 2) AS mean_ms, query
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND query ~* '\mwhere\M.*(->>|@>)' AND query NOT LIKE '%pg_stat_statements%'
ORDER BY form DESC, calls DESC
LIMIT 100)";

constexpr const char* views_sql = R"(
SELECT c.oid::regclass::text AS view, c.relispopulated AS populated
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND n.nspname !~ '^(pg_|_timescaledb_)'
ORDER BY 2, 1)";

constexpr const char* stand_ins_sql = R"(
SELECT c.oid::regclass::text AS view, 'materialized view' AS form
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND n.nspname !~ '^(pg_|_timescaledb_)'
  AND c.relname IN ('hourly_cost_by_principal', 'daily_cost_summary', 'hourly_policy_stats',
                    'hourly_api_metrics', 'hourly_audit_summary', 'daily_policy_stats',
                    'audit_events_hourly')
ORDER BY 1)";

constexpr const char* aggregates_sql = R"(
SELECT format('%I.%I', view_schema, view_name) AS view, 'continuous aggregate' AS form,
       materialized_only
FROM timescaledb_information.continuous_aggregates
ORDER BY 1)";

constexpr const char* autovacuum_sql = R"(
SELECT 'server' AS place, name AS what, reset_val AS value
FROM pg_settings WHERE name IN ('autovacuum', 'track_counts')
UNION ALL
SELECT 'table', c.oid::regclass::text, 'off'
FROM pg_class c, unnest(c.reloptions) AS o
WHERE c.relkind IN ('r', 'p') AND o ~* '^autovacuum_enabled=(f|n|of|0)'
ORDER BY 1, 2)";

Judgement judge_series(const Observation& seen, const Circumstances& known) {
    const Table& table = seen.now;
    const auto plain = [&](std::size_t row) { return table.text(row, "form") == "plain"; };
    const auto hyper = [&](std::size_t row) { return table.text(row, "form") == "hypertable"; };
    if (table.empty())
        return cannot_tell("there is none of cost_tracking, audit_events, policy_evaluations", {});
    if (const std::size_t found = table.count(plain); found > 0)
        return no(fmt::format("{} of {} are plain tables", found, table.size()), table.evidence());
    const std::size_t hypertables = table.count(hyper);
    return yes(fmt::format("{} hypertables, {} range partitioned{}", hypertables,
                           table.size() - hypertables,
                           known.timescale ? "" : " in their place: TimescaleDB is not installed"),
               table.evidence());
}

Judgement judge_pooling(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto ratio = table.number(0, "transactions_per_session");
    if (table.number(0, "sessions").value_or(0.0) < enough_sessions || !ratio)
        return cannot_tell(fmt::format("fewer than {:.0f} sessions were opened since the "
                                       "statistics began: too few statistics",
                                       enough_sessions),
                           table.evidence(), "ask again when the database has been used");
    const std::string why = fmt::format("{:.1f} transactions per session, over {} sessions", *ratio,
                                        table.text(0, "sessions"));
    return *ratio < pooled_transactions ? no(why, table.evidence()) : yes(why, table.evidence());
}

Judgement judge_jsonb(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto extraction = [&](std::size_t row) {
        return table.text(row, "form") == "extraction";
    };
    if (table.empty())
        return cannot_tell("no recorded statement filters on a JSONB column", {},
                           "ask again when the database has been used");
    if (const std::size_t found = table.count(extraction); found > 0)
        return no(fmt::format("{} of {} statements that filter on JSONB extract a text", found,
                              table.size()),
                  table.evidence(extraction));
    return yes(fmt::format("all of {} statements that filter on JSONB use @>", table.size()),
               table.evidence());
}

Judgement judge_views(const Observation& seen, const Circumstances& known) {
    const Table& table = seen.now;
    const auto empty = [&](std::size_t row) { return table.text(row, "populated") != "t"; };
    if (table.empty() && known.schemas.empty())
        return cannot_tell("there is neither a materialized view nor a schema of SARK", {});
    if (table.empty())
        return no("there is none", {});
    if (const std::size_t found = table.count(empty); found > 0)
        return no(fmt::format("{} of {} were never filled", found, table.size()), table.evidence());
    return yes(fmt::format("{} materialized views, all filled", table.size()), table.evidence());
}

Judgement judge_aggregates(const Observation& seen, const Circumstances& known) {
    const Table& table = seen.now;
    if (!known.timescale)
        return cannot_tell(
            table.empty() ? "TimescaleDB is not installed"
                          : fmt::format("TimescaleDB is not installed; {} materialized views stand "
                                        "in and want refreshing",
                                        table.size()),
            table.evidence(),
            table.empty() ? "" : "refresh them on a schedule: sark-bench db maintain");
    if (!table.empty())
        return yes(fmt::format("{} continuous aggregates", table.size()), table.evidence());
    if (known.schemas.empty())
        return cannot_tell("there is no schema of SARK", {});
    return no("TimescaleDB is installed, but there is none", {});
}

Judgement judge_autovacuum(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto off = [&](std::size_t row) { return table.text(row, "value") == "off"; };
    const auto of_server = [&](std::size_t row) {
        return off(row) && table.text(row, "place") == "server";
    };
    if (table.count(of_server) > 0)
        return no(table.evidence(of_server).rows.front()[1].value_or("") + " is off",
                  table.evidence(off));
    if (const std::size_t tables = table.count(off); tables > 0)
        return no(fmt::format("it is on, but off for {} tables", tables), table.evidence(off));
    return yes("it is on, and no table turns it off", table.evidence());
}

Judgement judge_slow_log(const Observation& seen, const Circumstances&) {
    const auto limit = seen.now.number(0, "value");
    if (!limit || *limit < 0)
        return no("log_min_duration_statement is off", seen.now.evidence());
    return yes(fmt::format("statements from {:.0f} ms are logged", *limit), seen.now.evidence());
}

Judgement judge_run(const Observation&, const Circumstances& known) {
    if (!known.run)
        return cannot_tell("no run was given", {},
                           "measure (sark-bench run database_targets --dsn ...) and name the run's "
                           "directory: --run DIR");
    const std::string why =
        fmt::format("{} of {}: {}", known.run->scenario, known.run->path, known.run->outcome);
    if (!known.run->judged)
        return cannot_tell(why, {}, "measure again, on a quiet machine or for longer");
    return known.run->passed ? yes(why, {}) : no(why, {});
}

Check item(int number, const char* name, const char* question, const char* statement,
           Judgement (*judge)(const Observation&, const Circumstances&)) {
    Check check;
    check.name = name;
    check.ids = {fmt::format("S000-CHK-01.{}", number)};
    check.question = question;
    check.statement = statement;
    check.judge = judge;
    return check;
}

Check time_series_item() {
    Check check =
        item(2, "time_series", "Are the time series hypertables?", series_sql, judge_series);
    check.timescale_statement = hypertables_sql;
    check.rule =
        "no when cost_tracking, audit_events or policy_evaluations is a plain table; range "
        "partitions are a yes that says so; unknown without these tables";
    check.mend =
        "sark-bench migrate up makes them so in a database of its own; "
        "create_hypertable(..., migrate_data => true) in a live one (E-18)";
    return check;
}

Check pooling_item() {
    Check check = item(3, "pooling", "Are connections pooled?", pooling_sql, judge_pooling);
    check.rule =
        "no below 10 transactions per session since the statistics began; unknown below 20 "
        "sessions. Sessions of tools count too";
    check.mend = "give the application a pool: sark-bench plan pools says how large";
    return check;
}

Check jsonb_item() {
    Check check = item(5, "jsonb_containment", "Do statements filter on JSONB by containment (@>)?",
                       jsonb_sql, judge_jsonb);
    check.needs.statements = true;
    check.rule =
        "no when a recorded statement has ->> behind a WHERE; unknown when none filters on "
        "JSONB";
    check.mend = "write metadata @> '{\"key\": \"value\"}', which the GIN index serves";
    return check;
}

Check aggregates_item() {
    Check check = item(7, "continuous_aggregates", "Are there continuous aggregates?",
                       stand_ins_sql, judge_aggregates);
    check.timescale_statement = aggregates_sql;
    check.rule =
        "no when TimescaleDB and a schema of SARK are there and no continuous aggregate "
        "is; unknown without TimescaleDB";
    check.mend = "sark-bench migrate up makes them in a database of its own";
    return check;
}

}  // namespace

std::vector<Check> checklist() {
    Check indexes = item(1, "all_indexes", "Are all indexes there that the documents name?",
                         present_indexes_sql, judge_wanted_indexes);
    indexes.rule =
        "per schema of SARK, by name or by definition: no when one of the set `lean` is "
        "missing or not valid; those of `composite` are optional and only counted; "
        "unknown without a schema of SARK";
    indexes.mend =
        "sark-bench db optimize --dry-run shows the statements; CREATE INDEX CONCURRENTLY";

    Check queries =
        item(4, "index_use", "Do queries use the indexes?", index_use_sql, judge_index_use_of_all);
    queries.rule =
        "no when fewer than 80 % of the scans of large tables, together, use an index; "
        "judged as index_ratio is";
    queries.mend = "see index_ratio for the tables";

    Check views = item(6, "materialized_views", "Are there materialized views for aggregations?",
                       views_sql, judge_views);
    views.rule = "no when one was never filled or a schema of SARK has none; unknown without both";
    views.mend = "REFRESH MATERIALIZED VIEW, on a schedule: sark-bench db maintain";

    Check autovacuum =
        item(8, "autovacuum", "Is autovacuum enabled?", autovacuum_sql, judge_autovacuum);
    autovacuum.rule = "no when autovacuum or track_counts is off, or a table turns it off";
    autovacuum.mend =
        "ALTER SYSTEM SET autovacuum = on; ALTER TABLE ... RESET (autovacuum_enabled)";

    Check slow_log = item(9, "slow_log", "Are slow queries logged?",
                          "SELECT name, reset_val AS value, unit, source FROM pg_settings\n"
                          "WHERE name = 'log_min_duration_statement'",
                          judge_slow_log);
    slow_log.rule = "no when log_min_duration_statement is -1";
    slow_log.mend = "ALTER DATABASE ... SET log_min_duration_statement = 100";

    Check tests = item(10, "performance_tests", "Do the performance tests pass?", "", judge_run);
    tests.asked = Asked::user;
    tests.rule =
        "the verdict of the run that --run names; unknown without one, or when that run "
        "is invalid or inconclusive";
    tests.mend = "sark-bench report DIR shows which row failed";

    return {indexes, time_series_item(), pooling_item(), queries,  jsonb_item(),
            views,   aggregates_item(),  autovacuum,     slow_log, tests};
}

}  // namespace sark::scenarios::doctor
