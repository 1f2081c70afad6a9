#pragma once

#include <string>

#include "reports/planning/figure.hpp"
#include "reports/planning/hpa_scaler.hpp"

namespace sark::reports::planning {

/// "12.3 GB", "512 B": decimal units, three digits.
[[nodiscard]] std::string bytes_text(double bytes);
/// As redis.conf has it, in its binary units: "64mb", "8gb".
[[nodiscard]] std::string redis_memory_text(double bytes);
/// "45 s", "12.5 min", "3.2 h".
[[nodiscard]] std::string duration_text(double seconds);
/// "07:30:15".
[[nodiscard]] std::string clock_text(double seconds);
/// "12.3 ms".
[[nodiscard]] std::string milliseconds_text(double seconds);
/// "1,000 req/s", "98 %" where the unit is empty and the value a share.
[[nodiscard]] std::string figure_text(const Figure& figure);
/// Whole, or with three digits when it is not.
[[nodiscard]] std::string count_text(double value);
[[nodiscard]] std::string percent_text(double share);
/// "", "pods per minute", "stabilisation": what held the autoscaler back.
[[nodiscard]] std::string limit_text(ScalingLimit limit);

}  // namespace sark::reports::planning
