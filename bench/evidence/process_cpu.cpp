#include "bench/evidence/process_cpu.hpp"

#include "core/base/clock_reading.hpp"

namespace sark::bench {

ProcessCpu read_cpu(const std::vector<pid_t>& processes) {
    ProcessCpu cpu;
    for (const pid_t process : processes) {
        clockid_t clock{};
        if (clock_getcpuclockid(process, &clock) != 0)
            continue;
        if (const auto used = read_clock(clock))
            cpu[process] = *used;
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
