#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// What `tolerance` may name: the metrics that ab and compare judge.
inline constexpr std::array<std::string_view, 5> tolerance_metrics = {"p95", "p99", "throughput",
                                                                      "errors", "cpu_per_op"};

/// Binds the value of the key "tolerance": {"p95": "5%", "errors": 0.001}.
[[nodiscard]] std::vector<MetricTolerance> bind_tolerances(const Value& value);

}  // namespace sark::scenarios::language
