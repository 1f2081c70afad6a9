#include "workloads/arrivals/bursts.hpp"

#include <algorithm>

namespace sark::workloads {
namespace {

/// Appends one stage of the curve, which begins at `begin` with the rate `from`.
void cut(const Bursts& bursts, Nanos begin, double from, const Stage& stage,
         std::vector<Stage>& out) {
    const auto rate_at = [&](Nanos offset) {
        return from +
               (stage.target_rate - from) * (to_seconds(offset) / to_seconds(stage.duration));
    };
    for (Nanos done{0}; done < stage.duration;) {
        const Nanos in_period = (begin + done) % bursts.every;
        const Nanos calm = bursts.every - bursts.length;
        const bool bursting = in_period >= calm;
        const Nanos length =
            std::min(stage.duration - done, (bursting ? bursts.every : calm) - in_period);
        out.push_back({Nanos{0}, bursting ? bursts.rate : rate_at(done)});
        out.push_back({length, bursting ? bursts.rate : rate_at(done + length)});
        done += length;
    }
}

}  // namespace

std::vector<Stage> stages_with_bursts(const OpenArrivals& arrivals) {
    if (!arrivals.bursts)
        return arrivals.stages;
    std::vector<Stage> stages;
    Nanos begin{0};
    double rate = arrivals.start_rate;
    for (const Stage& stage : arrivals.stages) {
        cut(*arrivals.bursts, begin, rate, stage, stages);
        begin += stage.duration;
        rate = stage.target_rate;
    }
    return stages;
}

}  // namespace sark::workloads
