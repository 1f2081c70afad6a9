#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/arrivals/arrival.hpp"

namespace sark::scenarios::language {

/// Largest trace that is read.
inline constexpr std::size_t trace_bytes_max = 64U << 20U;
inline constexpr std::size_t trace_entries_max = 1'000'000;

/// Reads a trace: CSV whose header is `time,operation` or `time,operation,key`, or JSON lines with
/// the same members. Times are decimal seconds from the start of the trace; those from 1e9 on
/// (seconds of the Unix epoch) and ISO 8601 instants count from the first line. They never go
/// back. Operations are named as in `operations`; a key is a row number, or a text that is hashed.
/// Errc::invalid_scenario names "source:line" of the first bad line.
[[nodiscard]] Result<std::vector<workloads::TraceEntry>> parse_trace(
    std::string_view text, const std::string& source_name,
    const std::vector<std::string>& operations);

/// Reads and parses the trace that a scenario names: "shipped:NAME" is one of the program's own,
/// anything else a path from the folder of the scenario's file.
[[nodiscard]] Result<std::vector<workloads::TraceEntry>> load_trace(
    const std::string& file, const std::string& scenario_name,
    const std::vector<std::string>& operations);

}  // namespace sark::scenarios::language
