#include "bench/evidence/process_cpu.hpp"

#include <chrono>
#include <ctime>

namespace sark::bench {

ProcessCpu read_cpu(const std::vector<pid_t>& processes) {
    ProcessCpu cpu;
    for (const pid_t process : processes) {
        clockid_t clock{};
        timespec used{};
        if (clock_getcpuclockid(process, &clock) == 0 && clock_gettime(clock, &used) == 0)
            cpu[process] =
                std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
    }
    return cpu;
}

Nanos used_between(const ProcessCpu& begin, const ProcessCpu& end) {
    Nanos used{0};
    for (const auto& [process, before] : begin)
        if (const auto after = end.find(process); after != end.end())
            used += after->second - before;
    return used;
}

}  // namespace sark::bench
