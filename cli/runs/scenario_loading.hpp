#pragma once

#include <optional>
#include <string>

#include "scenarios/scenario.hpp"

namespace sark::cli {

/// The scenario by name or path with the overrides applied; absent after every fault was printed.
[[nodiscard]] std::optional<scenarios::Scenario> load_scenario(
    const std::string& name_or_path, const scenarios::Overrides& overrides);

}  // namespace sark::cli
