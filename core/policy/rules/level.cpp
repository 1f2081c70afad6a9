#include "core/policy/rules/level.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sark::rules {

Level level_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Level>, 4> names{{
        {"low", Level::low},
        {"medium", Level::medium},
        {"high", Level::high},
        {"critical", Level::critical},
    }};
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == names.end() ? Level::unknown : found->second;
}

}  // namespace sark::rules
