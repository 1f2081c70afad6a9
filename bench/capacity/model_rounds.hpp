#pragma once

#include <cstddef>
#include <vector>

#include "bench/capacity/fleet_windows.hpp"
#include "bench/capacity/model_row.hpp"
#include "core/base/result.hpp"
#include "reports/planning/capacity_figures.hpp"

namespace sark::capacity {

/// The rows of a check and the windows of one process that they are predicted from, measured in
/// rounds. A round has one window of each, in the order of their rates, every other round from the
/// highest down: the windows of a row lie between those it is predicted from in time as they do in
/// rate, and a drift within a round leans on both alike.
class ModelRounds {
 public:
    /// What the model is fed with: one process at one rate of the file's curve.
    struct Input {
        double per_s = 0.0;
        std::vector<double> p95_ms;  ///< Of each round's window.
    };

    /// Rows of 1, 2 and 4 processes, each at one of `shares` of what `figures` hold. Errors as
    /// neighbours_of() and predict().
    [[nodiscard]] static Result<ModelRounds> plan(const reports::planning::CapacityFigures& figures,
                                                  const std::vector<double>& shares);

    /// One round. False when the machine was not quiet enough for one of its windows; the round
    /// does not count then.
    [[nodiscard]] Result<bool> measure(FleetWindows& windows);

    [[nodiscard]] const std::vector<Input>& inputs() const noexcept { return inputs_; }
    [[nodiscard]] const std::vector<ModelRow>& rows() const noexcept { return rows_; }

 private:
    /// Of an input, or of a row.
    struct PlannedWindow {
        double each_per_s = 0.0;
        unsigned processes = 1;
        bool of_input = false;
        std::size_t place = 0;
    };
    explicit ModelRounds(reports::planning::CapacityFigures figures);
    void add_input(double per_s);
    void order_windows();
    /// Puts what a round measured (parallel to order_) into inputs and rows.
    Result<void> take(const std::vector<FleetWindows::Window>& measured);

    reports::planning::CapacityFigures figures_;
    std::vector<Input> inputs_;  // rates rise
    std::vector<ModelRow> rows_;
    std::vector<PlannedWindow> order_;
};

}  // namespace sark::capacity
