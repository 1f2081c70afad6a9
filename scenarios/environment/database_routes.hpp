#pragma once

#include <optional>

#include "core/base/result.hpp"
#include "scenarios/environment/environment_parts.hpp"
#include "scenarios/environment/service_user.hpp"

namespace sark::scenarios {

/// Whether the scenario asks for a PgBouncer or a replica that nobody can start: before or of a
/// given server, which is its owner's to arrange; or for an index set where no database is prepared
/// here.
[[nodiscard]] Result<void> check_routes(const Scenario& scenario,
                                        const EnvironmentOptions& options);

/// Puts a PgBouncer before the seeded managed PostgreSQL and a replica beside it, where the
/// scenario asks for them, and takes a given replica: Target says afterwards where loads and the
/// core go, and the description what stands there. The observer's session stays with the server
/// itself.
[[nodiscard]] Result<void> open_routes(EnvironmentParts& parts, const Scenario& scenario,
                                       const EnvironmentOptions& options,
                                       const std::optional<ServiceUser>& user);

}  // namespace sark::scenarios
