#pragma once

#include <cstdint>
#include <string>

#include "core/base/time.hpp"

namespace sark::scenarios {

/// "20261121T073820Z-1f3a": sorts by start, and two runs of one second differ.
[[nodiscard]] std::string format_run_id(UtcTime start, std::uint16_t random);
/// With randomness from the kernel.
[[nodiscard]] std::string new_run_id(UtcTime start);

}  // namespace sark::scenarios
