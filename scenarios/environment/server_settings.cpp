#include "scenarios/environment/server_settings.hpp"

#include <algorithm>

#include "scenarios/environment/host_facts.hpp"

namespace sark::scenarios {

namespace {

/// Empty without a profile, or without one of that name.
std::vector<FittedSetting> fitted_of(const EnvironmentSpec& spec, const HostSize& host) {
    if (spec.pg_profile.empty())
        return {};
    const auto profile = find_server_profile(spec.pg_profile);
    return profile ? fitted_settings(*profile, host) : std::vector<FittedSetting>();
}

std::string managed_source(const std::string& name, const EnvironmentSpec& spec,
                           const FittedSetting* fitted) {
    for (const auto& [own, value] : spec.pg_settings)
        if (own == name)
            return "scenario";
    if (fitted == nullptr)
        return "sark-bench";
    std::string source = "profile " + spec.pg_profile;
    if (fitted->value != fitted->documented)
        source += ", documented " + fitted->documented + ": " + fitted->reason;
    return source;
}

std::string given_source(const std::string& value, const std::string& source,
                         const EnvironmentSpec& spec, const FittedSetting* fitted) {
    if (fitted == nullptr || value == fitted->documented)
        return "the server's " + source;
    return "the server's " + source + "; profile " + spec.pg_profile + " has " + fitted->documented;
}

}  // namespace

HostSize host_size() {
    return {usable_memory_bytes(), std::max(1U, usable_cpus())};
}

Result<std::vector<std::pair<std::string, std::string>>> managed_settings(
    const EnvironmentSpec& spec, const HostSize& host) {
    std::vector<std::pair<std::string, std::string>> settings;
    if (!spec.pg_profile.empty()) {
        const auto profile = find_server_profile(spec.pg_profile);
        if (!profile)
            return profile.error();
        for (const FittedSetting& one : fitted_settings(*profile, host))
            settings.emplace_back(one.name, one.value);
    }
    settings.insert(settings.end(), spec.pg_settings.begin(), spec.pg_settings.end());
    return settings;
}

std::vector<SettingSource> server_settings(postgres::Session& session, const EnvironmentSpec& spec,
                                           const HostSize& host, bool managed) {
    const auto rows = session.execute(
        "SELECT name, current_setting(name), source, "
        "source <> 'default' AND setting IS DISTINCT FROM boot_val "
        "FROM pg_settings "
        "WHERE source NOT IN ('override', 'client', 'session') "
        "AND category !~ '^(File Locations|Connections and Authentication / (SSL|Auth)|"
        "Replication|Write-Ahead Log / (Archiv|Recovery)|Client Connection Defaults / Locale|"
        "Preset Options)' "
        "AND (category <> 'Customized Options' OR name LIKE 'pg_stat_statements.%') "
        "AND name NOT LIKE 'unix_socket%' "
        "AND name NOT IN ('listen_addresses', 'port', 'bonjour_name') "
        "ORDER BY name");
    if (!rows)
        return {};
    const std::vector<FittedSetting> fitted = fitted_of(spec, host);
    std::vector<SettingSource> settings;
    for (const auto& row : rows->rows) {
        const std::string name = row[0].value_or("");
        const std::string value = row[1].value_or("");
        const auto found = std::ranges::find(fitted, name, &FittedSetting::name);
        const FittedSetting* const profiled = found == fitted.end() ? nullptr : &*found;
        if (row[3] != "t" && profiled == nullptr)
            continue;
        settings.push_back({"postgresql." + name, value,
                            managed
                                ? managed_source(name, spec, profiled)
                                : given_source(value, row[2].value_or("default"), spec, profiled)});
    }
    return settings;
}

}  // namespace sark::scenarios
