#pragma once

#include <cstdint>

#include "tests/simulation/latency_process.hpp"

namespace sark::test {

/// What steady-state detection said of many stationary runs, which are steady from end to end.
struct SteadyAlarms {
    unsigned runs = 0;
    unsigned cut = 0;   ///< Steady, but not all of it.
    unsigned none = 0;  ///< No steady state.
};
[[nodiscard]] SteadyAlarms count_steady_alarms(const LatencyProcess& process, unsigned runs,
                                               std::uint64_t seed);

}  // namespace sark::test
