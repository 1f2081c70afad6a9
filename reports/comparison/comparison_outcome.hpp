#pragma once

#include <cstdint>

namespace sark::reports {

/// What a comparison comes to.
enum class ComparisonOutcome : std::uint8_t {
    no_regression,
    regressed,
    inconclusive,    ///< Neither could be shown.
    invalid,         ///< The generator or the host made the numbers untrue.
    not_comparable,  ///< The runs are of different things.
};

}  // namespace sark::reports
