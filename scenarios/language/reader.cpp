#include "scenarios/language/reader.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

#include "core/base/suggestion.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

/// "20000000001 is not between 1 and 100".
std::string outside(const Node& node, const std::string& min, const std::string& max) {
    return shown(node) + " is not between " + min + " and " + max;
}

std::string not_a(const Node& node, std::string_view wanted) {
    std::string text = "expected " + std::string(wanted) + ", found " + std::string(kind_of(node));
    if (node.array() == nullptr && node.object() == nullptr && node.value.index() != 0)
        text += " " + shown(node);
    return text;
}

/// "1m30s" reads better than 90s in a message.
std::string readable(Nanos duration) {
    const auto seconds = duration.count() / 1'000'000'000;
    if (duration.count() % 1'000'000'000 != 0 || seconds == 0 || seconds % 60 != 0)
        return format_duration(duration);
    return seconds % 3600 == 0 ? std::to_string(seconds / 3600) + "h"
                               : std::to_string(seconds / 60) + "m";
}

}  // namespace

std::optional<double> Value::number(double min, double max) const {
    if (!node_->is_number()) {
        fault(not_a(*node_, "a number"));
        return std::nullopt;
    }
    const double number = node_->number();
    if (!(number >= min && number <= max)) {
        fault(outside(*node_, format_number(min), format_number(max)));
        return std::nullopt;
    }
    return number;
}

std::optional<std::uint64_t> Value::whole(std::uint64_t min, std::uint64_t max) const {
    if (!node_->is_number()) {
        fault(not_a(*node_, "a whole number"));
        return std::nullopt;
    }
    const auto* number = std::get_if<std::uint64_t>(&node_->value);
    if (number == nullptr && std::holds_alternative<double>(node_->value)) {
        fault(not_a(*node_, "a whole number"));
        return std::nullopt;
    }
    if (number == nullptr || *number < min || *number > max) {
        fault(outside(*node_, std::to_string(min), std::to_string(max)));
        return std::nullopt;
    }
    return *number;
}

std::optional<unsigned> Value::small(unsigned min, unsigned max) const {
    const auto number = whole(min, max);
    return number ? std::optional(static_cast<unsigned>(*number)) : std::nullopt;
}

std::optional<std::int64_t> Value::integer() const {
    if (const auto* negative = std::get_if<std::int64_t>(&node_->value))
        return *negative;
    constexpr auto max = std::numeric_limits<std::int64_t>::max();
    const auto number = whole(0, static_cast<std::uint64_t>(max));
    return number ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

std::optional<bool> Value::boolean() const {
    if (const auto* value = std::get_if<bool>(&node_->value))
        return *value;
    fault(not_a(*node_, "true or false"));
    return std::nullopt;
}

std::optional<std::string> Value::text() const {
    if (const auto* value = node_->text())
        return *value;
    fault(not_a(*node_, "a string"));
    return std::nullopt;
}

std::optional<std::string> Value::words(std::size_t longest) const {
    auto value = text();
    if (value && value->empty())
        fault("must not be empty");
    else if (value && value->size() > longest)
        fault("has " + std::to_string(value->size()) + " bytes; at most " +
              std::to_string(longest) + " are allowed");
    else
        return value;
    return std::nullopt;
}

std::optional<std::string> Value::identifier(std::string_view also) const {
    auto value = words(64);
    if (!value)
        return std::nullopt;
    const auto is_plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    const bool good =
        is_plain(value->front()) && std::all_of(value->begin(), value->end(), [&](char c) {
            return is_plain(c) || also.find(c) != std::string_view::npos;
        });
    if (good)
        return value;
    fault(shown(*node_) + " is not a usable name",
          "letters, digits and any of \"" + std::string(also) + "\", a letter or digit first");
    return std::nullopt;
}

std::optional<Nanos> Value::duration(Nanos min, Nanos max) const {
    if (node_->is_number()) {
        fault("a duration needs its unit, found " + shown(*node_),
              "write \"" + shown(*node_) + "s\" or \"" + shown(*node_) + "ms\"");
        return std::nullopt;
    }
    const auto value = text();
    if (!value)
        return std::nullopt;
    const auto parsed = parse_duration(*value);
    if (!parsed) {
        fault(shown(*node_) + " is not a duration",
              "examples: \"500us\", \"10ms\", \"1.5s\", \"2m\"");
        return std::nullopt;
    }
    if (*parsed < min || *parsed > max) {
        fault(outside(*node_, readable(min), readable(max)));
        return std::nullopt;
    }
    return parsed;
}

std::optional<std::size_t> Value::choice(std::span<const std::string_view> allowed) const {
    const auto value = text();
    if (!value)
        return std::nullopt;
    const auto found = std::find(allowed.begin(), allowed.end(), *value);
    if (found != allowed.end())
        return static_cast<std::size_t>(found - allowed.begin());
    fault("unknown word " + shown(*node_),
          suggestion(*value, std::vector<std::string>(allowed.begin(), allowed.end())));
    return std::nullopt;
}

std::vector<Value> Value::items(std::size_t min, std::size_t max) const {
    const auto* array = node_->array();
    if (array == nullptr) {
        fault(not_a(*node_, "an array"));
        return {};
    }
    if (array->size() < min || array->size() > max) {
        fault("has " + std::to_string(array->size()) + " items; " + std::to_string(min) + " to " +
              std::to_string(max) + " are allowed");
        return {};
    }
    std::vector<Value> values;
    values.reserve(array->size());
    for (std::size_t i = 0; i < array->size(); ++i)
        values.emplace_back((*array)[i], pointer_ + "/" + std::to_string(i), *faults_);
    return values;
}

std::optional<ObjectReader> Value::object() const {
    if (node_->object() != nullptr)
        return ObjectReader(*this);
    fault(not_a(*node_, "an object"));
    return std::nullopt;
}

void ObjectReader::allow(std::string_view key) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end())
        known_.emplace_back(key);
}

std::optional<Value> ObjectReader::find(std::string_view key) {
    allow(key);
    const Node* node = value_.node().find(key);
    if (node == nullptr)
        return std::nullopt;
    return Value(*node, value_.pointer() + pointer_step(key), value_.faults());
}

std::optional<Value> ObjectReader::require(std::string_view key, std::string_view example) {
    auto value = find(key);
    if (!value)
        value_.fault("\"" + std::string(key) + "\" is missing",
                     "for example " + std::string(example));
    return value;
}

std::vector<std::pair<std::string, Value>> ObjectReader::members() {
    any_key_ = true;
    std::vector<std::pair<std::string, Value>> values;
    for (const auto& [key, node] : *value_.node().object())
        values.emplace_back(key,
                            Value(node, value_.pointer() + pointer_step(key), value_.faults()));
    return values;
}

void ObjectReader::finish(Advice advice) {
    if (any_key_)
        return;
    for (const auto& [key, node] : *value_.node().object()) {
        if (std::find(known_.begin(), known_.end(), key) != known_.end())
            continue;
        std::string hint = advice == nullptr ? std::string() : advice(key);
        if (hint.empty())
            hint = suggestion(key, known_);
        value_.faults().add(node.place, value_.pointer() + pointer_step(key),
                            "unknown key \"" + key + "\"", std::move(hint));
    }
}

}  // namespace sark::scenarios::language
