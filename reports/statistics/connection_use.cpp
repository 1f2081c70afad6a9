#include "reports/statistics/connection_use.hpp"

#include <algorithm>
#include <vector>

namespace sark::reports {

namespace {

constexpr std::uint64_t busy_enough = 10;

}  // namespace

ConnectionUse connection_use_of(const workloads::LoadTally& load) {
    ConnectionUse use;
    std::vector<std::uint64_t> completions = load.completions_per_connection;
    if (completions.empty())
        return use;
    const auto unanswered_on = [&load](std::size_t i) {
        const auto& unanswered = load.unanswered_per_connection;
        return i < unanswered.size() ? unanswered[i] : 0;
    };
    std::vector<std::uint64_t> answered = completions;
    for (std::size_t i = 0; i < answered.size(); ++i)
        answered[i] -= std::min(answered[i], unanswered_on(i));
    const std::uint64_t busiest = *std::ranges::max_element(answered);
    for (std::size_t i = 0; i < answered.size(); ++i)
        use.starving +=
            (busiest >= busy_enough && unanswered_on(i) > 0 && answered[i] * 100 < busiest) ? 1U
                                                                                            : 0U;
    std::ranges::sort(completions);
    use.connections = completions.size();
    use.min = completions.front();
    use.median = completions[(completions.size() - 1) / 2];
    use.max = completions.back();
    return use;
}

}  // namespace sark::reports
