#include "cli/runs/comparison_arm.hpp"

#include <string_view>
#include <utility>

#include "cli/options/arguments.hpp"
#include "core/postgres/session.hpp"

namespace sark::cli {

namespace {

void append_label(ComparisonArm& arm, const std::string& key, const std::string& value) {
    arm.label += (arm.label.empty() ? "" : ", ") + key + "=" + value;
}

/// The key of the scenario behind a short name.
std::string scenario_key(const std::string& key) {
    if (key == "index_set" || key == "pg_profile" || key == "pgbouncer" || key == "replica")
        return "environment." + key;
    // A pointer, because a setting's name may hold a dot itself.
    return key.starts_with("pg.") ? "/environment/pg_settings/" + key.substr(3) : key;
}

Result<void> apply(ComparisonArm& arm, const std::string& option, const std::string& key,
                   const std::string& value) {
    const std::pair<std::string_view, std::string ComparisonArm::*> places[] = {
        {"url", &ComparisonArm::url},
        {"program", &ComparisonArm::program},
        {"command", &ComparisonArm::command},
        {"revision", &ComparisonArm::revision}};
    for (const auto& [name, place] : places) {
        if (key != name)
            continue;
        arm.*place = value;
        append_label(arm, key, value);
        return {};
    }
    if (key == "dsn") {
        arm.dsn = value;
        append_label(arm, key, postgres::redact_dsn(value));
    } else if (key == "redis") {
        const auto address = parse_redis_address(value);
        if (!address)
            return address.error();
        arm.redis = value;
        append_label(arm, key, address->address);
    } else if (key == "evidence") {
        if (value != "on" && value != "off")
            return Error{Errc::invalid_argument, "'" + value + "' is neither on nor off", key, ""};
        arm.evidence = value == "on";
        append_label(arm, key, value);
    } else if (key.starts_with("env.")) {
        arm.variables.push_back(key.substr(4) + "=" + value);
        // A variable may be a secret: its name says what differs.
        append_label(arm, key, "…");
    } else if (key.starts_with("serve.")) {
        arm.serve_arguments.push_back("--" + key.substr(6) + "=" + value);
        append_label(arm, key, value);
    } else {
        arm.set.emplace_back(scenario_key(key) + "=" + value, option + " " + key + "=" + value);
        append_label(arm, key, value);
    }
    return {};
}

}  // namespace

Result<ComparisonArm> parse_arm(const std::string& option,
                                const std::vector<std::string>& settings) {
    ComparisonArm arm;
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0)
            return Error{Errc::invalid_argument, "'" + setting + "' is not KEY=VALUE", option,
                         "for example serve.threads=32, url=http://127.0.0.1:8000, env.NAME=VALUE, "
                         "command='./server --port {port}' or load.api.rate=200"};
        if (auto done = apply(arm, option, setting.substr(0, equals), setting.substr(equals + 1));
            !done)
            return done.error();
    }
    if (!arm.url.empty() && !arm.revision.empty())
        return Error{Errc::invalid_argument, "an arm has either a url or a revision", option, ""};
    if (!arm.url.empty() && !arm.command.empty())
        return Error{Errc::invalid_argument, "an arm has either a url or a command", option, ""};
    if (arm.label.empty())
        arm.label = "as is";
    return arm;
}

}  // namespace sark::cli
