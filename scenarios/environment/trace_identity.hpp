#pragma once

#include <string>

#include "scenarios/scenario.hpp"

namespace sark::scenarios {

/// What a replay sends, told apart from every other: "orders.csv, 1234 requests, fnv1a
/// 91c0a7d2f35be846". The hash is that of the lines "nanoseconds,operation,key\n" that the trace
/// comes to, so it is the same for a trace as CSV or as JSON lines, and at any speed. Empty for a
/// load that replays nothing.
[[nodiscard]] std::string trace_identity(const LoadSpec& load);

}  // namespace sark::scenarios
