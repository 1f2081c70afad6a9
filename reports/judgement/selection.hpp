#pragma once

#include <string>
#include <vector>

#include "reports/judgement/profile.hpp"
#include "scenarios/run_result.hpp"

namespace sark::reports {

/// An operation that a row is about, with the load it ran in. Borrows from the RunResult.
struct SelectedOperation {
    const workloads::LoadTally* load = nullptr;
    const workloads::OperationTally* operation = nullptr;
    Nanos timeout{0};  ///< Per operation of its load; 0 when the scenario does not name the load.
};

/// What was measured for a row's operations, in run order.
[[nodiscard]] std::vector<SelectedOperation> select_operations(const scenarios::RunResult& run,
                                                               const SlaRow& row);

/// Whether the scenario has an operation that the row is about, measured or not.
[[nodiscard]] bool is_planned(const scenarios::RunResult& run, const SlaRow& row);

/// The load's plan in the scenario; null when the scenario has none of that name.
[[nodiscard]] const scenarios::LoadSpec* plan_of(const scenarios::RunResult& run,
                                                 const std::string& load) noexcept;

}  // namespace sark::reports
