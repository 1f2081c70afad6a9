#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sark::reports {

/// Throughput at a number of operations in flight.
struct UslPoint {
    double concurrency = 0.0;
    double per_s = 0.0;
    std::optional<double> fitted_per_s{};    ///< By the law, once there is one.
    std::optional<double> residual_per_s{};  ///< Measured less fitted.
};

/// The Universal Scalability Law, X(N) = lambda N / (1 + alpha (N - 1) + beta N (N - 1)): lambda is
/// the rate of one alone, alpha what they wait for each other (contention), beta what they keep
/// each other informed (coherency). N. J. Gunther, Guerrilla Capacity Planning, 2007, chapter 4.
struct UslParameters {
    double lambda = 0.0;
    double alpha = 0.0;
    double beta = 0.0;

    [[nodiscard]] double at(double concurrency) const noexcept;
    /// Where it has its maximum, sqrt((1 - alpha) / beta); absent when it only ever rises (beta 0)
    /// or falls (alpha >= 1).
    [[nodiscard]] std::optional<double> peak() const noexcept;
};

struct UslFit {
    std::string over;                        ///< "concurrency" | "rate"
    std::vector<UslPoint> points;            ///< By concurrency.
    std::optional<UslParameters> law;        ///< Absent when there was nothing to fit.
    std::optional<double> peak_concurrency;  ///< Where the law has its maximum; absent without.
    std::optional<double> peak_per_s;        ///< The maximum.
    std::optional<double> rmse;              ///< Operations per second.
    std::optional<double> relative_rmse;     ///< Of residuals as shares of what was measured.
    std::optional<double> worst_residual;    ///< The largest of these shares.
    bool accepted = false;
    std::string reason;  ///< Why it is refused; empty when accepted.
};

inline constexpr std::size_t usl_points_minimum = 6;
inline constexpr double usl_spread_minimum = 4.0;
inline constexpr double usl_relative_rmse_limit = 0.05;
inline constexpr double usl_worst_residual_limit = 0.15;

/// Least squares of relative residuals (Levenberg-Marquardt of Eigen, alpha and beta kept from
/// being negative), so that the few operations of low concurrency weigh as much as the many of
/// high. Refused: fewer than six points, a spread of concurrency below four, residuals above 5 %
/// (root mean square) or 15 % (worst), or parameters that the points do not determine. Points that
/// are not above 0 are left out.
[[nodiscard]] UslFit fit_usl(std::string_view over, std::span<const UslPoint> points);

}  // namespace sark::reports
