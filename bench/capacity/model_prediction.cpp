#include "bench/capacity/model_prediction.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "reports/planning/model_basis.hpp"

namespace sark::capacity {

using namespace reports::planning;  // NOLINT: it is about nothing else

Result<Prediction> predict(const CapacityFigures& figures, double each_per_s, unsigned processes) {
    PlanRequest request;
    request.capacity = figures;
    request.target = stated_target(each_per_s * processes, 0.0, 0.0);
    auto chosen = choose_model(request, figures.holds_per_s, figures.holds_per_s);
    if (!chosen.model || !chosen.model->pod_measured)
        return Error{Errc::invalid_argument, "no response times by rate in it", figures.source,
                     "let sark-bench capacity draw its curve"};
    chosen.model->pods = processes;
    const PodModelResult result = simulate(*chosen.model);
    if (result.overloaded)
        return Error{Errc::invalid_argument,
                     fmt::format("{:.0f}/s is more than it was measured with", each_per_s),
                     figures.source, "lower --shares"};
    const TimesByRate::Point at = chosen.model->pod_measured->at(pod_rate_of(*chosen.model));
    const double p95_ms = 1e3 * result.p95_s;
    return Prediction{p95_ms, p95_ms * at.lowest, p95_ms * at.highest};
}

Result<NeighbourRates> neighbours_of(const CapacityFigures& figures, double per_s) {
    constexpr double apart = 0.02;  // of the rate: nearer is the same load
    const auto above = std::ranges::find_if(
        figures.paced,
        [per_s](const CapacityFigures::Paced& paced) { return paced.per_s >= per_s; });
    if (above == figures.paced.begin() || above == figures.paced.end())
        return Error{Errc::invalid_argument,
                     fmt::format("{:.0f}/s does not lie between two rates that one process was "
                                 "measured at",
                                 per_s),
                     figures.source, "choose --shares between those of the curve"};
    const NeighbourRates rates{std::prev(above)->per_s, above->per_s};
    for (const double measured : {rates.below_per_s, rates.above_per_s})
        if (std::abs(measured / per_s - 1.0) <= apart)
            return Error{Errc::invalid_argument,
                         fmt::format("one process was measured at {:.0f}/s: a prediction for that "
                                     "rate would only repeat it",
                                     measured),
                         figures.source, "choose --shares between those of the curve"};
    return rates;
}

}  // namespace sark::capacity
