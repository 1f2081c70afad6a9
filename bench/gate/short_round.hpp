#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/report.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/host_probes/calibration.hpp"

namespace sark::bench {

/// One arm of a real gate: services that stay up, and rounds against them that are too short for
/// run_scenario(), which samples the environment every 200 ms. Here it is sampled right before and
/// after each round.
class ShortRounds {
 public:
    /// Starts the services; the API burns `slowdown` of each request's own time. `program` is the
    /// sark-bench whose serve that is.
    [[nodiscard]] static Result<std::unique_ptr<ShortRounds>> start(
        const scenarios::Scenario& scenario, const std::string& program, double slowdown);

    /// Measures one round and judges its validity.
    [[nodiscard]] Result<reports::Report> measure();

 private:
    ShortRounds(const scenarios::Scenario& scenario,
                std::unique_ptr<scenarios::TestEnvironment> environment)
        : scenario_(scenario),
          environment_(std::move(environment)),
          calibration_(workloads::calibrate()) {}

    scenarios::Scenario scenario_;
    std::unique_ptr<scenarios::TestEnvironment> environment_;
    workloads::Calibration calibration_;
    std::uint64_t rounds_ = 0;
};

}  // namespace sark::bench
