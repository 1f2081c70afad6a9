#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sark::reports {

/// When a difference between earlier and later values is taken for a change.
struct ChangePointRule {
    double alpha = 0.01;       ///< Chance of each test to find a change where there is none.
    std::uint64_t seed = 1;    ///< Of the shuffles: the same values give the same answer.
    std::size_t shortest = 3;  ///< Values that either side of a change needs.
};

struct ChangePoint {
    std::size_t index = 0;  ///< The first value after the change.
    double p = 1.0;
};

/// Where the values change for good, in order: E-divisive (means) of Matteson and James (2014), in
/// the form that MongoDB (Daly et al. 2020) and Apache Otava use: the sequence is split where its
/// sides lie furthest apart, both sides are split again, and so on while a split is significant.
/// Wild values are drawn in to five robust standard deviations first. A split must stand two tests
/// at `alpha`: against shuffles of the values (exact when they do not resemble their neighbours)
/// and, where neighbours do, against sequences without a change that resemble their neighbours as
/// much (an AR(1) sieve: Bühlmann 1997), so that a host that wanders is not taken for one that
/// changed. Deterministic by seed; O(n^2 / alpha) for a split that stands and much less for one
/// that does not. How often it errs: bench/history/change_point_simulation.
[[nodiscard]] std::vector<ChangePoint> find_change_points(std::span<const double> values,
                                                          const ChangePointRule& rule);

/// Whether any split of n values could be significant at alpha: there must be as many ways to
/// choose half of them.
[[nodiscard]] bool change_can_be_found(std::size_t n, double alpha) noexcept;

}  // namespace sark::reports
