#pragma once

#include "cli/options/target_options.hpp"
#include "cli/runs/comparison_arm.hpp"
#include "core/base/result.hpp"
#include "scenarios/environment/environment.hpp"

namespace sark::cli {

/// The environment of one arm or point: its own places where it names some, else the command's. Who
/// waits for it adds `note`, `stop` and `seed`. Errc::invalid_argument for a Redis address.
[[nodiscard]] Result<scenarios::EnvironmentOptions> environment_of(const ComparisonArm& arm,
                                                                   const TargetOptions& target);

}  // namespace sark::cli
