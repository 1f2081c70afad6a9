#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "scenarios/language/fault_list.hpp"
#include "scenarios/language/node.hpp"

namespace sark::scenarios::language {

class ObjectReader;

/// One value of a document with its JSON pointer and the list that its faults go to. Each typed
/// accessor returns the value, or records a fault and returns nothing. Borrows all three.
class Value {
 public:
    Value(const Node& node, std::string pointer, FaultList& faults)
        : node_(&node), pointer_(std::move(pointer)), faults_(&faults) {}

    /// Bounds are inclusive.
    [[nodiscard]] std::optional<double> number(double min, double max) const;
    [[nodiscard]] std::optional<std::uint64_t> whole(std::uint64_t min, std::uint64_t max) const;
    [[nodiscard]] std::optional<unsigned> small(unsigned min, unsigned max) const;
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<bool> boolean() const;
    [[nodiscard]] std::optional<std::string> text() const;
    /// A string that is not empty and not longer than `longest` bytes.
    [[nodiscard]] std::optional<std::string> words(std::size_t longest) const;
    /// A word of letters, digits and the characters of `also`, beginning with a letter or digit, at
    /// most 64 characters.
    [[nodiscard]] std::optional<std::string> identifier(std::string_view also) const;
    [[nodiscard]] std::optional<Nanos> duration(Nanos min, Nanos max) const;
    /// The position of the word in `allowed`.
    [[nodiscard]] std::optional<std::size_t> choice(
        std::span<const std::string_view> allowed) const;
    /// The items of an array of min..max items; empty after a fault.
    [[nodiscard]] std::vector<Value> items(std::size_t min, std::size_t max) const;
    [[nodiscard]] std::optional<ObjectReader> object() const;

    void fault(std::string message, std::string hint = {}) const {
        faults_->add(node_->place, pointer_, std::move(message), std::move(hint));
    }
    [[nodiscard]] const Node& node() const { return *node_; }
    [[nodiscard]] const std::string& pointer() const { return pointer_; }
    [[nodiscard]] FaultList& faults() const { return *faults_; }

 private:
    const Node* node_;
    std::string pointer_;
    FaultList* faults_;
};

/// The members of an object. Every key that is asked for becomes an allowed one; finish() reports
/// the others.
class ObjectReader {
 public:
    /// `value` must hold an object.
    explicit ObjectReader(Value value) : value_(std::move(value)) {}

    [[nodiscard]] std::optional<Value> find(std::string_view key);
    void allow(std::string_view key);
    /// As find(), but absence is a fault; `example` shows what to write.
    [[nodiscard]] std::optional<Value> require(std::string_view key, std::string_view example);
    /// All members, in order; for objects whose keys are names. Allows every key.
    [[nodiscard]] std::vector<std::pair<std::string, Value>> members();

    /// What to say about a key that is wrong here but right elsewhere; empty: nothing special.
    using Advice = std::string (*)(std::string_view key);
    /// Reports keys that nobody asked for, with the nearest allowed one. `advice` may be null.
    void finish(Advice advice = nullptr);

    [[nodiscard]] const Value& value() const { return value_; }

 private:
    Value value_;
    std::vector<std::string> known_;
    bool any_key_ = false;
};

/// Sets the target when there is a value.
template <class T, class V>
void assign(T& target, std::optional<V> value) {
    if (value)
        target = std::move(*value);
}

}  // namespace sark::scenarios::language
