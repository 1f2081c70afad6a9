#pragma once

#include <cmath>
#include <string>

#include <fmt/core.h>

namespace sark::bench {

/// Exact 95 % interval of a proportion (Clopper and Pearson 1934).
struct BinomialInterval {
    double low = 0.0;
    double high = 1.0;
};

/// P(at most `hits` of `trials`) when each hits with probability `p`.
[[nodiscard]] inline double binomial_cdf(int hits, int trials, double p) {
    if (p <= 0.0 || hits >= trials)
        return 1.0;
    if (p >= 1.0)
        return 0.0;
    const double n = trials;
    double sum = 0.0;
    for (int k = 0; k <= hits; ++k)
        sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) +
                        k * std::log(p) + (n - k) * std::log1p(-p));
    return sum;
}

/// Needs 0 <= hits <= trials and trials > 0.
[[nodiscard]] inline BinomialInterval binomial_interval(int hits, int trials) {
    const auto crossing = [&](int at_most, double mass) {
        double low = 0.0;
        double high = 1.0;
        for (int step = 0; step < 50; ++step) {
            const double middle = (low + high) / 2.0;
            (binomial_cdf(at_most, trials, middle) > mass ? low : high) = middle;
        }
        return low;
    };
    BinomialInterval interval;
    if (hits > 0)
        interval.low = crossing(hits - 1, 0.975);
    if (hits < trials)
        interval.high = crossing(hits, 0.025);
    return interval;
}

/// "1.20 % (0.62-2.09)"
[[nodiscard]] inline std::string proportion_text(int hits, int trials) {
    const BinomialInterval interval = binomial_interval(hits, trials);
    return fmt::format("{:.2f} % ({:.2f}-{:.2f})", 100.0 * hits / trials, 100.0 * interval.low,
                       100.0 * interval.high);
}

}  // namespace sark::bench
