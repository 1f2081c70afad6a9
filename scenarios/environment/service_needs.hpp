#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/environment/connection_budget.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/postgres_probe.hpp"

namespace sark::scenarios {

/// What a scenario needs of its environment, given what the user brought along.
struct ServiceNeeds {
    bool postgres = false;
    bool redis = false;
    bool api_child = false;  ///< The reference API server, because no --url was given.
    bool core = false;

    /// Something of ours pools database connections.
    [[nodiscard]] bool pools() const noexcept { return api_child || core; }
};

[[nodiscard]] ServiceNeeds service_needs(const Scenario& scenario,
                                         const EnvironmentOptions& options);

/// Every given address is on this machine or on the allowed host; see endpoint_safety.hpp.
[[nodiscard]] Result<void> check_endpoints(const EnvironmentOptions& options,
                                           const EnvironmentLookup& environment);

/// Connections that a run may open to the main database, and to the audit database when that is
/// another one (`separate_audit`; otherwise all count to the main one). Behind a PgBouncer they are
/// its own connections; loads that read from a replica are not among them.
struct DatabaseDemands {
    std::vector<ConnectionDemand> main;
    std::vector<ConnectionDemand> audit;
};
[[nodiscard]] DatabaseDemands connection_demands(const Scenario& scenario,
                                                 const ServiceNeeds& needs,
                                                 const DatabasePools& pools, bool separate_audit);

/// The systems to migrate and seed: what the scenario names or its statements touch, and what a
/// reference core of ours keeps its rows in. Those that live in the audit database (`audit`), or
/// those in the main one.
[[nodiscard]] std::vector<std::string> systems_of(const Scenario& scenario,
                                                  const ServiceNeeds& needs, bool separate_audit,
                                                  bool audit);

}  // namespace sark::scenarios
