#include "scenarios/language/parser.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/suggestion.hpp"
#include "scenarios/language/document_writer.hpp"
#include "scenarios/language/environment_binding.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/load_limits.hpp"
#include "scenarios/language/loads.hpp"
#include "scenarios/language/meanwhile_binding.hpp"
#include "scenarios/language/overrides.hpp"
#include "scenarios/language/phases.hpp"
#include "scenarios/language/reader.hpp"
#include "scenarios/language/server_binding.hpp"
#include "scenarios/language/service_binding.hpp"
#include "scenarios/language/sweep_binding.hpp"
#include "scenarios/language/thresholds.hpp"
#include "scenarios/language/tolerances.hpp"

namespace sark::scenarios {
namespace {

using namespace language;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr unsigned threads_max = 64;
constexpr std::size_t description_max = 2000;

std::string advise_top_key(std::string_view key) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> advice = {{
        {"scenarios", "k6's scenarios are called \"load\" here"},
        {"loads", "did you mean \"load\"?"},
        {"stages",
         "stages belong into a load whose executor is ramping-arrival-rate or ramping-vus"},
        {"vus", "vus belong into a load whose executor is constant-vus"},
        {"bursts", "bursts belong into a load whose executor ends in -arrival-rate"},
        {"duration", "a duration belongs into each load"},
        {"dataset", "the dataset belongs into \"environment\""},
    }};
    for (const auto& [word, text] : advice) {
        if (same_word(word, key))
            return std::string(text);
    }
    return {};
}

void bind_head(ObjectReader& reader, Scenario& scenario) {
    if (const auto schema = reader.find("$schema"))
        (void)schema->text();  // for editors
    if (const auto name = reader.require("name", R"("my-scenario")"))
        assign(scenario.name, name->identifier("._-"));
    if (const auto description = reader.find("description"))
        assign(scenario.description, description->words(description_max));
    if (const auto seed = reader.find("seed"))
        assign(scenario.seed, seed->whole(0, UINT64_MAX));
    if (const auto threads = reader.find("threads"))
        assign(scenario.threads, threads->small(1, threads_max));
    scenario.warmup = default_warmup;
    if (const auto warmup = reader.find("warmup"))
        assign(scenario.warmup, warmup->duration(Nanos{0}, warmup_max));
    scenario.drain = seconds(10);
    if (const auto drain = reader.find("drain"))
        assign(scenario.drain, drain->duration(milliseconds(1), minutes(10)));
    if (const auto wait = reader.find("wait")) {
        constexpr std::array<std::string_view, 3> words = {"sleep", "hybrid", "spin"};
        if (const auto chosen = wait->choice(words))
            scenario.wait = static_cast<workloads::EngineOptions::Wait>(*chosen);
    }
}

void bind_profiles(const Value& value, std::vector<std::string>& profiles) {
    for (const Value& item : value.items(0, 16)) {
        const auto profile = item.identifier("._-");
        if (profile && std::find(profiles.begin(), profiles.end(), *profile) != profiles.end())
            item.fault("the profile \"" + *profile + "\" is there twice");
        else if (profile)
            profiles.push_back(*profile);
    }
}

/// A worker without a connection would only wait.
void check_threads(const Value& document, const Scenario& scenario) {
    unsigned connections = 0;
    for (const LoadSpec& load : scenario.loads) connections += load.connections;
    const Node* threads = document.node().find("threads");
    if (threads != nullptr && !scenario.loads.empty() && scenario.threads > connections)
        document.faults().add(threads->place, "/threads",
                              std::to_string(scenario.threads) + " threads for " +
                                  std::to_string(connections) + " connections",
                              "a thread needs a connection to be of use");
}

Scenario bind_scenario(const Value& document, ObjectReader& reader, Traces traces) {
    Scenario scenario;
    bind_head(reader, scenario);
    if (const auto phases = reader.find("phases"))
        scenario.phases = bind_phases(*phases);
    BoundEnvironment environment;
    if (const auto value = reader.find("environment"))
        environment = bind_environment(*value);
    const OperationCatalog catalog = OperationCatalog::shipped();
    const LoadContext context{catalog,         environment.spec.dataset,        scenario.drain,
                              scenario.phases, document.faults().source_name(), traces};
    if (const auto loads =
            reader.require("load", R"({"api": {"executor": "constant-arrival-rate", …}})"))
        scenario.loads = bind_loads(*loads, context);
    if (const auto meanwhile = reader.find("meanwhile"))
        scenario.meanwhile = bind_meanwhile(*meanwhile, scenario.loads);
    derive_needs(environment, scenario.loads, scenario.meanwhile);
    check_stand_ins(document, environment.spec, scenario.meanwhile);
    scenario.environment = std::move(environment.spec);
    check_poolers(document, scenario);
    if (const auto sweep = reader.find("sweep"))
        scenario.sweep = bind_sweep(*sweep);
    if (const auto thresholds = reader.find("thresholds"))
        scenario.thresholds =
            bind_thresholds(*thresholds, scenario.loads, scenario.phases, scenario.meanwhile);
    if (const auto sla = reader.find("sla"))
        bind_profiles(*sla, scenario.sla_profiles);
    if (const auto tolerance = reader.find("tolerance"))
        scenario.tolerances = bind_tolerances(*tolerance);
    check_threads(document, scenario);
    reader.finish(advise_top_key);
    return scenario;
}

}  // namespace

std::variant<Scenario, Faults> parse_scenario(std::string_view json, std::string_view source_name,
                                              const Overrides& overrides, Traces traces) {
    FaultList faults{std::string(source_name)};
    auto read = read_json(json, faults);
    if (auto* error = std::get_if<Error>(&read)) {
        Faults all = faults.in_order();
        all.push_back(std::move(*error));
        return all;
    }
    Node& document = std::get<Node>(read);
    apply_overrides(document, overrides, faults);
    const Value value(document, "", faults);
    auto reader = value.object();
    if (!reader)
        return faults.in_order();
    Scenario scenario = bind_scenario(value, *reader, traces);
    if (!faults.empty())
        return faults.in_order();
    scenario.time_scale = overrides.time_scale.value_or(1.0);
    scenario.document = write_document(scenario);
    return scenario;
}

}  // namespace sark::scenarios
