#include "reports/comparison/t_distribution.hpp"

#include <cmath>
#include <numbers>

namespace sark::reports {

namespace {

/// P(|T| <= t) for t >= 0.
double central(double t, std::size_t degrees) {
    const double n = static_cast<double>(degrees);
    const double angle = std::atan(t / std::sqrt(n));
    const double cosine = std::cos(angle);
    double term = degrees % 2 == 1 ? cosine : 1.0;
    double sum = 0.0;
    const std::size_t first = degrees % 2 == 1 ? 3 : 2;
    for (std::size_t i = first; i <= degrees; i += 2) {
        sum += term;
        const double k = static_cast<double>(i);
        term *= cosine * cosine * (k - 1.0) / k;
    }
    if (degrees % 2 == 1)
        return 2.0 / std::numbers::pi * (angle + std::sin(angle) * sum);
    return std::sin(angle) * sum;
}

}  // namespace

double t_upper_tail(double t, std::size_t degrees) noexcept {
    if (degrees == 0)
        return std::erfc(t / std::numbers::sqrt2) / 2.0;
    const double beyond = (1.0 - central(std::abs(t), degrees)) / 2.0;
    return t < 0.0 ? 1.0 - beyond : beyond;
}

double t_upper_point(double p, std::size_t degrees) noexcept {
    double low = -1e6;
    double high = 1e6;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2.0;
        (t_upper_tail(middle, degrees) > p ? low : high) = middle;
    }
    return (low + high) / 2.0;
}

}  // namespace sark::reports
