#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "scenarios/language/node.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {

// Plain values as nodes of a document that is being written.

[[nodiscard]] inline Node whole(std::uint64_t value) {
    return {value, {}};
}
[[nodiscard]] inline Node text(std::string_view value) {
    return {std::string(value), {}};
}
[[nodiscard]] inline Node boolean(bool value) {
    return {value, {}};
}
[[nodiscard]] inline Node duration(Nanos value) {
    return text(format_duration(value));
}
[[nodiscard]] inline Node signed_whole(std::int64_t value) {
    return value < 0 ? Node{value, {}} : whole(static_cast<std::uint64_t>(value));
}
[[nodiscard]] inline Node number(double value) {
    constexpr double exact_max = 9'007'199'254'740'992.0;  // 2^53
    if (value >= 0.0 && value < exact_max && value == std::floor(value))
        return whole(static_cast<std::uint64_t>(value));
    return {value, {}};
}
[[nodiscard]] inline Node texts(const std::vector<std::string>& values) {
    Node::Array items;
    for (const std::string& value : values) items.push_back(text(value));
    return {std::move(items), {}};
}
[[nodiscard]] inline Node object(Node::Object members = {}) {
    return {std::move(members), {}};
}

}  // namespace sark::scenarios::language
