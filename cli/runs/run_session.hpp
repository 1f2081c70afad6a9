#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/output/live_view.hpp"
#include "cli/output/run_output.hpp"
#include "cli/runs/signal_watch.hpp"
#include "core/base/result.hpp"
#include "reports/report.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/push_gateway.hpp"

namespace sark::cli {

/// Measures in one environment, once or again, and lets people and programs watch. Borrows.
class RunSession {
 public:
    RunSession(scenarios::TestEnvironment& environment, SignalWatch& signals, LiveView& view,
               scenarios::PushGateway* gateway)
        : environment_(environment), signals_(signals), view_(view), gateway_(gateway) {}

    /// Runs the scenario, shows it under `title`, judges it. Says on stderr why it was aborted.
    [[nodiscard]] Result<reports::Report> measure(const scenarios::Scenario& scenario,
                                                  const std::string& title);
    /// The report's figures to the gateway, if there is one; waits for it a few seconds at most.
    void publish(const reports::Report& report);

    [[nodiscard]] bool interrupted() const noexcept { return signals_.stop_requested(); }

 private:
    void offer(const scenarios::Scenario& scenario, const scenarios::RunProgress& progress);
    void pass_on_warning();

    scenarios::TestEnvironment& environment_;
    SignalWatch& signals_;
    LiveView& view_;
    scenarios::PushGateway* gateway_;  // may be null
    Nanos pushed_at_{0};
};

}  // namespace sark::cli
