#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace sark::scenarios {

/// CPU times of the whole machine since boot, in clock ticks (/proc/stat, line "cpu").
struct MachineTicks {
    std::uint64_t busy = 0;   ///< user, nice, system, irq and softirq (guests are within user).
    std::uint64_t steal = 0;  ///< Taken by the hypervisor for others.
};

/// One process (/proc/<pid>/stat).
struct ProcessTicks {
    pid_t pid = 0;
    pid_t parent = 0;
    std::uint64_t ticks = 0;  ///< Own user and system time, and that of children it has reaped.
};

/// Absent when the text is not what the kernel writes.
[[nodiscard]] std::optional<MachineTicks> parse_machine_stat(std::string_view text);
[[nodiscard]] std::optional<ProcessTicks> parse_process_stat(std::string_view line);

/// The CPU of `roots` and all their living descendants. A child's time moves to its parent when it
/// is reaped, so the difference of two readings also counts children that came and went. `except`
/// is left out with its descendants, but for those that are roots themselves.
[[nodiscard]] std::uint64_t ticks_of_trees(const std::vector<ProcessTicks>& processes,
                                           const std::vector<pid_t>& roots, pid_t except = 0);

/// A process and all its living descendants, parents first; empty when it is not there.
[[nodiscard]] std::vector<pid_t> tree_of(const std::vector<ProcessTicks>& processes, pid_t root);

[[nodiscard]] std::optional<MachineTicks> read_machine_stat();
/// Every process that can be seen now.
[[nodiscard]] std::vector<ProcessTicks> read_processes();

/// User and system time of this process, in seconds.
[[nodiscard]] double own_cpu_seconds();
/// Clock ticks per second.
[[nodiscard]] double ticks_per_second();

}  // namespace sark::scenarios
