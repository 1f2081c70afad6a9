#include "scenarios/language/overrides.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/base/suggestion.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/override_place.hpp"
#include "scenarios/language/time_overrides.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

bool is_executor(const Node& load, std::string_view end) {
    const Node* executor = load.find("executor");
    return executor != nullptr && executor->text() != nullptr && executor->text()->ends_with(end);
}

/// "a.b.0" or a JSON pointer "/a/b/0" (for keys that hold a dot) in parts.
std::vector<std::string> split_path(std::string_view path) {
    const bool is_pointer = path.starts_with("/");
    if (is_pointer)
        path.remove_prefix(1);
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == (is_pointer ? '/' : '.'))
            parts.emplace_back();
        else if (is_pointer && path[i] == '~' && i + 1 < path.size())
            parts.back() += path[++i] == '1' ? '/' : '~';
        else
            parts.back() += path[i];
    }
    return parts;
}

std::vector<std::string> keys_of(const Node& node) {
    std::vector<std::string> keys;
    for (const auto& [key, member] : *node.object()) keys.push_back(key);
    return keys;
}

/// The element of an array that a part of a path names; null after a fault.
Node* step_into_array(Node& array, const std::string& part, const std::string& pointer,
                      const Place& place, FaultList& faults) {
    auto& items = *array.array();
    const bool digits =
        !part.empty() && part.size() < 6 &&
        std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits && std::stoul(part) < items.size())
        return &items[std::stoul(part)];
    faults.add(place, pointer, "there is no item \"" + part + "\"",
               items.empty() ? "the array is empty"
                             : "the array has the items 0 to " + std::to_string(items.size() - 1));
    return nullptr;
}

/// Walks to the place that a --set names. Sections that are not written yet are made, so that
/// optional ones can be set; whether their keys exist is for binding to say. Null after a fault.
Node* walk(Node& document, const std::vector<std::string>& parts, const Place& place,
           FaultList& faults) {
    Node* node = &document;
    std::string pointer;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool in_load = i == 1 && parts[0] == "load";
        const std::string& part = parts[i];
        if (node->array() != nullptr) {
            node = step_into_array(*node, part, pointer, place, faults);
            if (node == nullptr)
                return nullptr;
        } else if (node->object() != nullptr) {
            Node* next = node->find(part);
            if (next == nullptr && in_load && parts.size() > 2) {
                faults.add(place, pointer, "there is no load \"" + part + "\"",
                           suggestion(part, keys_of(*node)));
                return nullptr;
            }
            if (next == nullptr) {
                node->set(part, Node{Node::Object{}, place});
                next = node->find(part);
            }
            node = next;
        } else {
            faults.add(place, pointer, std::string(kind_of(*node)) + " has no keys");
            return nullptr;
        }
        pointer += pointer_step(part);
    }
    return node;
}

void apply_assignment(Node& document, const Assignment& given, FaultList& faults) {
    const Place place = option_place(given.option);
    const std::string& assignment = given.text;
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
        faults.add(place, "", "not an assignment", "--set load.api.rate=500");
        return;
    }
    Node* target =
        walk(document, split_path(std::string_view(assignment).substr(0, equals)), place, faults);
    if (target == nullptr)
        return;
    const std::string text = assignment.substr(equals + 1);
    FaultList value_faults(given.option);
    auto read = read_json(text, value_faults);
    if (Node* value = std::get_if<Node>(&read))
        *target = std::move(*value);
    else
        *target = Node{text, {}};
    place_at(*target, place);
    for (const Error& fault : value_faults.in_order())
        faults.add(place, "", fault.message, fault.hint);
}

/// Each expression has its own option as its place.
void apply_thresholds(Node& document, const std::vector<ThresholdOption>& options) {
    Node thresholds{Node::Object{}, option_place("--threshold")};
    for (const ThresholdOption& one : options) {
        const Place place = option_place(one.option);
        if (thresholds.find(one.metric) == nullptr)
            thresholds.set(one.metric, Node{Node::Array{}, place});
        thresholds.find(one.metric)->array()->push_back({one.expression, place});
    }
    document.set("thresholds", std::move(thresholds));
}

/// Every rate of a load, and the highest that it ever has.
struct LoadRates {
    std::vector<Node*> nodes;
    double peak = 0.0;

    void add(Node* rate) {
        if (rate == nullptr || !rate->is_number())
            return;
        nodes.push_back(rate);
        peak = std::max(peak, rate->number());
    }
};

/// The rates of the operations, when they have their own: the load's is their sum.
LoadRates operation_rates_of(Node& load) {
    LoadRates rates;
    Node* operations = load.find("operations");
    if (operations == nullptr || operations->array() == nullptr)
        return rates;
    for (Node& operation : *operations->array()) rates.add(operation.find("rate"));
    rates.peak = 0.0;
    for (const Node* rate : rates.nodes) rates.peak += rate->number();
    return rates;
}

LoadRates rates_of(Node& load) {
    LoadRates rates = operation_rates_of(load);
    rates.add(load.find("rate"));
    rates.add(load.find("start_rate"));
    if (Node* levels = load.find("rates"); levels != nullptr && levels->object() != nullptr) {
        for (auto& [phase, level] : *levels->object()) rates.add(&level);
    }
    if (Node* stages = load.find("stages"); stages != nullptr && stages->array() != nullptr) {
        for (Node& stage : *stages->array()) rates.add(stage.find("target"));
    }
    if (Node* bursts = load.find("bursts"))
        rates.add(bursts->find("rate"));
    return rates;
}

void apply_rate(Node& document, const std::string& option, FaultList& faults) {
    const Place place = option_place("--rate " + option);
    const auto equals = option.find('=');
    const std::string name = equals == std::string::npos ? "" : option.substr(0, equals);
    const auto rate =
        parse_number(equals == std::string::npos ? option : option.substr(equals + 1));
    if (!rate || *rate <= 0.0) {
        faults.add(place, "", "not a rate above 0", "--rate 500, or --rate api=500 for one load");
        return;
    }
    std::vector<std::string> names;
    std::vector<Node*> chosen;
    for (auto& [load_name, load] : loads_of(document)) {
        if (!is_executor(*load, "-arrival-rate"))
            continue;
        names.push_back(load_name);
        if (name.empty() || name == load_name)
            chosen.push_back(load);
    }
    if (chosen.empty()) {
        faults.add(place, "",
                   names.empty() ? "no load has an arrival rate"
                                 : "there is no load \"" + name + "\" with an arrival rate",
                   names.empty() ? "users take --connections, a replay has its speed"
                                 : suggestion(name, names));
        return;
    }
    double total = 0.0;
    for (Node* load : chosen) total += rates_of(*load).peak;
    if (!(total > 0.0))
        return;  // binding says what is wrong with the written rates
    for (Node* load : chosen) {
        for (Node* value : rates_of(*load).nodes)
            *value = Node{value->number() * (*rate / total), place};
    }
}

/// Users of each stage in proportion, the highest number becoming `connections`.
void scale_users(Node& load, unsigned connections, const Place& place) {
    std::vector<Node*> numbers;
    const auto add = [&](Node* number) {
        if (number != nullptr && number->is_number())
            numbers.push_back(number);
    };
    add(load.find("start_vus"));
    if (Node* stages = load.find("stages"); stages != nullptr && stages->array() != nullptr) {
        for (Node& stage : *stages->array()) add(stage.find("target"));
    }
    double highest = 0.0;
    for (const Node* number : numbers) highest = std::max(highest, number->number());
    if (!(highest > 0.0))
        return;  // binding says what is wrong with the written numbers
    for (Node* number : numbers)
        *number =
            Node{static_cast<std::uint64_t>(std::llround(number->number() / highest * connections)),
                 place};
}

void apply_connections(Node& document, unsigned connections) {
    const Place place = option_place("--connections " + std::to_string(connections));
    for (auto& [name, load] : loads_of(document)) {
        if (is_executor(*load, "ramping-vus"))
            scale_users(*load, connections, place);
        else
            load->set(is_executor(*load, "constant-vus") ? "vus" : "connections",
                      Node{static_cast<std::uint64_t>(connections), place});
    }
}

}  // namespace

void apply_overrides(Node& document, const Overrides& overrides, FaultList& faults) {
    if (document.object() == nullptr)
        return;
    for (const Assignment& one : overrides.set) apply_assignment(document, one, faults);
    if (overrides.thresholds)
        apply_thresholds(document, *overrides.thresholds);
    if (overrides.time_scale)
        apply_time_scale(document, *overrides.time_scale, faults);
    if (overrides.duration)
        apply_duration(document, *overrides.duration, faults);
    if (overrides.connections)
        apply_connections(document, *overrides.connections);
    if (overrides.threads)
        document.set("threads",
                     Node{std::uint64_t{*overrides.threads},
                          option_place("--threads " + std::to_string(*overrides.threads))});
    if (overrides.seed)
        document.set("seed", Node{*overrides.seed,
                                  option_place("--seed " + std::to_string(*overrides.seed))});
    if (overrides.sla) {
        Node::Array profiles;
        for (const std::string& profile : *overrides.sla)
            profiles.push_back({profile, option_place("--sla " + profile)});
        document.set("sla", Node{std::move(profiles), option_place("--sla")});
    }
    if (overrides.rate)
        apply_rate(document, *overrides.rate, faults);
}

}  // namespace sark::scenarios::language
