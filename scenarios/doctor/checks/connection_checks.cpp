#include <string>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double idle_in_transaction_s = 30;  // S001-MON-04
// X-07: the seeds name 80 (upper edge of the band), 85 (alert) and 90 % (critical).
constexpr double band_percent = 80;
constexpr double alert_percent = 85;
constexpr double critical_percent = 90;

// Background processes are no connections (E-13).
constexpr const char* states_sql = R"(
SELECT coalesce(state, 'unknown') AS state,
       count(*) AS connections,
       greatest(0, round(extract(epoch FROM max(clock_timestamp() - state_change)))) AS longest_s
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND datname = current_database()
GROUP BY 1
ORDER BY connections DESC, 1)";

constexpr const char* use_sql = R"(
SELECT count(*) AS connections,
       count(*) FILTER (WHERE state = 'active') AS active,
       count(*) FILTER (WHERE state = 'idle') AS idle,
       count(*) FILTER (WHERE state = 'idle'
                        AND state_change < clock_timestamp() - interval '10 minutes')
           AS idle_10_minutes,
       current_setting('max_connections')::integer AS max_connections,
       current_setting('superuser_reserved_connections')::integer AS reserved,
       round(100.0 * count(*) / current_setting('max_connections')::integer, 1) AS percent
FROM pg_stat_activity
WHERE backend_type = 'client backend')";

constexpr const char* applications_sql = R"(
SELECT application_name AS application,
       coalesce(state, 'unknown') AS state,
       count(*) AS connections
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND datname = current_database()
GROUP BY 1, 2
ORDER BY application_name <> '', connections DESC, 1)";

constexpr const char* long_running_sql = R"(
SELECT pid, usename AS role, application_name AS application, state,
       round(extract(epoch FROM clock_timestamp() - state_change)) AS state_s,
       round(extract(epoch FROM clock_timestamp() - backend_start)) AS connected_s,
       query
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND datname = current_database()
  AND pid <> pg_backend_pid() AND state <> 'idle'
  AND state_change < clock_timestamp() - interval '30 seconds'
ORDER BY state_change)";

constexpr const char* long_transactions_sql = R"(
SELECT pid, usename AS role, application_name AS application, state,
       round(extract(epoch FROM clock_timestamp() - xact_start)) AS transaction_s,
       query
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND datname = current_database()
  AND pid <> pg_backend_pid() AND state <> 'idle'
  AND xact_start < clock_timestamp() - interval '5 minutes'
ORDER BY xact_start)";

Judgement judge_states(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto all = [](std::size_t) { return true; };
    const auto stuck = [&](std::size_t row) {
        return table.text(row, "state").starts_with("idle in transaction") &&
               table.number(row, "longest_s").value_or(0.0) > idle_in_transaction_s;
    };
    const auto connections = fmt::format("{:.0f} connections", table.sum("connections", all));
    if (table.count(stuck) > 0)
        return no(fmt::format("{}, one of them idle in a transaction for {} s", connections,
                              table.evidence(stuck).rows.front()[2].value_or("?")),
                  table.evidence());
    return yes(connections + ", none of them idle in a transaction for over 30 s",
               table.evidence());
}

Judgement judge_room(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const double connections = table.number(0, "connections").value_or(0.0);
    const double idle = table.number(0, "idle_10_minutes").value_or(0.0);
    const std::string why = fmt::format(
        "{:.0f} of {} connections ({} for superusers), {:.0f} of "
        "them idle for over 10 minutes",
        connections, table.text(0, "max_connections"), table.text(0, "reserved"), idle);
    const double open_to_all = table.number(0, "max_connections").value_or(0.0) -
                               table.number(0, "reserved").value_or(0.0);
    const bool crowded = connections > band_percent / 100 * open_to_all && idle > 0;
    return crowded ? no(why, table.evidence()) : yes(why, table.evidence());
}

Judgement judge_use(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const double percent = table.number(0, "percent").value_or(0.0);
    const std::string why =
        fmt::format("{} of {} connections are {:.1f} %{}", table.text(0, "connections"),
                    table.text(0, "max_connections"), percent,
                    percent >= critical_percent ? ": critical, above 90 %"
                    : percent > alert_percent   ? ": above the alert's 85 %"
                    : percent > band_percent    ? ": above the band of 60 to 80 %"
                                                : "");
    return percent > alert_percent ? no(why, table.evidence()) : yes(why, table.evidence());
}

Judgement judge_applications(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto nameless = [&](std::size_t row) { return table.text(row, "application").empty(); };
    const double found = table.sum("connections", nameless);
    if (found > 0)
        return no(fmt::format("{:.0f} connections have no application_name", found),
                  table.evidence());
    return yes("every connection has an application_name", table.evidence());
}

Judgement judge_long_running(const Observation& seen, const Circumstances&) {
    if (seen.now.empty())
        return yes("no statement or open transaction has lasted over 30 s", {});
    return no(
        fmt::format("{} sessions, {} s the longest", seen.now.size(), seen.now.text(0, "state_s")),
        seen.now.evidence());
}

Judgement judge_long_transactions(const Observation& seen, const Circumstances&) {
    if (seen.now.empty())
        return yes("no transaction is older than 5 minutes", {});
    return no(fmt::format("{} transactions, {} s the oldest", seen.now.size(),
                          seen.now.text(0, "transaction_s")),
              seen.now.evidence());
}

/// What all of them share.
Check activity_check(const char* name, std::vector<std::string> ids, const char* statement) {
    Check check;
    check.name = name;
    check.ids = std::move(ids);
    check.needs.activity = true;
    check.statement = statement;
    return check;
}

}  // namespace

std::vector<Check> connection_checks() {
    Check states =
        activity_check("connection_states", {"S001-MON-01", "S002-MON-01", "E-13"}, states_sql);
    states.question = "Does no session sit idle in a transaction?";
    states.rule = "no when one has been idle in a transaction for over 30 s";
    states.mend =
        "find what the application forgets to commit; set "
        "idle_in_transaction_session_timeout";
    states.judge = judge_states;

    Check room = activity_check("connection_room", {"S000-MON-04", "E-13"}, use_sql);
    room.question = "Do long idle connections leave room for others?";
    room.rule =
        "no when over 80 % of the connections are taken and some of them have been idle for "
        "over 10 minutes";
    room.mend = "make the pools smaller or recycle idle connections; end none that is not yours";
    room.judge = judge_room;

    Check use = activity_check("connection_use", {"S001-MON-02", "E-13", "X-07"}, use_sql);
    use.question = "Are fewer than 85 % of max_connections in use?";
    use.rule = "no above 85 % (90 % is critical); above 80 % a yes says so";
    use.mend = "see sark-bench plan pools for how many a deployment needs; put PgBouncer in front";
    use.judge = judge_use;

    Check applications =
        activity_check("connection_applications", {"S001-MON-03", "E-13"}, applications_sql);
    applications.question = "Does every connection say which application it belongs to?";
    applications.rule = "no when one has no application_name";
    applications.mend = "set application_name in the application's connection string";
    applications.judge = judge_applications;

    Check running = activity_check("long_running", {"S001-MON-04", "E-13"}, long_running_sql);
    running.question = "Is every session done with its statement or transaction within 30 s?";
    running.rule =
        "no when a session of this database, not idle, has been in its state for over "
        "30 s";
    running.mend = "see what it waits for (pg_stat_activity.wait_event); set statement_timeout";
    running.judge = judge_long_running;

    Check transactions =
        activity_check("long_transactions", {"S002-MON-05", "E-13"}, long_transactions_sql);
    transactions.question = "Is every transaction shorter than 5 minutes?";
    transactions.rule = "no when a transaction of this database is older than 5 minutes";
    transactions.mend =
        "find what the application forgets to commit: VACUUM cannot clean behind it";
    transactions.judge = judge_long_transactions;

    return {states, room, use, applications, running, transactions};
}

}  // namespace sark::scenarios::doctor
