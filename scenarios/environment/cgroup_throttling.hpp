#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace sark::scenarios {

/// How long the CPU quota of a control group has kept its tasks from running, summed over cores:
/// throttled_usec (version 2) or throttled_time (version 1) of cpu.stat. Absent when the text has
/// neither, as in a group without a quota controller.
[[nodiscard]] std::optional<Nanos> parse_throttled_time(std::string_view cpu_stat);

/// The cpu.stat files of the control group that /proc/self/cgroup (`membership`) names and of its
/// ancestors, whose quotas hold for it as well; version 1 and 2. The files need not exist: a
/// container often sees its own group at the root.
[[nodiscard]] std::vector<std::filesystem::path> cpu_stat_files(std::string_view membership,
                                                                const std::filesystem::path& root);

/// Throttled time of this process' control group and its ancestors so far; absent when none tells.
[[nodiscard]] std::optional<Nanos> read_throttled_time();

}  // namespace sark::scenarios
