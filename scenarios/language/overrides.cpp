#include "scenarios/language/overrides.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/base/suggestion.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

/// Options come after everything that the file says.
Place option_place(std::string option) {
    return {std::numeric_limits<std::size_t>::max(), 0, std::move(option)};
}

bool is_open(const Node& load) {
    const Node* executor = load.find("executor");
    return executor != nullptr && executor->text() != nullptr &&
           executor->text()->ends_with("-arrival-rate");
}

/// The loads of a document that are objects; anything else is left for binding to complain about.
std::vector<std::pair<std::string, Node*>> loads_of(Node& document) {
    std::vector<std::pair<std::string, Node*>> loads;
    Node* load = document.find("load");
    if (load == nullptr || load->object() == nullptr)
        return loads;
    for (auto& [name, node] : *load->object()) {
        if (node.object() != nullptr)
            loads.emplace_back(name, &node);
    }
    return loads;
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
               "the array has the items 0 to " + std::to_string(items.size()) + " (excluded)");
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

void apply_set(Node& document, const std::string& assignment, FaultList& faults) {
    const Place place = option_place("--set " + assignment);
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
    FaultList value_faults("--set " + assignment);
    auto read = read_json(text, value_faults);
    if (Node* value = std::get_if<Node>(&read))
        *target = std::move(*value);
    else
        *target = Node{text, {}};
    place_at(*target, place);
    for (const Error& fault : value_faults.in_order())
        faults.add(place, "", fault.message, fault.hint);
}

/// Every rate of a load: rate, or start_rate and the stages' targets.
std::vector<Node*> rates_of(Node& load) {
    std::vector<Node*> rates;
    for (const std::string_view key : {"rate", "start_rate"}) {
        if (Node* rate = load.find(key); rate != nullptr && rate->is_number())
            rates.push_back(rate);
    }
    Node* stages = load.find("stages");
    if (stages == nullptr || stages->array() == nullptr)
        return rates;
    for (Node& stage : *stages->array()) {
        if (Node* target = stage.find("target"); target != nullptr && target->is_number())
            rates.push_back(target);
    }
    return rates;
}

double peak_of(Node& load) {
    double peak = 0.0;
    for (const Node* rate : rates_of(load)) peak = std::max(peak, rate->number());
    return peak;
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
        if (!is_open(*load))
            continue;
        names.push_back(load_name);
        if (name.empty() || name == load_name)
            chosen.push_back(load);
    }
    if (chosen.empty()) {
        faults.add(place, "",
                   names.empty() ? "no load has an arrival rate"
                                 : "there is no load \"" + name + "\" with an arrival rate",
                   names.empty() ? "constant-vus takes --connections" : suggestion(name, names));
        return;
    }
    double total = 0.0;
    for (Node* load : chosen) total += peak_of(*load);
    if (!(total > 0.0))
        return;  // binding says what is wrong with the written rates
    for (Node* load : chosen) {
        for (Node* value : rates_of(*load)) *value = Node{value->number() * (*rate / total), place};
    }
}

/// Scales stages so that they last `wanted` together; each boundary is rounded to a microsecond, so
/// that the sum is exact.
void scale_stages(Node& stages, Nanos wanted, const Place& place) {
    std::vector<std::pair<Node*, Nanos>> durations;
    Nanos total{0};
    for (Node& stage : *stages.array()) {
        Node* duration = stage.find("duration");
        const auto parsed = duration == nullptr || duration->text() == nullptr
                                ? std::nullopt
                                : parse_duration(*duration->text());
        if (!parsed)
            return;  // binding says what is wrong with it
        durations.emplace_back(duration, *parsed);
        total += *parsed;
    }
    if (total <= Nanos{0})
        return;
    Nanos before{0}, scaled_before{0};
    stages.place = place;
    for (auto& [node, duration] : durations) {
        before += duration;
        const double share =
            static_cast<double>(before.count()) / static_cast<double>(total.count());
        const Nanos scaled =
            before == total
                ? wanted
                : Nanos{std::llround(static_cast<double>(wanted.count()) * share / 1e3) * 1000};
        *node = Node{format_duration(scaled - scaled_before), place};
        scaled_before = scaled;
    }
}

void apply_duration(Node& document, const std::string& text, FaultList& faults) {
    const Place place = option_place("--duration " + text);
    const auto wanted = parse_duration(text);
    if (!wanted) {
        faults.add(place, "", "not a duration", "--duration 30s");
        return;
    }
    for (auto& [name, load] : loads_of(document)) {
        Node* stages = load->find("stages");
        if (stages != nullptr && stages->array() != nullptr)
            scale_stages(*stages, *wanted, place);
        else
            load->set("duration", Node{text, place});
    }
}

void apply_connections(Node& document, unsigned connections) {
    const Place place = option_place("--connections " + std::to_string(connections));
    for (auto& [name, load] : loads_of(document))
        load->set(is_open(*load) ? "connections" : "vus",
                  Node{static_cast<std::uint64_t>(connections), place});
}

}  // namespace

void apply_overrides(Node& document, const Overrides& overrides, FaultList& faults) {
    if (document.object() == nullptr)
        return;
    for (const std::string& assignment : overrides.set) apply_set(document, assignment, faults);
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
