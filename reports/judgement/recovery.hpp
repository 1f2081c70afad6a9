#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/judgement/profile.hpp"
#include "reports/report.hpp"
#include "scenarios/run_result.hpp"

namespace sark::reports {

/// The metric of a row that judge_recovery() judges.
inline constexpr std::string_view recovery_metric = "recovery";

/// How long a load took to recover from something that befell the run (docs/phases.md): from the
/// end of it to the beginning of the first slice of the time axis that lies wholly after it, and in
/// which there were answers, all of them ok and, where the scenario says what is healthy, 95 % of
/// them within that. So it is told to a slice (a second, in runs up to 10 min) and never too short.
/// Absent when no such slice came before the run ended, and for what did not begin.
[[nodiscard]] std::optional<Nanos> recovery_of(const workloads::LoadTally& load,
                                               const scenarios::Happening& outage,
                                               const scenarios::RunResult& run);

/// Whether the happening is one that the loads recover from: a lock or a fault.
[[nodiscard]] bool is_outage(const scenarios::Happening& happening);

/// Judges a threshold on recovery_time into `judged`, which holds the row's identity: the longest
/// recovery of its loads from all that befell the run. One that was not seen is a miss.
[[nodiscard]] Judgement judge_recovery(const SlaRow& row, Judgement judged,
                                       const scenarios::RunResult& run);

}  // namespace sark::reports
