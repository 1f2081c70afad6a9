#include "scenarios/language/parameters.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <numeric>
#include <optional>

#include "core/base/suggestion.hpp"

namespace sark::scenarios::language {
namespace {

using workloads::ChoiceParameter;
using workloads::Distribution;
using workloads::Entity;
using workloads::IntegerParameter;
using workloads::KeyParameter;
using workloads::ParameterSpec;
using workloads::UniqueParameter;

constexpr std::size_t parameters_max = 32;
constexpr std::array<std::string_view, 4> source_names = {"key", "integer", "choice", "unique"};

Distribution bind_distribution(ObjectReader& reader) {
    using Kind = Distribution::Kind;
    static constexpr std::array kinds = {Kind::uniform, Kind::zipfian, Kind::sequential,
                                         Kind::hotspot, Kind::latest};
    Distribution distribution;
    if (const auto value = reader.find("distribution")) {
        constexpr std::array<std::string_view, 5> names = {"uniform", "zipfian", "sequential",
                                                           "hotspot", "latest"};
        if (const auto kind = value->choice(names))
            distribution.kind = kinds[*kind];
    }
    if (const auto value = reader.find("theta")) {
        assign(distribution.theta, value->number(0.01, 5.0));
        if (distribution.kind != Kind::zipfian && distribution.kind != Kind::latest)
            value->fault("theta belongs to the zipfian distribution and to latest",
                         "add \"distribution\": \"zipfian\" or leave theta out");
    }
    const auto bind_share = [&](std::string_view key, double& share, double min, double max) {
        const auto value = reader.find(key);
        if (!value)
            return;
        assign(share, value->number(min, max));
        if (distribution.kind != Kind::hotspot)
            value->fault(std::string(key) + " belongs to the hotspot distribution",
                         "add \"distribution\": \"hotspot\" or leave it out");
    };
    bind_share("hot_set", distribution.hot_set, 1e-9, 1.0);
    bind_share("hot_share", distribution.hot_share, 0.0, 1.0);
    return distribution;
}

KeyParameter bind_key(const Value& key, ObjectReader& reader,
                      const workloads::DatasetSpec& dataset) {
    static constexpr std::array forms = {KeyParameter::Form::id, KeyParameter::Form::name,
                                         KeyParameter::Form::index};
    KeyParameter parameter;
    std::uint64_t rows = 0;
    if (const auto entity = key.choice(workloads::entity_names)) {
        parameter.entity = static_cast<Entity>(*entity);
        rows = workloads::count_of(dataset, parameter.entity);
        parameter.count = rows;
    }
    if (const auto count = reader.find("count")) {
        assign(parameter.count, count->whole(1, 1'000'000'000'000));
        if (rows > 0 && parameter.count > rows)
            count->fault(
                "the dataset has only " + std::to_string(rows) + " rows of " +
                    std::string(
                        workloads::entity_names[static_cast<std::size_t>(parameter.entity)]),
                "raise environment.dataset, or lower the count");
    }
    parameter.distribution = bind_distribution(reader);
    if (const auto form = reader.find("form")) {
        constexpr std::array<std::string_view, 3> names = {"id", "name", "index"};
        if (const auto chosen = form->choice(names))
            parameter.form = forms[*chosen];
    }
    return parameter;
}

IntegerParameter bind_integer(const Value& range, ObjectReader& reader) {
    IntegerParameter parameter;
    if (auto bounds = range.object()) {
        if (const auto min = bounds->require("min", R"({"min": 1, "max": 100})"))
            assign(parameter.min, min->integer());
        if (const auto max = bounds->require("max", R"({"min": 1, "max": 100})"))
            assign(parameter.max, max->integer());
        bounds->finish();
        if (parameter.min > parameter.max)
            range.fault("min is above max");
        // The sampler counts the values in 64 bits.
        else if (parameter.min < 0 &&
                 parameter.max > std::numeric_limits<std::int64_t>::max() + parameter.min)
            range.fault("the range is too wide", "at most 2^63 values");
    }
    parameter.distribution = bind_distribution(reader);
    return parameter;
}

ChoiceParameter bind_choice(const Value& choice, ObjectReader& reader) {
    constexpr std::size_t choices_max = 256;
    ChoiceParameter parameter;
    for (const Value& item : choice.items(1, choices_max))
        parameter.values.push_back(item.text().value_or(""));
    parameter.weights.assign(parameter.values.size(), 1.0);
    const auto weights = reader.find("weights");
    if (!weights)
        return parameter;
    const auto items = weights->items(1, choices_max);
    if (!items.empty() && items.size() != parameter.values.size()) {
        weights->fault("has " + std::to_string(items.size()) + " weights for " +
                       std::to_string(parameter.values.size()) + " choices");
        return parameter;
    }
    for (std::size_t i = 0; i < items.size(); ++i)
        assign(parameter.weights[i], items[i].number(0.0, 1e9));
    if (std::accumulate(parameter.weights.begin(), parameter.weights.end(), 0.0) <= 0.0)
        weights->fault("all weights are 0");
    return parameter;
}

UniqueParameter bind_unique(const Value& unique, ObjectReader& reader) {
    UniqueParameter parameter;
    constexpr std::array<std::string_view, 2> names = {"uuid", "text"};
    if (unique.choice(names) == 1U)
        parameter.form = UniqueParameter::Form::text;
    if (const auto prefix = reader.find("prefix")) {
        assign(parameter.prefix, prefix->words(64));
        if (parameter.form == UniqueParameter::Form::uuid)
            prefix->fault("a prefix belongs to \"unique\": \"text\"");
    }
    return parameter;
}

void bind_source(ParameterSpec& spec, ObjectReader& reader, const workloads::DatasetSpec& dataset) {
    std::vector<std::string_view> present;
    for (const std::string_view name : source_names) {
        if (reader.value().node().find(name) != nullptr)
            present.push_back(name);
    }
    if (present.size() != 1) {
        reader.value().fault(
            present.empty() ? "the parameter has no source" : "the parameter has several sources",
            "give one of key, integer, choice, unique, for example "
            "{\"key\": \"server\"}");
        return;
    }
    const Value source = *reader.find(present.front());
    if (present.front() == "key")
        spec.source = bind_key(source, reader, dataset);
    else if (present.front() == "integer")
        spec.source = bind_integer(source, reader);
    else if (present.front() == "choice")
        spec.source = bind_choice(source, reader);
    else
        spec.source = bind_unique(source, reader);
    reader.finish();
}

bool is_parameter_name(std::string_view name) {
    const auto is_word = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    return !name.empty() && name.size() <= 64 &&
           std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
           std::all_of(name.begin(), name.end(), is_word);
}

}  // namespace

std::vector<ParameterSpec> bind_parameters(const Value& value,
                                           const workloads::DatasetSpec& dataset) {
    std::vector<ParameterSpec> parameters;
    auto reader = value.object();
    if (!reader)
        return parameters;
    for (const auto& [name, member] : reader->members()) {
        if (!is_parameter_name(name))
            member.fault("\"" + name + "\" is not a usable parameter name",
                         "letters, digits and \"_\", no digit first");
        ParameterSpec spec;
        spec.name = name;
        if (auto source = member.object())
            bind_source(spec, *source, dataset);
        parameters.push_back(std::move(spec));
    }
    if (parameters.size() > parameters_max)
        value.fault("has " + std::to_string(parameters.size()) + " parameters; at most " +
                    std::to_string(parameters_max) + " are allowed");
    std::sort(parameters.begin(), parameters.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return parameters;
}

Node merge_parameters(Node shipped, const Value& changes) {
    std::vector<std::string> names;
    if (const auto* members = shipped.object()) {
        for (const auto& [name, member] : *members) names.push_back(name);
    }
    auto reader = changes.object();
    if (!reader)
        return shipped;
    for (const auto& [name, change] : reader->members()) {
        Node* present = shipped.find(name);
        if (present == nullptr) {
            change.fault("the operation has no parameter \"" + name + "\"",
                         suggestion(name, names));
            continue;
        }
        const auto* members = change.node().object();
        const bool replaces =
            members == nullptr ||
            std::any_of(source_names.begin(), source_names.end(), [&](std::string_view source) {
                return change.node().find(source) != nullptr;
            });
        if (replaces) {
            *present = change.node();
            continue;
        }
        for (const auto& [key, member] : *members) present->set(key, member);
        present->place = change.node().place;
    }
    return shipped;
}

}  // namespace sark::scenarios::language
