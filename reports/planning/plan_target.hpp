#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "reports/planning/figure.hpp"

namespace sark::reports::planning {

/// What must be carried.
struct PlanTarget {
    std::string name;  ///< "phase 4", "a stated target".
    Figure rate;       ///< Requests per second at the day's peak.
    Figure servers;
    Figure audit_events;      ///< Per second at the peak.
    Figure database_queries;  ///< Per second at the peak.
    Figure cache_hit_rate;    ///< Share of decisions found in a cache.
    Figure p95_ms;            ///< Of API responses, at most.
};

/// Phase 1, 3 or 4 as S003-SLA-04..18 have them. Errc::invalid_argument for others: there is no
/// documented phase 2.
[[nodiscard]] Result<PlanTarget> phase_target(int phase);

/// A target in its own figures. Queries are one per request and the hit rate and limit those of
/// the largest phase that the rate reaches, phase 1 below it.
[[nodiscard]] PlanTarget stated_target(double rate_per_s, double servers, double audit_per_s);

}  // namespace sark::reports::planning
