#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/planning/connection_budget.hpp"

namespace sark::reports::planning {

/// One side of a contradiction: what a seed says, and which.
struct Claim {
    std::string text;
    std::string source;
};

/// Two claims of the seeds that cannot both hold, and what the plan does about it.
struct Contradiction {
    std::string id;    ///< Of REQUIREMENTS section 6: "X-05".
    std::string what;  ///< What the two disagree about.
    Claim one;
    Claim other;
    std::string resolution;  ///< What this program does.
    bool touches = false;    ///< This plan uses a figure of one of the two sides.
};

/// The part of a plan that the contradictions are about. Zero and false mean: not in this plan.
struct PlanScope {
    PoolRequest pools;
    double rate_per_s = 0.0;
    std::uint64_t hpa_max = 0;
    bool storage = false;
    bool cache = false;
};

/// Every case of X-05, then; all of them, with `touches` set by `scope`.
[[nodiscard]] std::vector<Contradiction> contradictions(const PlanScope& scope);

}  // namespace sark::reports::planning
