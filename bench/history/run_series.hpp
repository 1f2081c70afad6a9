#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace sark::bench {

/// How a figure scatters from one run to the next where nothing changed.
enum class Scatter : std::uint8_t {
    independent,
    correlated_03,
    correlated_06,
    correlated_09,
    heavy_tailed,
    bursts,
};
inline constexpr Scatter scatters[] = {Scatter::independent,   Scatter::correlated_03,
                                       Scatter::correlated_06, Scatter::correlated_09,
                                       Scatter::heavy_tailed,  Scatter::bursts};

[[nodiscard]] constexpr std::string_view name_of(Scatter scatter) {
    switch (scatter) {
        case Scatter::independent:
            return "independent, normal";
        case Scatter::correlated_03:
            return "AR(1), 0.3";
        case Scatter::correlated_06:
            return "AR(1), 0.6";
        case Scatter::correlated_09:
            return "AR(1), 0.9";
        case Scatter::heavy_tailed:
            return "heavy-tailed (t, 2 degrees)";
        case Scatter::bursts:
            return "bursts (1 run in 10 slower by 20-100 %)";
    }
    return "";
}

/// Figures of `runs` runs around 10 ms with a standard deviation of 3 % (of the normal ones), the
/// level higher by `step` from the run `change` on.
[[nodiscard]] inline std::vector<std::optional<double>> run_series(Scatter scatter,
                                                                   std::size_t runs,
                                                                   std::size_t change, double step,
                                                                   std::uint64_t seed) {
    constexpr double deviation = 0.03;
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(0.0, 1.0);
    std::student_t_distribution<double> student(2.0);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const double correlation = scatter == Scatter::correlated_03   ? 0.3
                               : scatter == Scatter::correlated_06 ? 0.6
                               : scatter == Scatter::correlated_09 ? 0.9
                                                                   : 0.0;
    const double innovation = std::sqrt(1.0 - correlation * correlation);
    double wander = normal(random);
    std::vector<std::optional<double>> figures;
    for (std::size_t i = 0; i < runs; ++i) {
        double noise = deviation * wander;
        if (scatter == Scatter::heavy_tailed)
            noise = deviation * student(random);
        if (scatter == Scatter::bursts && unit(random) < 0.1)
            noise += std::log(1.2 + 0.8 * unit(random));
        figures.emplace_back(10.0 * std::exp(noise) * (i >= change ? 1.0 + step : 1.0));
        wander = correlation * wander + innovation * normal(random);
    }
    return figures;
}

}  // namespace sark::bench
