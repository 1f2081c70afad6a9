#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/planning/plan.hpp"

namespace sark::reports::planning {

/// One table of a plan with what to know before reading it; all text, ready to be written.
struct PlanSection {
    std::string id;  ///< "replicas": an anchor, and the name of its chart.
    std::string title;
    std::vector<std::string> notes;
    std::vector<std::string> heads;  ///< '#' in front: a column of numbers.
    std::vector<std::vector<std::string>> rows;
};

/// What every writer of a plan shows.
struct PlanView {
    std::string title;
    std::string_view verdict;  ///< "fits", "fits with care", "does not fit".
    std::string_view mark;     ///< "pass", "inconclusive" or "fail": the verdict's colour.
    std::string summary;       ///< One sentence.
    std::vector<std::string> headlines;  ///< What to set, for somebody who reads nothing else.
    std::vector<std::pair<std::string, std::string>> findings;  ///< Severity and text.
    std::vector<PlanSection> sections;
};

[[nodiscard]] PlanView view_of(const Plan& plan);

/// The table of S001-SLA-12..15 as this program computes it.
[[nodiscard]] PlanSection sizing_section();
/// A plan of pools alone.
[[nodiscard]] PlanView view_of_pools(const ConnectionBudget& budget,
                                     const std::vector<Contradiction>& contradictions);

}  // namespace sark::reports::planning
