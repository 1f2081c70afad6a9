#include "reports/statistics/concurrency.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sark::reports {

double Concurrency::tolerance() const noexcept {
    return 0.05 * std::max(in_flight, accounted) + 0.01;
}

double Concurrency::gap() const noexcept {
    return std::abs(in_flight - accounted);
}

std::optional<Concurrency> concurrency_of(const workloads::LoadTally& load) {
    const double window = to_seconds(load.measured);
    if (window <= 0.0)
        return std::nullopt;
    const auto& unanswered = load.unanswered_per_connection;
    return Concurrency{load.in_flight_seconds / window, load.service_seconds / window,
                       load.edge_seconds / window,
                       static_cast<double>(std::accumulate(unanswered.begin(), unanswered.end(),
                                                           std::uint64_t{0}))};
}

}  // namespace sark::reports
