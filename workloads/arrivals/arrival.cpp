#include "workloads/arrivals/arrival.hpp"

#include <numeric>

namespace sark::workloads {

Nanos duration_of(const ArrivalSpec& spec) {
    if (const auto* closed = std::get_if<ClosedArrivals>(&spec))
        return closed->duration;
    if (const auto* trace = std::get_if<TraceArrivals>(&spec))
        return trace->duration;
    const auto& stages = std::get<OpenArrivals>(spec).stages;
    return std::accumulate(stages.begin(), stages.end(), Nanos{0},
                           [](Nanos sum, const Stage& stage) { return sum + stage.duration; });
}

}  // namespace sark::workloads
