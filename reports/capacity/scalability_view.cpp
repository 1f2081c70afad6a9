#include "reports/capacity/scalability_view.hpp"

#include <fmt/format.h>

#include "reports/capacity/capacity_result.hpp"
#include "reports/format.hpp"

namespace sark::reports {

namespace {

constexpr int law_points = 60;
/// A maximum so many times beyond the last point is the fit's noise and not the target's.
constexpr double peak_reach = 10.0;

/// What moves no printed figure at any number that can be measured is 0.
std::string coefficient_text(double value) {
    constexpr double least = 1e-9;
    return fmt::format("{:.3g}", value < least ? 0.0 : value);
}

std::string text_of(const UslFit& fit) {
    if (!fit.law)
        return fmt::format("over {}: not fitted, {}", fit.over, fit.reason);
    const std::string law = fmt::format(
        "over {}: X(N) = {:.4g} N / (1 + {} (N − 1) + {} N (N − 1)), residuals {:.1f} %", fit.over,
        fit.law->lambda, coefficient_text(fit.law->alpha), coefficient_text(fit.law->beta),
        100.0 * *fit.relative_rmse);
    if (!fit.accepted)
        return law + "; refused: " + fit.reason;
    if (!fit.peak_concurrency)
        return law + "; no maximum";
    if (*fit.peak_concurrency > peak_reach * fit.points.back().concurrency)
        return law + "; no maximum anywhere near what was measured";
    return law + fmt::format("; most at N = {:.0f}: {}", *fit.peak_concurrency,
                             rate_text(*fit.peak_per_s));
}

std::vector<LawPoint> sampled(const UslFit& fit) {
    std::vector<LawPoint> curve;
    if (!fit.accepted)
        return curve;
    const double least = fit.points.front().concurrency;
    const double most = fit.points.back().concurrency;
    for (int i = 0; i <= law_points; ++i) {
        const double n = least + (most - least) * i / law_points;
        curve.push_back({n, fit.law->at(n)});
    }
    return curve;
}

ResidualRow row_of(const UslPoint& point) {
    ResidualRow row{format_number(point.concurrency), rate_text(point.per_s), "–", "–"};
    if (point.fitted_per_s)
        row.law = rate_text(*point.fitted_per_s);
    if (point.residual_per_s)
        row.residual = fmt::format("{:+.1f} %", 100.0 * *point.residual_per_s / point.per_s);
    return row;
}

}  // namespace

ScalabilityView scalability_of(const UslFit& fit) {
    ScalabilityView view{fit.over, text_of(fit), {}, sampled(fit), {}};
    for (const UslPoint& point : fit.points) {
        view.measured.push_back({point.concurrency, point.per_s});
        view.residuals.push_back(row_of(point));
    }
    return view;
}

}  // namespace sark::reports
