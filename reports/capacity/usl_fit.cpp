#include "reports/capacity/usl_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/NonLinearOptimization>

#include <fmt/format.h>

namespace sark::reports {

namespace {

constexpr int parameter_count = 3;

/// Relative residuals of the law and their derivatives for Eigen's solver, in (ln lambda, a, b)
/// with alpha = a^2 and beta = b^2: nothing can become negative.
class UslResiduals {
 public:
    explicit UslResiduals(std::span<const UslPoint> points) : points_(points) {}

    [[nodiscard]] int inputs() const { return parameter_count; }
    [[nodiscard]] int values() const { return static_cast<int>(points_.size()); }

    int operator()(const Eigen::VectorXd& at, Eigen::VectorXd& residuals) const {
        const UslParameters law = law_at(at);
        for (std::size_t i = 0; i < points_.size(); ++i)
            residuals[static_cast<Eigen::Index>(i)] =
                law.at(points_[i].concurrency) / points_[i].per_s - 1.0;
        return 0;
    }
    int df(const Eigen::VectorXd& at, Eigen::MatrixXd& derivatives) const {
        const UslParameters law = law_at(at);
        for (std::size_t i = 0; i < points_.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            const double n = points_[i].concurrency;
            const double ratio = law.at(n) / points_[i].per_s;
            const double slope = -ratio / (1.0 + law.alpha * (n - 1.0) + law.beta * n * (n - 1.0));
            derivatives(row, 0) = ratio;
            derivatives(row, 1) = slope * (n - 1.0) * 2.0 * at[1];
            derivatives(row, 2) = slope * n * (n - 1.0) * 2.0 * at[2];
        }
        return 0;
    }

    [[nodiscard]] static UslParameters law_at(const Eigen::VectorXd& at) {
        return {std::exp(at[0]), at[1] * at[1], at[2] * at[2]};
    }

 private:
    std::span<const UslPoint> points_;
};

/// Where to start: N / X is a quadratic in N with the law's coefficients over lambda.
Eigen::VectorXd starting_point(std::span<const UslPoint> points) {
    const auto rows = static_cast<Eigen::Index>(points.size());
    Eigen::MatrixXd terms(rows, parameter_count);
    for (Eigen::Index row = 0; row < rows; ++row) {
        const UslPoint& point = points[static_cast<std::size_t>(row)];
        const double n = point.concurrency;
        const double weight = point.per_s / n;
        terms.row(row) << weight, weight * (n - 1.0), weight * n * (n - 1.0);
    }
    const Eigen::VectorXd solved =
        terms.colPivHouseholderQr().solve(Eigen::VectorXd::Constant(rows, 1.0));
    const bool usable = solved.allFinite() && solved[0] > 0.0;
    const double lambda =
        usable ? 1.0 / solved[0] : points.front().per_s / points.front().concurrency;
    // Off zero, where the squares' derivatives vanish.
    constexpr double least = 1e-8;
    Eigen::VectorXd start(parameter_count);
    start << std::log(lambda), std::sqrt(std::max(usable ? solved[1] * lambda : 0.0, 1e-3)),
        std::sqrt(std::max(usable ? solved[2] * lambda : 0.0, least));
    return start;
}

std::string refusal_of(const UslFit& fit) {
    if (*fit.relative_rmse > usl_relative_rmse_limit)
        return fmt::format("the residuals are {:.1f} % (root mean square), above {:.0f} %",
                           100.0 * *fit.relative_rmse, 100.0 * usl_relative_rmse_limit);
    if (*fit.worst_residual > usl_worst_residual_limit)
        return fmt::format("a point lies {:.1f} % off the law, above {:.0f} %",
                           100.0 * *fit.worst_residual, 100.0 * usl_worst_residual_limit);
    return {};
}

void measure_residuals(UslFit& fit) {
    double squares = 0.0;
    double relative_squares = 0.0;
    double worst = 0.0;
    for (UslPoint& point : fit.points) {
        const double fitted = fit.law->at(point.concurrency);
        const double residual = point.per_s - fitted;
        point.fitted_per_s = fitted;
        point.residual_per_s = residual;
        const double share = residual / point.per_s;
        squares += residual * residual;
        relative_squares += share * share;
        worst = std::max(worst, std::abs(share));
    }
    const auto count = static_cast<double>(fit.points.size());
    fit.rmse = std::sqrt(squares / count);
    fit.relative_rmse = std::sqrt(relative_squares / count);
    fit.worst_residual = worst;
    fit.peak_concurrency = fit.law->peak();
    if (fit.peak_concurrency)
        fit.peak_per_s = fit.law->at(*fit.peak_concurrency);
}

}  // namespace

double UslParameters::at(double concurrency) const noexcept {
    const double others = concurrency - 1.0;
    return lambda * concurrency / (1.0 + alpha * others + beta * concurrency * others);
}

std::optional<double> UslParameters::peak() const noexcept {
    if (beta <= 0.0 || alpha >= 1.0)
        return std::nullopt;
    return std::sqrt((1.0 - alpha) / beta);
}

UslFit fit_usl(std::string_view over, std::span<const UslPoint> points) {
    UslFit fit;
    fit.over = over;
    for (const UslPoint& point : points)
        if (point.concurrency > 0.0 && point.per_s > 0.0)
            fit.points.push_back(point);
    std::ranges::sort(fit.points, {}, &UslPoint::concurrency);
    if (fit.points.size() < usl_points_minimum) {
        fit.reason = fmt::format("{} point{}, {} are needed", fit.points.size(),
                                 fit.points.size() == 1 ? "" : "s", usl_points_minimum);
        return fit;
    }
    const double spread = fit.points.back().concurrency / fit.points.front().concurrency;
    if (spread < usl_spread_minimum) {
        fit.reason = fmt::format(
            "the highest concurrency is {:.2g} times the lowest, {:.0f} times are needed", spread,
            usl_spread_minimum);
        return fit;
    }
    UslResiduals residuals(fit.points);
    Eigen::LevenbergMarquardt<UslResiduals> solver(residuals);
    solver.parameters.maxfev = 2000;
    Eigen::VectorXd at = starting_point(fit.points);
    const auto status = solver.minimize(at);
    if (status == Eigen::LevenbergMarquardtSpace::ImproperInputParameters || !at.allFinite()) {
        fit.reason = "no parameters of the law come near the points";
        return fit;
    }
    fit.law = UslResiduals::law_at(at);
    measure_residuals(fit);
    fit.reason = refusal_of(fit);
    fit.accepted = fit.reason.empty();
    return fit;
}

}  // namespace sark::reports
