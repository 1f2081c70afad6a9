#pragma once

#include <string>
#include <vector>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// Something that makes two runs runs of different things.
struct RunDifference {
    std::string what;       ///< "scenario", "dataset", "service" or "machine".
    std::string where;      ///< JSON pointer in the scenario, a service's name, or a fact's.
    std::string base;       ///< As it is there; "absent" when it is not.
    std::string candidate;  ///< As it is here.
};

/// What must be equal for two runs to be compared, and is not: the scenario's content but its
/// description, its seed (repeats differ in it) and what only judges (thresholds, sla, tolerance);
/// the dataset; which services were used and their versions; the machine (processor, cores, memory,
/// system, kernel, governor, virtualisation, container, CPU quota) and how this program was built.
/// In the order of the documents; empty when they are comparable.
[[nodiscard]] std::vector<RunDifference> differences_between(const scenarios::RunResult& base,
                                                             const scenarios::RunResult& candidate);

/// What differs without making the runs incomparable: revisions of this program, settings of the
/// services with their sources. One sentence each.
[[nodiscard]] std::vector<std::string> notable_differences(const scenarios::RunResult& base,
                                                           const scenarios::RunResult& candidate);

}  // namespace sark::reports
