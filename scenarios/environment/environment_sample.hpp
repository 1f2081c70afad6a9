#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/proc_stat.hpp"

namespace sark::scenarios {

/// Counters at one instant; a store that did not answer has none.
struct TestEnvironment::Sample {
    double own_cpu_s = 0.0;
    std::optional<MachineTicks> machine;
    std::optional<std::uint64_t> service_ticks;  ///< Absent unless every service is managed.
    std::map<std::string, double> postgres;
    std::map<std::string, double> redis;
    std::map<std::string, double> core;
};

}  // namespace sark::scenarios
