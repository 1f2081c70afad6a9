#pragma once

#include <span>
#include <string>

#include "cli/options/target_options.hpp"
#include "cli/runs/comparison_arm.hpp"
#include "core/base/result.hpp"
#include "scenarios/scenario.hpp"

namespace sark::cli {

/// An arm or point and what it wants of its database.
struct DatabaseUser {
    std::string name;
    const ComparisonArm* arm = nullptr;
    const scenarios::EnvironmentSpec* environment = nullptr;
};

/// When databases are brought to what their users want of them.
enum class DataPreparation : std::uint8_t {
    at_the_start,     ///< All of them, before the first measurement.
    for_every_round,  ///< The user's own, just before it is measured.
    never,            ///< The data that are there are kept.
};

/// Users of one given database must want the same of it: preparing it for one of them would change
/// what the others measure. Errc::invalid_argument names two that do not.
[[nodiscard]] Result<void> check_shared_database(std::span<const DatabaseUser> users,
                                                 const TargetOptions& target,
                                                 DataPreparation preparation);

}  // namespace sark::cli
