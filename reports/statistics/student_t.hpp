#pragma once

namespace sark::reports {

/// The 97.5 % point of Student's t with `degrees` degrees of freedom (a real number >= 3, below
/// which it is that of 3), to 0.2 % or better: the expansion about the normal point, Abramowitz and
/// Stegun 26.7.5.
[[nodiscard]] double student_t_975(double degrees) noexcept;

/// The 97.5 % point of the standard normal distribution.
inline constexpr double normal_975 = 1.959963984540054;

}  // namespace sark::reports
