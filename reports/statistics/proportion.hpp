#pragma once

#include <cstdint>
#include <optional>

#include "reports/report.hpp"
#include "reports/statistics/time_batches.hpp"

namespace sark::reports {

/// hits / total; absent when total is 0.
[[nodiscard]] std::optional<double> ratio_of(std::uint64_t hits, std::uint64_t total) noexcept;

/// Wilson's score interval for a proportion (E. B. Wilson, 1927), which stays inside [0, 1] and is
/// sound at 0 hits. Absent when total is 0.
[[nodiscard]] std::optional<Interval95> wilson_95(std::uint64_t hits, std::uint64_t total) noexcept;
/// The same for trials that scatter more than independent ones: Wilson's interval of as many
/// independent trials as they are worth. Absent where the scatter is not known.
[[nodiscard]] std::optional<Interval95> wilson_95(std::uint64_t hits, std::uint64_t total,
                                                  const std::optional<Scatter>& scatter) noexcept;

}  // namespace sark::reports
