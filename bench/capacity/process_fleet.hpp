#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/managed_api.hpp"
#include "scenarios/environment/opa_stand_in.hpp"
#include "scenarios/environment/run_directory.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::capacity {

/// Several processes of the reference server on one PostgreSQL and one Redis, all as the scenario
/// has them, each with an OPA of its own where it has one. The first is that of the scenario's
/// environment, the others are started beside it. They end with this object.
class ProcessFleet {
 public:
    /// `program` is sark-bench; `processes` at least one. Errors are those of the environment and
    /// of a server that does not start.
    [[nodiscard]] static Result<std::unique_ptr<ProcessFleet>> start(
        const scenarios::Scenario& scenario, const std::string& program, unsigned processes);

    [[nodiscard]] const workloads::Target& target(std::size_t number) const {
        return targets_[number];
    }
    [[nodiscard]] unsigned size() const noexcept { return static_cast<unsigned>(targets_.size()); }

 private:
    ProcessFleet(std::unique_ptr<scenarios::TestEnvironment> environment,
                 scenarios::RunDirectory directory);
    Result<void> add(const scenarios::Scenario& scenario, const std::string& program);

    scenarios::RunDirectory directory_;  // first: what is in it ends before it
    std::unique_ptr<scenarios::TestEnvironment> environment_;
    std::vector<std::unique_ptr<scenarios::OpaStandIn>> opas_;
    std::vector<std::unique_ptr<scenarios::ManagedApi>> more_;
    std::vector<workloads::Target> targets_;
};

}  // namespace sark::capacity
