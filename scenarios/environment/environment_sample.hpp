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
    /// Of managed services and of given ones on this machine; absent when one was not found.
    std::optional<std::uint64_t> service_ticks;
    std::optional<Nanos> throttled;  ///< Of our control group; absent without a CPU controller.
    std::map<std::string, double> postgres;
    std::map<std::string, double> redis;
    std::map<std::string, double> redis_memory;  ///< Evidence::redis_memory now.
    std::map<std::string, double> core;
};

}  // namespace sark::scenarios
