#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"
#include "scenarios/doctor/documented_settings.hpp"
#include "scenarios/doctor/setting_value.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double slow_log_ms = 100;              // S000-CFG-03
constexpr double statement_timeout_ms = 30'000;  // S001-SLA-10

// The session's own settings are the doctor's; reset_val has what a session of this role starts
// with.
constexpr const char* timeout_sql = R"(
SELECT 'role ' || current_user AS of, reset_val || unit AS value, source
FROM pg_settings WHERE name = 'statement_timeout'
UNION ALL
SELECT concat_ws(' in ', coalesce('role ' || r.rolname, 'every role'), d.datname),
       substring(c FROM '=(.*)'), 'ALTER'
FROM pg_db_role_setting s
LEFT JOIN pg_roles r ON r.oid = s.setrole
LEFT JOIN pg_database d ON d.oid = s.setdatabase,
     unnest(s.setconfig) AS c
WHERE c LIKE 'statement_timeout=%' AND (s.setdatabase = 0 OR d.datname = current_database()))";

constexpr const char* preload_sql = R"(
SELECT s.reset_val AS libraries,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS timescaledb_installed,
       (SELECT reset_val FROM pg_settings WHERE name = 'pg_stat_statements.track') AS track,
       (SELECT reset_val FROM pg_settings WHERE name = 'pg_stat_statements.max') AS max
FROM pg_settings s WHERE name = 'shared_preload_libraries')";

Judgement judge_slow_log_limit(const Observation& seen, const Circumstances&) {
    const auto limit = seen.now.number(0, "value");
    if (!limit || *limit < 0)
        return no("log_min_duration_statement is off", seen.now.evidence());
    const std::string why = fmt::format("statements from {:.0f} ms are logged", *limit);
    return *limit > slow_log_ms ? no(why, seen.now.evidence()) : yes(why, seen.now.evidence());
}

Judgement judge_timeout(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto limited = [&](std::size_t row) {
        const auto value = parse_setting(table.text(row, "value"));
        return value && value->number > 0 && value->number <= statement_timeout_ms;
    };
    const auto shown = [&](std::size_t row) {
        const auto value = parse_setting(table.text(row, "value"));
        return table.text(row, "of") + " has " +
               (value && value->number > 0 ? setting_text(*value) : std::string("none"));
    };
    std::string why = shown(0);
    for (std::size_t row = 1; row < table.size(); ++row) why += ", " + shown(row);
    return table.count(limited) > 0 ? yes(why, table.evidence()) : no(why, table.evidence());
}

Judgement judge_preload(const Observation& seen, const Circumstances&) {
    const std::string libraries = seen.now.text(0, "libraries");
    const auto loads = [&](const char* name) { return libraries.find(name) != std::string::npos; };
    std::string lacking;
    if (!loads("pg_stat_statements"))
        lacking = "pg_stat_statements";
    if (seen.now.text(0, "timescaledb_installed") == "t" && !loads("timescaledb"))
        lacking += lacking.empty() ? "timescaledb" : " and timescaledb";
    if (!lacking.empty())
        return no(fmt::format("\"{}\" lacks {}", libraries, lacking), seen.now.evidence());
    return yes('"' + libraries + '"', seen.now.evidence());
}

std::string_view word_of(const SettingComparison& comparison) {
    switch (comparison.standing) {
        case Standing::as_documented:
            return "as documented";
        case Standing::between_documents:
            return "between the documents (X-06)";
        case Standing::differs:
            return "differs";
        case Standing::not_judged:
            break;
    }
    return comparison.wants_memory ? "unknown: memory of the host" : "the operator's";
}

/// A profile's settings one by one, and how many stand how.
struct Comparisons {
    Evidence evidence{
        {"setting", "actual", "for_this_host", "documented", "source", "standing"}, {}, 0};
    std::map<Standing, std::size_t> count;
    std::size_t hidden = 0;
    std::size_t unsized = 0;
    std::string first_difference;

    void add(const SettingComparison& compared, const std::string& actual,
             const std::string& source) {
        ++count[compared.standing];
        if (compared.wants_memory)
            ++unsized;
        if (compared.standing == Standing::differs && first_difference.empty())
            first_difference =
                fmt::format("{} is {} and not {}", compared.name, actual, compared.here);
        evidence.rows.push_back({compared.name, actual,
                                 compared.here.empty() ? postgres::Value() : compared.here,
                                 compared.documented, source, std::string(word_of(compared))});
    }
    /// A library's setting that the server does not have: the library is not loaded.
    void add_missing(const ProfileSetting& setting) {
        ++count[Standing::differs];
        if (first_difference.empty())
            first_difference = setting.name + " is not there: its library is not loaded";
        evidence.rows.push_back({setting.name, std::nullopt, setting.value, setting.value,
                                 std::nullopt, "its library is not loaded"});
    }
    void add_hidden(const ProfileSetting& setting) {
        ++hidden;
        evidence.rows.push_back({setting.name, std::nullopt, std::nullopt, setting.value,
                                 std::nullopt, "the role may not read it"});
    }
};

Comparisons compare(const Table& table, const std::vector<ServerProfile>& profiles,
                    const ServerProfile& profile, const Circumstances& known) {
    std::map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < table.size(); ++row) rows[table.text(row, "name")] = row;
    Comparisons all;
    for (const ProfileSetting& setting : profile.settings) {
        const auto found = rows.find(setting.name);
        if (found == rows.end()) {
            if (setting.name.find('.') != std::string::npos)
                all.add_missing(setting);
            else
                all.add_hidden(setting);
            continue;
        }
        const std::string value = table.text(found->second, "value");
        const std::string unit = table.text(found->second, "unit");
        const auto number = parse_setting(value, unit);
        all.add(compare_setting(profiles, profile, setting, value, unit, known.host_memory),
                number ? setting_text(*number) : value, table.text(found->second, "source"));
    }
    return all;
}

Judgement judge_profile(const Observation& seen, const std::vector<ServerProfile>& profiles,
                        const ServerProfile& profile, const Circumstances& known) {
    Comparisons all = compare(seen.now, profiles, profile, known);
    const std::size_t differing = all.count[Standing::differs];
    const std::size_t between = all.count[Standing::between_documents];
    const std::string contradicted =
        between > 0
            ? fmt::format("; {} lie where the documents contradict each other (X-06)", between)
            : "";
    if (differing > 0)
        return no(fmt::format("{} of {} settings differ, such as: {}{}", differing,
                              profile.settings.size(), all.first_difference, contradicted),
                  std::move(all.evidence));
    if (all.hidden > 0)
        return cannot_tell(fmt::format("the role may not read {} of {} settings; the others are "
                                       "right",
                                       all.hidden, profile.settings.size()),
                           std::move(all.evidence), "GRANT pg_read_all_settings to the role");
    if (all.unsized > 0)
        return cannot_tell(fmt::format("{} sizes depend on the memory of the server's host, which "
                                       "is not known; the others are right",
                                       all.unsized),
                           std::move(all.evidence), "name it: --host-memory 16GB");
    return yes(fmt::format("all of {} settings{}", profile.settings.size(), contradicted),
               std::move(all.evidence));
}

Check profile_check(const std::vector<ServerProfile>& profiles, const ServerProfile& profile) {
    std::string names;
    for (const ProfileSetting& setting : profile.settings)
        names += (names.empty() ? "'" : ", '") + setting.name + "'";
    Check check;
    check.name = "settings_" + profile.name;
    check.ids = profile.source;
    check.ids.emplace_back("X-06");
    check.question =
        fmt::format("Is the server set up as {} is, for a host of its size?", profile.title);
    check.statement =
        "SELECT name, reset_val AS value, coalesce(unit, '') AS unit, source\n"
        "FROM pg_settings\nWHERE name IN (" +
        names + ")";
    check.rule = fmt::format(
        "the profile {} is written for {}: sizes of memory grow and shrink with the host (from "
        "half "
        "to double is right), all else is as documented or not; where the documents contradict "
        "each "
        "other (X-06) what lies between them is right; where the log goes is not judged; unknown "
        "when the host's memory is not known (--host-memory) or the role may not read a setting",
        profile.name, size_text(profile.memory_bytes));
    check.mend =
        "ALTER SYSTEM SET what --verbose shows to differ; it is a recommendation of one "
        "document, measure before and after";
    check.judge = [profiles, profile](const Observation& seen, const Circumstances& known) {
        return judge_profile(seen, profiles, profile, known);
    };
    return check;
}

}  // namespace

std::vector<Check> setting_checks() {
    std::vector<Check> checks;
    if (const auto profiles = shipped_server_profiles())
        for (const ServerProfile& profile : *profiles)
            checks.push_back(profile_check(*profiles, profile));

    Check slow_log;
    slow_log.name = "slow_log_limit";
    slow_log.ids = {"S000-CFG-03", "X-06"};
    slow_log.question = "Are statements of over 100 ms logged?";
    slow_log.statement =
        "SELECT name, reset_val AS value, unit, source FROM pg_settings\n"
        "WHERE name = 'log_min_duration_statement'";
    slow_log.rule =
        "no when log_min_duration_statement is off or above 100 ms; another document "
        "says 1000 ms (X-06), the tool's own limit of slow is 100 ms";
    slow_log.mend = "ALTER DATABASE ... SET log_min_duration_statement = 100";
    slow_log.judge = judge_slow_log_limit;
    checks.push_back(std::move(slow_log));

    Check timeout;
    timeout.name = "statement_timeout";
    timeout.ids = {"S001-SLA-10"};
    timeout.question = "Is a statement ended after 30 s at the latest?";
    timeout.statement = timeout_sql;
    timeout.rule =
        "yes when this role, or another one in this database, starts its sessions with a "
        "statement_timeout of 30 s or less";
    timeout.mend = "ALTER ROLE ... SET statement_timeout = '30s' for the application's role";
    timeout.judge = judge_timeout;
    checks.push_back(std::move(timeout));

    Check preload;
    preload.name = "preloaded_libraries";
    preload.ids = {"S001-CFG-01", "X-19"};
    preload.question = "Are pg_stat_statements, and TimescaleDB where it is used, preloaded?";
    preload.needs.settings = true;
    preload.statement = preload_sql;
    preload.rule =
        "no when shared_preload_libraries lacks pg_stat_statements, or timescaledb in a "
        "database where it is installed (X-19)";
    preload.mend = "shared_preload_libraries = 'timescaledb,pg_stat_statements', then restart";
    preload.judge = judge_preload;
    checks.push_back(std::move(preload));
    return checks;
}

}  // namespace sark::scenarios::doctor
