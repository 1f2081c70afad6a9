#include <string>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double slow_ms = 100;         // S000-MON-03, S001-MON-10; X-06
constexpr double frequent_calls = 100;  // S001-MON-10

// mean_exec_time is in milliseconds already (E-02). Statements of this database that read or write
// rows: an index build or a dump is slow by its nature.
constexpr const char* slow_sql = R"(
SELECT calls,
       round((total_exec_time / 1000)::numeric, 3) AS total_s,
       round(mean_exec_time::numeric, 2) AS mean_ms,
       round(max_exec_time::numeric, 2) AS max_ms,
       round(stddev_exec_time::numeric, 2) AS stddev_ms,
       query
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND query ~* '^\W*(select|insert|update|delete|merge|with|values)\M'
  AND query NOT LIKE '%pg_stat_statements%'
ORDER BY mean_exec_time DESC
LIMIT 1000)";

constexpr const char* top_sql = R"(
SELECT calls,
       round(total_exec_time::numeric, 2) AS total_ms,
       round(mean_exec_time::numeric, 2) AS mean_ms,
       round(max_exec_time::numeric, 2) AS max_ms,
       round((100 * total_exec_time / nullif(sum(total_exec_time) OVER (), 0))::numeric, 2)
           AS percent_of_total,
       query
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND query NOT LIKE '%pg_stat_statements%'
ORDER BY total_exec_time DESC
LIMIT 10)";

Judgement judge_mean(const Table& table, double calls, const char* which) {
    if (table.empty())
        return cannot_tell("no statement of this database was recorded yet", {},
                           "ask again when the database has been used");
    const auto slow = [&](std::size_t row) {
        return table.number(row, "mean_ms").value_or(0.0) > slow_ms &&
               table.number(row, "calls").value_or(0.0) > calls;
    };
    const std::size_t found = table.count(slow);
    if (found > 0)
        return no(fmt::format("{} of {}{} take more than {:.0f} ms on average, {} ms the slowest",
                              found, table.size(), which, slow_ms,
                              table.evidence(slow).rows.front()[2].value_or("?")),
                  table.evidence(slow));
    return yes(fmt::format("none of {}{} takes more than {:.0f} ms on average", table.size(), which,
                           slow_ms),
               table.evidence());
}

Judgement judge_slow(const Observation& seen, const Circumstances&) {
    return judge_mean(seen.now, 0, " statements");
}

Judgement judge_slow_and_frequent(const Observation& seen, const Circumstances&) {
    return judge_mean(seen.now, frequent_calls, " statements, called over 100 times,");
}

Judgement judge_top(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    if (table.empty())
        return cannot_tell("no statement of this database was recorded yet", {},
                           "ask again when the database has been used");
    return yes(fmt::format("the first takes {} % of all statement time",
                           table.text(0, "percent_of_total")),
               table.evidence());
}

Check slow_statements() {
    Check check;
    check.name = "slow_statements";
    check.ids = {"S000-MON-03", "E-02"};
    check.question = "Does every statement take 100 ms or less on average?";
    check.needs.statements = true;
    check.statement = slow_sql;
    check.rule =
        "no when the mean of a SELECT, INSERT, UPDATE, DELETE or MERGE of this database is above "
        "100 ms; unknown when none was recorded";
    check.mend = "EXPLAIN (ANALYZE, BUFFERS) the slowest and look for what its index lacks";
    check.judge = judge_slow;
    return check;
}

Check frequent_slow_statements() {
    Check check = slow_statements();
    check.name = "frequent_slow_statements";
    check.ids = {"S001-MON-10", "S002-MON-03"};
    check.question = "Does every statement called over 100 times take 100 ms or less on average?";
    check.rule = "as slow_statements, for those called more than 100 times";
    check.judge = judge_slow_and_frequent;
    return check;
}

Check top_statements() {
    Check check;
    check.name = "top_statements";
    check.ids = {"S001-MON-10"};
    check.question = "Is it known which statements take the time?";
    check.needs.statements = true;
    check.statement = top_sql;
    check.rule =
        "yes when pg_stat_statements recorded any; the evidence has the ten that take the most "
        "time. --reset-pgss resets it for this database, after everything was asked";
    check.judge = judge_top;
    return check;
}

}  // namespace

std::vector<Check> statement_checks() {
    return {slow_statements(), frequent_slow_statements(), top_statements()};
}

}  // namespace sark::scenarios::doctor
