#include "scenarios/language/service_binding.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/settings_profiles/settings_profile.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::size_t value_max = 1000;
constexpr std::string_view option_letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

/// What the run itself tells the API server, or what must not stand among its arguments.
constexpr std::array<std::string_view, 10> own_options = {
    "dsn",  "audit-dsn",      "read-dsn", "redis",   "host",
    "port", "redis-password", "threads",  "opa-url", "opa-timeout"};
constexpr std::array<std::string_view, 7> own_redis_settings = {
    "port", "unixsocket", "unixsocketperm", "dir", "bind", "requirepass", "daemonize"};

/// A text, number or flag as a setting's value; absent after a fault.
std::optional<std::string> setting_value(const Value& member) {
    const Node& node = member.node();
    if (node.text() != nullptr)
        return member.words(value_max);
    if (node.is_number())
        return write_json(node, Layout::compact);
    if (const auto* flag = std::get_if<bool>(&node.value))
        return *flag ? "true" : "false";
    member.fault("a setting is a text, a number, true or false; found " +
                 std::string(kind_of(node)));
    return std::nullopt;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

void bind_named(const Value& value, std::span<const std::string_view> reserved,
                std::string_view owner, Settings& settings) {
    auto reader = value.object();
    if (!reader)
        return;
    for (const auto& [name, member] : reader->members()) {
        if (name.empty() || name.find_first_not_of(option_letters) != std::string::npos)
            member.fault("\"" + name + "\" is no name of a setting of " + std::string(owner));
        else if (std::ranges::find(reserved, name) != reserved.end())
            member.fault("the run itself sets " + name + " of " + std::string(owner),
                         "leave it out");
        else if (auto text = setting_value(member))
            settings.emplace_back(name, *std::move(text));
    }
}

void bind_opa(const Value& value, std::optional<OpaStandInSpec>& opa) {
    auto reader = value.object();
    if (!reader)
        return;
    OpaStandInSpec spec;
    if (const auto delay = reader->find("delay"))
        assign(spec.delay, delay->duration(Nanos{0}, minutes(1)));
    if (const auto timeout = reader->find("timeout"))
        assign(spec.timeout, timeout->duration(milliseconds(1), minutes(1)));
    if (const auto breaker = reader->find("breaker"))
        spec.breaker = breaker->duration(milliseconds(1), hours(1));
    reader->finish();
    opa = spec;
}

Node written_settings(const Settings& settings) {
    Node node{Node::Object{}, {}};
    for (const auto& [name, value] : settings) node.set(name, Node{value, {}});
    return node;
}

}  // namespace

void bind_services(ObjectReader& reader, EnvironmentSpec& spec) {
    if (const auto profile = reader.find("settings_profile")) {
        if (const auto name = profile->identifier("._-")) {
            const auto found = find_settings_profile(*name);
            if (!found)
                profile->fault(found.error().message, found.error().hint);
            else
                spec.settings_profile = *name;
        }
    }
    if (const auto settings = reader.find("redis_settings"))
        bind_named(*settings, own_redis_settings, "a managed Redis", spec.redis_settings);
    if (const auto opa = reader.find("opa"))
        bind_opa(*opa, spec.opa);
}

void bind_api_options(const Value& value, EnvironmentSpec& spec) {
    bind_named(value, own_options, "the API server", spec.api_options);
}

void check_stand_ins(const Value& document, const EnvironmentSpec& spec,
                     const std::vector<MeanwhileSpec>& meanwhile) {
    const bool befallen = std::ranges::any_of(meanwhile, [](const MeanwhileSpec& one) {
        return one.kind == MeanwhileSpec::Kind::fault && one.service == FaultService::opa;
    });
    if (befallen && !spec.opa)
        document.faults().add(document.node().find("meanwhile")->place, "/meanwhile",
                              "there is no OPA that a fault could befall",
                              "give the environment one: \"opa\": {}");
    if (spec.opa && !spec.needs_api)
        document.faults().add(document.node().find("environment")->place, "/environment/opa",
                              "nothing asks the OPA", "only an API server does: add an http load");
}

void write_services(const EnvironmentSpec& spec, Node& environment) {
    if (Node* api = environment.find("api"); api != nullptr && !spec.api_options.empty())
        api->set("options", written_settings(spec.api_options));
    if (!spec.settings_profile.empty())
        environment.set("settings_profile", Node{spec.settings_profile, {}});
    if (!spec.redis_settings.empty())
        environment.set("redis_settings", written_settings(spec.redis_settings));
    if (!spec.opa)
        return;
    Node opa{Node::Object{}, {}};
    opa.set("delay", Node{format_duration(spec.opa->delay), {}});
    opa.set("timeout", Node{format_duration(spec.opa->timeout), {}});
    if (spec.opa->breaker)
        opa.set("breaker", Node{format_duration(*spec.opa->breaker), {}});
    environment.set("opa", std::move(opa));
}

}  // namespace sark::scenarios::language
