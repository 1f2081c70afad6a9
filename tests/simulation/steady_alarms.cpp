#include "tests/simulation/steady_alarms.hpp"

#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/steady_state.hpp"
#include "reports/views/steady_view.hpp"

namespace sark::test {

SteadyAlarms count_steady_alarms(const LatencyProcess& process, unsigned runs, std::uint64_t seed) {
    using Verdict = reports::SteadyState::Verdict;
    Random random(seed);
    SteadyAlarms alarms;
    for (; alarms.runs < runs; ++alarms.runs) {
        const workloads::LoadTally load = record(process, process.draw(random));
        const auto slices = reports::steady_slices_of(load, std::chrono::seconds(1));
        const reports::SteadyState state = reports::find_steady_state(slices);
        if (state.verdict == Verdict::none)
            ++alarms.none;
        else if (state.verdict == Verdict::steady && state.last - state.first < slices.size())
            ++alarms.cut;
    }
    return alarms;
}

}  // namespace sark::test
