#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/runs/signal_watch.hpp"
#include "core/base/result.hpp"
#include "reports/capacity/capacity_result.hpp"
#include "reports/capacity/window_reading.hpp"
#include "scenarios/environment/environment.hpp"

namespace sark::cli {

/// Drives one search in a prepared environment: measures the windows that it asks for, then those
/// of the curve, until it is over, the time is up or a signal comes.
class CapacityRun {
 public:
    struct Limits {
        Nanos max_time{0};
        bool curve = true;  ///< Also the steps that only the curve and the law need.
    };
    /// Borrows all of them. `note` gets a line for whoever waits.
    CapacityRun(const scenarios::Scenario& scenario, scenarios::TestEnvironment& environment,
                SignalWatch& signals, std::function<void(std::string_view)> note);

    /// An Error only when the target was gone before anything was measured.
    [[nodiscard]] Result<reports::CapacityResult> measure(reports::CapacitySetup setup,
                                                          const Limits& limits);

 private:
    using Step = reports::MeasuredStep;
    /// Absent when there is none any more; ended_by_ says why.
    [[nodiscard]] std::optional<reports::WindowReading> window(const scenarios::Scenario& scenario,
                                                               const reports::CapacitySetup& setup,
                                                               Step& step);
    void search(const reports::CapacitySetup& setup, reports::CapacitySearch& search);
    void draw_curve(const reports::CapacitySetup& setup, const reports::CapacitySearch& search);
    /// In rounds, so that a drift of the host meets all of them.
    void measure_rates(const reports::CapacitySetup& setup, const std::vector<double>& rates);
    void add_to_curve(const scenarios::Scenario& scenario, const reports::CapacitySetup& setup,
                      reports::CurveStep& step);
    /// Whether it has ended early; asks the signals and the clock.
    [[nodiscard]] bool over();
    void fail(const Error& failure) { ended_by_ = {reports::EarlyEnd::By::failure, failure}; }

    const scenarios::Scenario& scenario_;
    scenarios::TestEnvironment& environment_;
    SignalWatch& signals_;
    std::function<void(std::string_view)> note_;
    TimePoint deadline_;
    std::optional<reports::EarlyEnd> ended_by_;
    std::uint64_t windows_ = 0;
    std::vector<Step> steps_;
    std::vector<reports::CurveStep> curve_;
};

}  // namespace sark::cli
