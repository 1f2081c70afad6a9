#pragma once

#include <vector>

namespace sark::reports {

/// By how much correlation between the members of a series (residuals, whose sum is about 0) widens
/// the variance of their sum beyond what their scatter shows: (1 + f) / (1 - f), f being the lag-1
/// correlation freed of its small-sample bias (Marriott and Pope 1954) and less half its standard
/// error, so that chance alone seldom widens. Between 1 and 39.
[[nodiscard]] double correlation_widening(const std::vector<double>& residuals) noexcept;

/// The degrees of freedom of the variance of a series of such residuals: fewer than its length when
/// a few of them hold most of it (Satterthwaite's, with the sample's fourth moment). At least 1.
[[nodiscard]] double variance_degrees(const std::vector<double>& residuals) noexcept;

}  // namespace sark::reports
