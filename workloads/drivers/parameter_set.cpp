#include "workloads/drivers/parameter_set.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

constexpr std::size_t longest_integer = 20;  // "-9223372036854775808"
constexpr std::size_t longest_key = 40;      // write_id() and write_name()

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

template <class Integer>
void append_integer(Integer value, std::string& out) {
    std::array<char, longest_integer> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

Error bad_parameter(const OperationSpec& operation, const std::string& parameter,
                    const std::string& message) {
    return {Errc::invalid_scenario, "parameter \"" + parameter + "\" " + message,
            "operation " + operation.name, ""};
}

/// Shares of a line from 0 to 1; empty when the weights cannot be shared out.
std::vector<double> accumulate_weights(std::vector<double> weights) {
    double sum = 0.0;
    for (const double weight : weights) {
        if (!std::isfinite(weight) || weight < 0.0)
            return {};
        sum += weight;
    }
    if (!(sum > 0.0) || !std::isfinite(sum))
        return {};
    double reached = 0.0;
    std::size_t last_possible = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] > 0.0)
            last_possible = i;
        reached += weights[i] / sum;
        weights[i] = reached;
    }
    // Rounding must not leave a gap that a value of weight 0 at the end would fill.
    std::fill(weights.begin() + static_cast<std::ptrdiff_t>(last_possible), weights.end(), 1.0);
    return weights;
}

}  // namespace

Result<ParameterSet::Source> ParameterSet::make_source(const ParameterSpec& spec,
                                                       const OperationSpec& operation,
                                                       const RequestContext& context) {
    const auto reject = [&](const std::string& message) -> Result<Source> {
        return bad_parameter(operation, spec.name, message);
    };
    if (const auto* key = std::get_if<KeyParameter>(&spec.source)) {
        if (key->count == 0)
            return reject("has no rows to choose from");
        return Source(KeySource{key->entity, key->form, KeySampler(key->distribution, key->count)});
    }
    if (const auto* integer = std::get_if<IntegerParameter>(&spec.source)) {
        if (integer->min > integer->max)
            return reject("has its min above its max");
        const std::uint64_t count =
            static_cast<std::uint64_t>(integer->max) - static_cast<std::uint64_t>(integer->min) + 1;
        if (count == 0)
            return reject("spans more than 2^64 - 1 values");
        return Source(IntegerSource{integer->min, KeySampler(integer->distribution, count)});
    }
    if (const auto* choice = std::get_if<ChoiceParameter>(&spec.source)) {
        if (choice->values.empty())
            return reject("has no values to choose from");
        std::vector<double> weights = choice->weights;
        if (weights.empty())
            weights.assign(choice->values.size(), 1.0);
        if (weights.size() != choice->values.size())
            return reject("needs as many weights as values");
        weights = accumulate_weights(std::move(weights));
        if (weights.empty())
            return reject("needs weights that are finite, not negative and not all 0");
        return Source(ChoiceSource{choice->values, std::move(weights)});
    }
    const auto& unique = std::get<UniqueParameter>(spec.source);
    std::uint64_t seed = mix64(hash_text(context.run_id)) ^ context.seed;
    seed = mix64(mix64(seed) ^ hash_text(operation.name));
    seed = mix64(seed ^ hash_text(spec.name));
    return Source(UniqueSource{unique.form, unique.prefix + context.run_id + "-", seed});
}

Result<ParameterSet> ParameterSet::create(const OperationSpec& operation,
                                          const RequestContext& context) {
    ParameterSet set(context.seed, context.dataset.seed);
    for (const ParameterSpec& spec : operation.parameters) {
        if (spec.name.empty())
            return bad_parameter(operation, spec.name, "needs a name");
        if (set.find(spec.name))
            return bad_parameter(operation, spec.name, "is defined twice");
        auto source = make_source(spec, operation, context);
        if (!source)
            return std::move(source).error();
        set.slots_.push_back({spec.name, hash_text(spec.name), std::move(source).value()});
    }
    set.keyed_slot_ = set.first_keyed();
    return set;
}

std::optional<std::size_t> ParameterSet::find(std::string_view name) const noexcept {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        if (slots_[slot].name == name)
            return slot;
    }
    return std::nullopt;
}

std::optional<std::size_t> ParameterSet::first_keyed() const {
    std::optional<std::size_t> first;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        const Source& source = slots_[slot].source;
        if (!std::holds_alternative<KeySource>(source) &&
            !std::holds_alternative<IntegerSource>(source))
            continue;
        if (!first || slots_[slot].name < slots_[*first].name)
            first = slot;
    }
    return first;
}

std::vector<std::string> ParameterSet::names() const {
    std::vector<std::string> names;
    for (const Slot& slot : slots_) names.push_back(slot.name);
    return names;
}

std::string_view ParameterSet::choose(const ChoiceSource& choice, std::uint64_t stream,
                                      std::uint64_t index) const noexcept {
    const double point = to_unit(draw(seed_, index, stream));
    const auto chosen = std::upper_bound(choice.cumulative.begin(), choice.cumulative.end(), point);
    return choice.values[static_cast<std::size_t>(chosen - choice.cumulative.begin())];
}

std::uint64_t ParameterSet::pick(std::size_t slot, const KeySampler& sampler,
                                 const Call& call) const noexcept {
    if (call.key && slot == keyed_slot_)
        return *call.key % sampler.count();
    return sampler.key(seed_, call.index, slots_[slot].stream);
}

std::int64_t ParameterSet::value_of(std::size_t slot, const IntegerSource& integer,
                                    const Call& call) const noexcept {
    // Unsigned arithmetic wraps, so that min may be far below zero.
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(integer.min) +
                                     pick(slot, integer.sampler, call));
}

std::optional<std::pair<std::int64_t, std::int64_t>> ParameterSet::integer_range(
    std::size_t slot) const noexcept {
    const auto* integer = std::get_if<IntegerSource>(&slots_[slot].source);
    if (integer == nullptr)
        return std::nullopt;
    const auto last = static_cast<std::uint64_t>(integer->min) + integer->sampler.count() - 1;
    return std::pair{integer->min, static_cast<std::int64_t>(last)};
}

std::int64_t ParameterSet::integer(std::size_t slot, const Call& call) const noexcept {
    const auto* integer = std::get_if<IntegerSource>(&slots_[slot].source);
    return integer == nullptr ? 0 : value_of(slot, *integer, call);
}

void ParameterSet::append(std::size_t slot, const Call& call, std::string& out) const {
    const std::uint64_t stream = slots_[slot].stream;
    const std::uint64_t index = call.index;
    std::visit(
        Overloaded{[&](const KeySource& key) {
                       const std::uint64_t row = pick(slot, key.sampler, call);
                       std::array<char, longest_key> text;
                       switch (key.form) {
                           case KeyParameter::Form::id:
                               out.append(write_id(dataset_seed_, key.entity, row, text));
                               break;
                           case KeyParameter::Form::name:
                               out.append(write_name(key.entity, row, text));
                               break;
                           case KeyParameter::Form::index:
                               append_integer(row, out);
                               break;
                       }
                   },
                   [&](const IntegerSource& integer) {
                       append_integer(value_of(slot, integer, call), out);
                   },
                   [&](const ChoiceSource& choice) { out.append(choose(choice, stream, index)); },
                   [&](const UniqueSource& unique) {
                       if (unique.form == UniqueParameter::Form::uuid) {
                           std::array<char, 36> text;
                           out.append(write_uuid(unique.seed, Entity::user, index, text));
                       } else {
                           out.append(unique.prefix);
                           append_integer(index, out);
                       }
                   }},
        slots_[slot].source);
}

std::size_t ParameterSet::longest(std::size_t slot) const noexcept {
    return std::visit(Overloaded{[](const KeySource&) { return longest_key; },
                                 [](const IntegerSource&) { return longest_integer; },
                                 [](const ChoiceSource& choice) {
                                     std::size_t longest = 0;
                                     for (const std::string& value : choice.values)
                                         longest = std::max(longest, value.size());
                                     return longest;
                                 },
                                 [](const UniqueSource& unique) {
                                     return unique.form == UniqueParameter::Form::uuid
                                                ? std::size_t{36}
                                                : unique.prefix.size() + longest_integer;
                                 }},
                      slots_[slot].source);
}

bool ParameterSet::may_contain(std::size_t slot, std::string_view characters) const noexcept {
    const auto holds = [&](const std::string& text) {
        return text.find_first_of(characters) != std::string::npos;
    };
    // Keys and numbers are made of letters, digits and '-'.
    return std::visit(
        Overloaded{[](const KeySource&) { return false; },
                   [](const IntegerSource&) { return false; },
                   [&](const ChoiceSource& choice) {
                       return std::any_of(choice.values.begin(), choice.values.end(), holds);
                   },
                   [&](const UniqueSource& unique) {
                       return unique.form == UniqueParameter::Form::text && holds(unique.prefix);
                   }},
        slots_[slot].source);
}

std::optional<Entity> ParameterSet::entity(std::size_t slot) const noexcept {
    const auto* key = std::get_if<KeySource>(&slots_[slot].source);
    return key == nullptr ? std::nullopt : std::optional(key->entity);
}

std::uint64_t ParameterSet::row(std::size_t slot, const Call& call) const noexcept {
    const auto* key = std::get_if<KeySource>(&slots_[slot].source);
    return key == nullptr ? 0 : pick(slot, key->sampler, call);
}

}  // namespace sark::workloads
