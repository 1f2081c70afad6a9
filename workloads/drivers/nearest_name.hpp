#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sark::workloads {

/// The known name with the fewest single-character edits to `name` (the first of equals); empty
/// when nothing is known. For "did you mean" hints.
[[nodiscard]] std::string nearest_name(std::string_view name, std::span<const std::string> known);

}  // namespace sark::workloads
