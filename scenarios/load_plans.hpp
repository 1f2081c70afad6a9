#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/drivers/driver.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/host_probes/calibration.hpp"

namespace sark::scenarios {

/// What the operations of a load need to become requests.
[[nodiscard]] workloads::RequestContext request_context(const Scenario& scenario,
                                                        const LoadSpec& load,
                                                        const std::string& run_id);

/// What the engine is to do against `target` for every load of the scenario. Errc::invalid_scenario
/// or Errc::invalid_argument as make_connection_factory() says.
[[nodiscard]] Result<std::vector<workloads::LoadPlan>> plan_loads(const Scenario& scenario,
                                                                  const workloads::Target& target,
                                                                  const std::string& run_id);

[[nodiscard]] workloads::EngineOptions engine_options(const Scenario& scenario,
                                                      const workloads::Calibration& calibration);

}  // namespace sark::scenarios
