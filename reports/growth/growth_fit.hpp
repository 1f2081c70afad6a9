#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sark::reports {

/// What something cost at a size; several points of one size are repeated measurements.
struct GrowthPoint {
    double size = 0.0;
    double cost = 0.0;
};

/// The cost between two neighbouring sizes, medians of their points: what a straight line over all
/// sizes hides.
struct GrowthStep {
    double from = 0.0;
    double to = 0.0;
    double exponent = 0.0;
};

/// cost = factor * size ^ exponent.
struct GrowthFit {
    double exponent = 0.0;
    /// 95 %, Student's t of the residuals. Absent below three points. It knows the scatter of what
    /// was measured and the bend of the line, and nothing of sizes that were not measured.
    struct Interval {
        double low = 0.0;
        double high = 0.0;
    };
    std::optional<Interval> interval95;
    double factor = 0.0;
    std::vector<GrowthStep> steps;  ///< By size.

    [[nodiscard]] double at(double size) const noexcept;
};

/// Least squares of the logarithms: the slope is the exponent. Points that are not above 0 are left
/// out. Absent unless at least two sizes remain.
[[nodiscard]] std::optional<GrowthFit> fit_growth(std::span<const GrowthPoint> points);

/// A growth in words.
enum class GrowthKind : std::uint8_t {
    none,          ///< The interval lies within -0.1 to 0.1: a tenfold size costs at most a quarter
                   ///< more.
    below_linear,  ///< Below 0.9.
    linear,        ///< Within 0.9 to 1.1.
    above_linear,  ///< Above 1.1.
    undecided,     ///< The interval reaches over an edge, or there is none.
};
[[nodiscard]] GrowthKind kind_of(const GrowthFit& fit) noexcept;
/// "none", "below linear", …
[[nodiscard]] std::string_view name_of(GrowthKind kind) noexcept;

}  // namespace sark::reports
