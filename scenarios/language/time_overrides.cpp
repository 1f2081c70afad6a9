#include "scenarios/language/time_overrides.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "scenarios/language/override_place.hpp"
#include "scenarios/language/units.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {
namespace {

constexpr double scale_min = 1e-6;
constexpr double scale_max = 1000.0;

/// The duration that is written there; binding says what is wrong with anything else.
std::optional<Nanos> written_duration(const Node* node) {
    return node == nullptr || node->text() == nullptr ? std::nullopt
                                                      : parse_duration(*node->text());
}

Nanos scaled(Nanos duration, double scale) {
    return Nanos{std::llround(static_cast<double>(duration.count()) * scale / 1e3) * 1000};
}

/// The durations of a list of stages or phases; empty when one of them cannot be read.
std::vector<std::pair<Node*, Nanos>> durations_of(Node* list) {
    std::vector<std::pair<Node*, Nanos>> durations;
    if (list == nullptr || list->array() == nullptr)
        return durations;
    for (Node& item : *list->array()) {
        Node* duration = item.find("duration");
        const auto written = written_duration(duration);
        if (!written)
            return {};
        durations.emplace_back(duration, *written);
    }
    return durations;
}

Nanos sum_of(const std::vector<std::pair<Node*, Nanos>>& durations) {
    Nanos sum{0};
    for (const auto& [node, duration] : durations) sum += duration;
    return sum;
}

/// Scales a list so that it lasts `wanted` in all; each boundary is rounded to a microsecond, so
/// that the sum is exact.
void stretch(Node* list, Nanos wanted, const Place& place) {
    const auto durations = durations_of(list);
    const Nanos total = sum_of(durations);
    if (total <= Nanos{0})
        return;
    Nanos before{0}, scaled_before{0};
    list->place = place;
    for (const auto& [node, duration] : durations) {
        before += duration;
        const double share =
            static_cast<double>(before.count()) / static_cast<double>(total.count());
        const Nanos boundary = before == total ? wanted : scaled(wanted, share);
        *node = Node{format_duration(boundary - scaled_before), place};
        scaled_before = boundary;
    }
}

void scale_list(Node* list, double scale, const Place& place) {
    stretch(list, scaled(sum_of(durations_of(list)), scale), place);
}

void scale_member(Node* object, std::string_view key, double scale, const Place& place) {
    Node* duration = object == nullptr ? nullptr : object->find(key);
    if (const auto written = written_duration(duration))
        *duration = Node{format_duration(scaled(*written, scale)), place};
}

void scale_thresholds(Node* thresholds, double scale, const Place& place) {
    if (thresholds == nullptr || thresholds->object() == nullptr)
        return;
    for (auto& [metric, list] : *thresholds->object()) {
        if (list.array() == nullptr)
            continue;
        for (Node& threshold : *list.array())
            scale_member(&threshold, "delayAbortEval", scale, place);
    }
}

/// What happens meanwhile happens as much earlier or later.
void scale_meanwhile(Node* list, double scale, const Place& place) {
    if (list == nullptr || list->array() == nullptr)
        return;
    for (Node& one : *list->array())
        for (const char* key : {"at", "length"}) scale_member(&one, key, scale, place);
}

/// How long the document's loads last at the longest, as written.
Nanos written_length(Node& document) {
    Nanos longest = sum_of(durations_of(document.find("phases")));
    for (auto& [name, load] : loads_of(document)) {
        longest = std::max(longest, sum_of(durations_of(load->find("stages"))));
        longest = std::max(longest, written_duration(load->find("duration")).value_or(Nanos{0}));
    }
    return longest;
}

}  // namespace

void apply_duration(Node& document, const std::string& text, FaultList& faults) {
    const Place place = option_place("--duration " + text);
    const auto wanted = parse_duration(text);
    if (!wanted) {
        faults.add(place, "", "not a duration", "--duration 30s");
        return;
    }
    if (const Nanos written = written_length(document); written > Nanos{0})
        scale_meanwhile(document.find("meanwhile"),
                        static_cast<double>(wanted->count()) / static_cast<double>(written.count()),
                        place);
    Node* phases = document.find("phases");
    stretch(phases, *wanted, place);
    for (auto& [name, load] : loads_of(document)) {
        Node* stages = load->find("stages");
        if (stages != nullptr && stages->array() != nullptr)
            stretch(stages, *wanted, place);
        else if (phases == nullptr || load->find("duration") != nullptr)
            load->set("duration", Node{text, place});
    }
}

void apply_time_scale(Node& document, double scale, FaultList& faults) {
    const Place place = option_place("--time-scale " + format_number(scale));
    if (!(scale >= scale_min && scale <= scale_max)) {
        faults.add(place, "", "not between 0.000001 and 1000", "--time-scale 0.1");
        return;
    }
    if (document.find("warmup") == nullptr)
        document.set("warmup", Node{format_duration(default_warmup), place});
    scale_member(&document, "warmup", scale, place);
    scale_list(document.find("phases"), scale, place);
    for (auto& [name, load] : loads_of(document)) {
        scale_member(load, "duration", scale, place);
        scale_list(load->find("stages"), scale, place);
        scale_member(load->find("bursts"), "every", scale, place);
        scale_member(load->find("bursts"), "length", scale, place);
    }
    scale_meanwhile(document.find("meanwhile"), scale, place);
    scale_thresholds(document.find("thresholds"), scale, place);
}

}  // namespace sark::scenarios::language
