#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "core/base/time.hpp"

namespace sark::bench {

/// Does a piece of work so many times over.
using Work = std::function<void(std::uint64_t times)>;
/// Makes the work of one thread; called on that thread.
using MakeWork = std::function<Work(std::size_t thread)>;

/// How much work a second one thread does, and two at once together: medians over the rounds.
struct Scaling {
    double one_per_s = 0;
    double two_per_s = 0;
    double ratio = 0;  ///< Of two to one, the median of the rounds' own.
};

/// Measures one, two, two and one thread in each of `rounds` rounds, each for `length`.
[[nodiscard]] Scaling measure_scaling(const MakeWork& make, Nanos length, int rounds);

}  // namespace sark::bench
