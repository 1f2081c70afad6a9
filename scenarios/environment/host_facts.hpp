#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sark::scenarios {

/// What is known of the machine and this program, in reading order: "cpu_model", "cpus", "memory",
/// "os", "kernel", "governor", "virtualisation", "container", "cpu_quota", "compiler",
/// "build_type", "version", "revision". What cannot be told is left out.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> host_facts();

/// CPUs that this process may use.
[[nodiscard]] unsigned usable_cpus();
/// The machine's memory, or what our control group may use of it where that is less; 0 when it
/// cannot be told.
[[nodiscard]] std::uint64_t usable_memory_bytes();
/// The load average of the last minute; absent when the kernel does not tell.
[[nodiscard]] std::optional<double> load_average_1m();

/// The value of the first line "key : value" or KEY=value (quotes removed); empty when absent.
[[nodiscard]] std::string field_of(std::string_view text, std::string_view key, char separator);

}  // namespace sark::scenarios
