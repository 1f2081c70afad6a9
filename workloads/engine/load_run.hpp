#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/engine/lane.hpp"

namespace sark::workloads {

/// One load made ready to run: its mix, its pacer and its open connections.
class LoadRun {
 public:
    /// Checks the plan and opens all its connections. `number` is the load's place in the run.
    /// Errc::invalid_argument for a plan that makes no sense, Errc::interrupted when stopped.
    [[nodiscard]] static Result<std::unique_ptr<LoadRun>> open(const LoadPlan& plan,
                                                               const EngineOptions& options,
                                                               std::size_t number,
                                                               const StopControl& stop);

    /// The lane of worker w out of `workers`; once for each of them. Borrows from this.
    [[nodiscard]] Lane lane_for(std::size_t worker, std::size_t workers, Nanos interval);
    /// Fixes the start of the schedule; before the workers start.
    void begin(TimePoint start) noexcept;
    /// Length of the measured window as planned.
    [[nodiscard]] Nanos measured() const noexcept { return measured_; }

    /// Joins what the workers recorded, in worker order, after they have ended; arrivals that were
    /// due before `stopped_at` and that nobody took are abandoned here. Errc::internal when an
    /// arrival is unaccounted for.
    [[nodiscard]] Result<LoadTally> settle(const std::vector<Lane*>& lanes, TimePoint start,
                                           TimePoint stopped_at, Nanos interval);

 private:
    LoadRun(const LoadPlan& plan, const EngineOptions& options, std::size_t number,
            OperationMix mix);
    [[nodiscard]] Result<void> connect(const StopControl& stop);
    [[nodiscard]] std::size_t share_of_in_flight(std::size_t worker,
                                                 std::size_t workers) const noexcept;

    const LoadPlan& plan_;
    EngineOptions options_;
    std::uint64_t number_;
    OperationMix mix_;
    Nanos measured_;
    std::unique_ptr<OpenPacer> pacer_;
    std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace sark::workloads
