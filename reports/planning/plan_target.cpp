#include "reports/planning/plan_target.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sark::reports::planning {

namespace {

/// A column of the phase table; its rows' numbers in the requirements run by threes.
struct Phase {
    int number;
    double servers;
    double p95_ms;
    double rate;
    double audit_events;
    double queries;
    double hit_rate;
};
constexpr std::array<Phase, 3> phases = {{{1, 100, 200, 100, 1000, 500, 0.80},
                                          {3, 5000, 100, 5000, 5000, 5000, 0.95},
                                          {4, 10000, 50, 10000, 10000, 10000, 0.98}}};

PlanTarget target_of(const Phase& phase) {
    const auto column = static_cast<int>(&phase - phases.data());
    const auto row = [&](int first) { return fmt::format("S003-SLA-{:02}", first + column); };
    PlanTarget target;
    target.name = fmt::format("phase {}", phase.number);
    target.rate = documented(phase.rate, "req/s", row(7));
    target.servers = documented(phase.servers, "servers", "S003 phase table");
    target.audit_events = documented(phase.audit_events, "events/s", row(10));
    target.database_queries = documented(phase.queries, "queries/s", row(13));
    target.cache_hit_rate = documented(phase.hit_rate, "", row(16));
    target.p95_ms = documented(phase.p95_ms, "ms", row(4));
    return target;
}

}  // namespace

Result<PlanTarget> phase_target(int phase) {
    const auto found =
        std::ranges::find_if(phases, [&](const Phase& known) { return known.number == phase; });
    if (found == phases.end())
        return Error{Errc::invalid_argument, fmt::format("there is no phase {}", phase), "--phase",
                     "the documented phases are 1, 3 and 4; state --rate, --servers and "
                     "--audit-events for anything else"};
    return target_of(*found);
}

PlanTarget stated_target(double rate_per_s, double servers, double audit_per_s) {
    const Phase* nearest = phases.data();
    for (const Phase& phase : phases)
        if (rate_per_s >= phase.rate)
            nearest = &phase;
    PlanTarget target = target_of(*nearest);
    target.name = "a stated target";
    target.rate = stated(rate_per_s, "req/s", "--rate");
    target.servers = stated(servers, "servers", "--servers");
    target.audit_events = stated(audit_per_s, "events/s", "--audit-events");
    target.database_queries =
        assumed(rate_per_s, "queries/s", "one per request; state --db-queries to change it");
    return target;
}

}  // namespace sark::reports::planning
