#include "reports/history/energy_scan.hpp"

#include <cmath>
#include <numeric>

namespace sark::reports {

std::optional<EnergySplit> EnergyScan::best(std::span<const double> values) {
    const std::size_t n = values.size();
    if (n < 2 * shortest_)
        return std::nullopt;
    earlier_.assign(n, 0.0);
    later_.assign(n, 0.0);
    for (std::size_t i = 1; i < n; ++i) {
        const double value = values[i];
        double sum = 0.0;
        for (std::size_t j = 0; j < i; ++j) {
            const double distance = std::abs(value - values[j]);
            sum += distance;
            later_[j] += distance;
        }
        earlier_[i] = sum;
    }
    const double all = std::accumulate(earlier_.begin(), earlier_.end(), 0.0);
    double left = 0.0;  // distances among the values before the split
    double right = all;
    std::optional<EnergySplit> best;
    for (std::size_t split = 1; split + shortest_ <= n; ++split) {
        left += earlier_[split - 1];
        right -= later_[split - 1];
        if (split < shortest_)
            continue;
        const double m = static_cast<double>(split);
        const double k = static_cast<double>(n - split);
        const double across = all - left - right;
        const double distance =
            2.0 * across / (m * k) - 2.0 * left / (m * (m - 1.0)) - 2.0 * right / (k * (k - 1.0));
        const double statistic = distance * m * k / (m + k);
        if (!best || statistic > best->statistic)
            best = EnergySplit{split, statistic};
    }
    return best;
}

}  // namespace sark::reports
