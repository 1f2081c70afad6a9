#pragma once

#include <cstdint>
#include <optional>

#include "reports/report.hpp"

namespace sark::reports {

/// hits / total; absent when total is 0.
[[nodiscard]] std::optional<double> ratio_of(std::uint64_t hits, std::uint64_t total) noexcept;

/// Wilson's score interval for a proportion (E. B. Wilson, 1927), which stays inside [0, 1] and is
/// sound at 0 hits. Absent when total is 0.
[[nodiscard]] std::optional<Interval95> wilson_95(std::uint64_t hits, std::uint64_t total) noexcept;

}  // namespace sark::reports
