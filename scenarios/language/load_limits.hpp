#pragma once

#include <chrono>

#include "core/base/time.hpp"

namespace sark::scenarios::language {

/// How long a load and a warm-up may be.
inline constexpr Nanos load_duration_min = std::chrono::seconds(1);
inline constexpr Nanos load_duration_max = std::chrono::hours(24);
inline constexpr Nanos warmup_max = std::chrono::hours(1);

}  // namespace sark::scenarios::language
