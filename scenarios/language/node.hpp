#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sark::scenarios::language {

/// Where a value was written.
struct Place {
    std::size_t order = 0;  ///< Position in the document; faults are reported in this order.
    unsigned line = 0;      ///< 1-based; 0: not from a file.
    std::string option;     ///< The command-line option that put it there, e.g. "--rate 500".
};

/// A JSON value that remembers where it was written; members keep their order.
struct Node {
    using Array = std::vector<Node>;
    using Object = std::vector<std::pair<std::string, Node>>;
    /// Whole numbers are int64 when negative and uint64 otherwise.
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array,
                 Object>
        value;
    Place place;

    [[nodiscard]] const Array* array() const { return std::get_if<Array>(&value); }
    [[nodiscard]] Array* array() { return std::get_if<Array>(&value); }
    [[nodiscard]] const Object* object() const { return std::get_if<Object>(&value); }
    [[nodiscard]] Object* object() { return std::get_if<Object>(&value); }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
    [[nodiscard]] bool is_number() const { return value.index() >= 2 && value.index() <= 4; }
    /// The number as floating point; 0 when it is none.
    [[nodiscard]] double number() const;

    /// The member; null when there is none or this is not an object.
    [[nodiscard]] const Node* find(std::string_view key) const;
    [[nodiscard]] Node* find(std::string_view key);
    /// Sets a member of an object, replacing what was there.
    void set(std::string_view key, Node member);
};

/// Moves a value and everything in it to one place.
void place_at(Node& node, const Place& place);

/// "a number", "an object", … for messages.
[[nodiscard]] std::string_view kind_of(const Node& node);
/// The value as it would be written, cut after 40 characters, for messages.
[[nodiscard]] std::string shown(const Node& node);

/// A JSON pointer's next part, escaped as RFC 6901 says: "/" + key.
[[nodiscard]] std::string pointer_step(std::string_view key);

}  // namespace sark::scenarios::language
