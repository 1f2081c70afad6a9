#pragma once

#include <cstddef>

namespace sark::reports {

/// P(T > t) for Student's t with a whole number of degrees of freedom >= 1: exact, by the finite
/// sums of Abramowitz and Stegun 26.7.3 and 26.7.4. 0 degrees stands for infinitely many, the
/// standard normal.
[[nodiscard]] double t_upper_tail(double t, std::size_t degrees) noexcept;

/// The point that such a t exceeds with probability p, 0 < p < 1, by bisection; within +-1e6.
[[nodiscard]] double t_upper_point(double p, std::size_t degrees) noexcept;

}  // namespace sark::reports
