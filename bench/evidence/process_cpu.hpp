#pragma once

#include <map>
#include <vector>

#include <sys/types.h>

#include "core/base/time.hpp"

namespace sark::bench {

/// CPU time of processes by id, in nanoseconds and from the kernel's clock of each, so that half a
/// second tells a few tenths of a percent (the ticks of /proc/<pid>/stat are 10 ms each). Those
/// that have ended are left out.
using ProcessCpu = std::map<pid_t, Nanos>;
[[nodiscard]] ProcessCpu read_cpu(const std::vector<pid_t>& processes);

/// What the processes of both readings used between them.
[[nodiscard]] Nanos used_between(const ProcessCpu& begin, const ProcessCpu& end);

}  // namespace sark::bench
