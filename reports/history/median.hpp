#pragma once

#include <vector>

namespace sark::reports {

/// The middle value, or the mean of the two in the middle. Needs at least one value.
[[nodiscard]] double median_of(std::vector<double> values);

}  // namespace sark::reports
