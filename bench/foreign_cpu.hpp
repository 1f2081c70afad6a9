#pragma once

#include <chrono>

#include <unistd.h>

#include "core/base/time.hpp"
#include "scenarios/environment/proc_stat.hpp"

namespace sark::bench {

/// The CPU that programs use which are neither this one nor its children, from its making on.
class ForeignCpu {
 public:
    [[nodiscard]] double cores() const {
        const double seconds = to_seconds(std::chrono::steady_clock::now() - begun_);
        return (ticks() - before_) / scenarios::ticks_per_second() / seconds;
    }

 private:
    static double ticks() {
        const auto machine = scenarios::read_machine_stat();
        const auto own = scenarios::ticks_of_trees(scenarios::read_processes(), {getpid()});
        return static_cast<double>(machine ? machine->busy : 0) - static_cast<double>(own);
    }
    TimePoint begun_ = std::chrono::steady_clock::now();
    double before_ = ticks();
};

}  // namespace sark::bench
