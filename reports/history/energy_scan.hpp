#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sark::reports {

/// Where a sequence differs most before and after.
struct EnergySplit {
    std::size_t index = 0;   ///< The first value after the split.
    double statistic = 0.0;  ///< >= 0, the larger the more different.
};

/// Finds the split of a sequence whose two sides lie furthest apart in energy distance (Székely and
/// Rizzo 2005, exponent 1), scaled by mn/(m+n) as in E-divisive (Matteson and James 2014, equation
/// 7). O(n^2) time. Keeps its working memory, so that thousands of shuffles allocate nothing; not
/// thread-safe.
class EnergyScan {
 public:
    /// `shortest` (>= 2): values that either side needs.
    explicit EnergyScan(std::size_t shortest) : shortest_(shortest) {}

    /// Absent when there are fewer than two shortest sides.
    [[nodiscard]] std::optional<EnergySplit> best(std::span<const double> values);

 private:
    std::size_t shortest_;
    std::vector<double> earlier_;  // of each value: its distances to those before it
    std::vector<double> later_;    // and to those after it
};

}  // namespace sark::reports
