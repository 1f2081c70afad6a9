#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sark::reports {

/// What is known of one step: one rate, measured in one or more windows.
enum class StepVerdict : std::uint8_t {
    open,          ///< More windows may decide it.
    holds,         ///< Accepted: the share of misses is below what the SLA allows.
    breaks,        ///< Accepted: it is above, or work piled up.
    leans_holds,   ///< Every look is spent; the estimate points there.
    leans_breaks,  ///< The same, the other way.
    disturbed,     ///< The host spoiled every window.
    generator,     ///< The generator gave out: nothing is known of the target.
    unjudged,      ///< Measured for the curve only.
};

[[nodiscard]] constexpr std::string_view name_of(StepVerdict verdict) noexcept {
    constexpr std::array<std::string_view, 8> names = {"open",        "holds",        "breaks",
                                                       "leans_holds", "leans_breaks", "disturbed",
                                                       "generator",   "unjudged"};
    return names[static_cast<std::size_t>(verdict)];
}

}  // namespace sark::reports
