#include "bench/gate/moved_blocks.hpp"

#include "reports/comparison/comparison_metric.hpp"
#include "reports/comparison/signed_rank.hpp"

namespace sark::bench {

std::optional<double> centre_of(const std::vector<BlockEffects>& blocks, std::size_t metric) {
    std::vector<double> effects;
    for (const BlockEffects& block : blocks)
        if (block[metric])
            effects.push_back(*block[metric]);
    return reports::pseudo_median(effects);
}

std::vector<BlockEffects> with_p95_worse_by(double share, std::vector<BlockEffects> blocks) {
    constexpr std::size_t p95 = reports::place_of("p95");
    for (std::size_t m = 0; m < reports::comparison_metrics.size(); ++m) {
        const double truth =
            m == p95 ? reports::tolerance_effect(reports::comparison_metrics[m], share) : 0.0;
        const double move = truth - centre_of(blocks, m).value_or(0.0);
        for (BlockEffects& block : blocks)
            if (block[m])
                *block[m] += move;
    }
    return blocks;
}

}  // namespace sark::bench
