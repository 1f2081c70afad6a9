#pragma once

#include "cli/options/target_options.hpp"
#include "core/base/result.hpp"
#include "reports/planning/plan.hpp"

namespace sark::cli {

/// Measures what the options name: rows of the tables at --dsn, entries of the Redis at --redis.
/// Only reads. Errors as of the services, Errc::unsafe when one is neither local nor allowed.
[[nodiscard]] Result<void> measure_sizes(TargetOptions& options,
                                         reports::planning::PlanRequest& request);

}  // namespace sark::cli
