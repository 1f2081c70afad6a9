#include "reports/comparison/comparability.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace sark::reports {

namespace {

using Json = nlohmann::json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view absent = "absent";

/// Keys of a scenario that say nothing about what was run.
constexpr std::array<std::string_view, 5> judging_keys = {"description", "seed", "thresholds",
                                                          "sla", "tolerance"};
/// Facts that are no property of the machine.
constexpr std::array<std::string_view, 3> program_facts = {"version", "revision", "compiler"};

std::string shown(const Json& value) {
    constexpr std::size_t longest = 60;
    std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > longest)
        text = text.substr(0, longest) + "…";
    return text;
}

/// Walks two documents side by side.
class DocumentWalk {
 public:
    explicit DocumentWalk(std::vector<RunDifference>& found) : found_(found) {}

    void compare(const Json* base, const Json* candidate, const std::string& pointer) {
        if (base != nullptr && candidate != nullptr && *base == *candidate)
            return;
        if (base != nullptr && candidate != nullptr && base->is_object() &&
            candidate->is_object()) {
            for (const auto& [key, value] : base->items())
                compare(&value, member(*candidate, key), pointer + "/" + key);
            for (const auto& [key, value] : candidate->items())
                if (!base->contains(key))
                    compare(nullptr, &value, pointer + "/" + key);
            return;
        }
        if (base != nullptr && candidate != nullptr && base->is_array() && candidate->is_array() &&
            base->size() == candidate->size()) {
            for (std::size_t i = 0; i < base->size(); ++i)
                compare(&(*base)[i], &(*candidate)[i], pointer + "/" + std::to_string(i));
            return;
        }
        const bool dataset = pointer.starts_with("/environment/dataset");
        found_.push_back({dataset ? "dataset" : "scenario", pointer,
                          base != nullptr ? shown(*base) : std::string(absent),
                          candidate != nullptr ? shown(*candidate) : std::string(absent)});
    }

 private:
    static const Json* member(const Json& object, const std::string& key) {
        const auto found = object.find(key);
        return found == object.end() ? nullptr : &*found;
    }
    std::vector<RunDifference>& found_;
};

/// What is expected of a plan judges, and changes nothing of what runs.
void erase_expected_plans(Json& document) {
    const auto loads = document.find("load");
    if (loads == document.end() || !loads->is_object())
        return;
    for (Json& load : *loads) {
        const auto operations = load.is_object() ? load.find("operations") : load.end();
        if (!load.is_object() || operations == load.end() || !operations->is_array())
            continue;
        for (Json& operation : *operations)
            if (operation.is_object())
                operation.erase("plan");
    }
}

Json content_of(const scenarios::Scenario& scenario) {
    Json document = Json::parse(scenario.document, nullptr, false);
    if (!document.is_object())
        return document;
    for (const std::string_view key : judging_keys) document.erase(std::string(key));
    erase_expected_plans(document);
    return document;
}

std::optional<std::string> value_of(const Pairs& pairs, const std::string& name) {
    const auto found = std::ranges::find(pairs, name, &Pairs::value_type::first);
    return found == pairs.end() ? std::nullopt : std::optional(found->second);
}

template <class Visit>
void visit_differing(const Pairs& base, const Pairs& candidate, const Visit& visit) {
    for (const auto& [name, value] : base) {
        const auto other = value_of(candidate, name);
        if (!other || *other != value)
            visit(name, value, other.value_or(std::string(absent)));
    }
    for (const auto& [name, value] : candidate)
        if (!value_of(base, name))
            visit(name, std::string(absent), value);
}

/// "15.20, unix socket" -> "15.20": where a service listens says nothing about what it is.
Pairs versions_of(const scenarios::RunResult& run) {
    Pairs versions = run.environment.services;
    for (auto& [name, text] : versions) text = text.substr(0, text.find(", "));
    return versions;
}

Pairs machine_of(const scenarios::RunResult& run) {
    Pairs facts = run.environment.facts;
    std::erase_if(facts, [](const auto& fact) {
        return std::ranges::find(program_facts, fact.first) != program_facts.end();
    });
    return facts;
}

/// A trace is named by the scenario, not held in it; what it asked for is.
void compare_traces(const scenarios::RunResult& base, const scenarios::RunResult& candidate,
                    std::vector<RunDifference>& found) {
    for (const scenarios::LoadSpec& load : base.scenario.loads) {
        if (load.trace_file.empty())
            continue;
        const auto planned = [&](const scenarios::RunResult& run) {
            const auto tally =
                std::ranges::find(run.engine.loads, load.name, &workloads::LoadTally::name);
            return tally == run.engine.loads.end() ? std::string(absent)
                                                   : std::to_string(tally->planned);
        };
        if (planned(base) != planned(candidate))
            found.push_back({"scenario", "/load/" + load.name + " arrivals of the trace",
                             planned(base), planned(candidate)});
    }
}

}  // namespace

std::vector<RunDifference> differences_between(const scenarios::RunResult& base,
                                               const scenarios::RunResult& candidate) {
    std::vector<RunDifference> found;
    const Json a = content_of(base.scenario);
    const Json b = content_of(candidate.scenario);
    DocumentWalk(found).compare(&a, &b, "");
    compare_traces(base, candidate, found);
    visit_differing(versions_of(base), versions_of(candidate),
                    [&](const auto& name, const auto& one, const auto& other) {
                        found.push_back({"service", name, one, other});
                    });
    visit_differing(machine_of(base), machine_of(candidate),
                    [&](const auto& name, const auto& one, const auto& other) {
                        found.push_back({"machine", name, one, other});
                    });
    return found;
}

std::vector<std::string> notable_differences(const scenarios::RunResult& base,
                                             const scenarios::RunResult& candidate) {
    std::vector<std::string> notes;
    if (base.tool_revision != candidate.tool_revision ||
        base.tool_version != candidate.tool_version)
        notes.push_back("A was measured by sark-bench " + base.tool_version + " (" +
                        base.tool_revision + "), B by " + candidate.tool_version + " (" +
                        candidate.tool_revision + ")");
    const auto settings_of = [](const scenarios::RunResult& run) {
        Pairs settings;
        for (const SettingSource& one : run.environment.settings)
            settings.emplace_back(one.setting, one.value);
        return settings;
    };
    visit_differing(settings_of(base), settings_of(candidate),
                    [&](const auto& name, const auto& one, const auto& other) {
                        notes.push_back("setting " + name + ": A " + one + ", B " + other);
                    });
    return notes;
}

}  // namespace sark::reports
