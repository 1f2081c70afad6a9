#include "scenarios/selftest/delay_script.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace sark::scenarios {

namespace {

/// Polynomial with the highest power first.
template <std::size_t size>
double horner(const std::array<double, size>& coefficients, double x) {
    double value = 0.0;
    for (const double coefficient : coefficients) value = value * x + coefficient;
    return value;
}

double approximate_normal_quantile(double p) {
    static constexpr std::array<double, 6> a = {-3.969683028665376e+01, 2.209460984245205e+02,
                                                -2.759285104469687e+02, 1.383577518672690e+02,
                                                -3.066479806614716e+01, 2.506628277459239e+00};
    static constexpr std::array<double, 6> b = {-5.447609879822406e+01, 1.615858368580409e+02,
                                                -1.556989798598866e+02, 6.680131188771972e+01,
                                                -1.328068155288572e+01, 1.0};
    static constexpr std::array<double, 6> c = {-7.784894002430293e-03, -3.223964580411365e-01,
                                                -2.400758277161838e+00, -2.549732539343734e+00,
                                                4.374664141464968e+00,  2.938163982698783e+00};
    static constexpr std::array<double, 5> d = {7.784695709041462e-03, 3.224671290700398e-01,
                                                2.445134137142996e+00, 3.754408661907416e+00, 1.0};
    constexpr double tail = 0.02425;
    if (p > 0.5)
        return -approximate_normal_quantile(1.0 - p);
    if (p < tail) {
        const double x = std::sqrt(-2.0 * std::log(p));
        return horner(c, x) / horner(d, x);
    }
    const double x = p - 0.5;
    return x * horner(a, x * x) / horner(b, x * x);
}

}  // namespace

double normal_quantile(double p) {
    const double x = approximate_normal_quantile(p);
    const double error = 0.5 * std::erfc(-x / std::numbers::sqrt2) - p;
    const double step = error * std::sqrt(2.0 * std::numbers::pi) * std::exp(x * x / 2.0);
    return x - step / (1.0 + x * step / 2.0);
}

DelayScript::DelayScript(std::string name, std::size_t count,
                         const std::function<Nanos(double)>& quantile)
    : name_(std::move(name)) {
    sorted_.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        sorted_.push_back(quantile((static_cast<double>(i) + 0.5) / static_cast<double>(count)));
    // Steps near the golden section of the count leave neighbours far apart.
    step_ = std::max<std::uint64_t>(1, count * 618 / 1000);
    while (std::gcd(step_, std::uint64_t{count}) != 1) ++step_;
}

DelayScript DelayScript::constant(Nanos delay, std::size_t count) {
    return {"constant", count, [delay](double) { return delay; }};
}

DelayScript DelayScript::bimodal(Nanos fast, Nanos slow, double slow_share, std::size_t count) {
    return {"bimodal", count, [=](double p) { return p < 1.0 - slow_share ? fast : slow; }};
}

DelayScript DelayScript::lognormal(Nanos median, double sigma, std::size_t count) {
    return {"lognormal", count, [=](double p) {
                return from_seconds(to_seconds(median) * std::exp(sigma * normal_quantile(p)));
            }};
}

Nanos DelayScript::at(std::uint64_t index) const noexcept {
    return sorted_[index % sorted_.size() * step_ % sorted_.size()];
}

Nanos DelayScript::quantile(double q) const noexcept {
    const double rank = std::ceil(q * static_cast<double>(sorted_.size()) - 1e-9);
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return sorted_[std::min(index, sorted_.size() - 1)];
}

}  // namespace sark::scenarios
