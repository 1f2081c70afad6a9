#pragma once

#include <nlohmann/json_fwd.hpp>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// The "meanwhile" member of a result.json.
[[nodiscard]] nlohmann::ordered_json meanwhile_json(const scenarios::RunResult& run);

}  // namespace sark::reports
