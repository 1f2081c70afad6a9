#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/judgement/profile.hpp"
#include "scenarios/scenario.hpp"

namespace sark::reports {

/// One limit that a rate has to hold, as a share of operations: "p(95)<50ms" is "at least 95 %
/// within 50 ms", "rate<0.01" of errors "at least 99 % answered right".
struct Objective {
    enum class Measure : std::uint8_t { response, service, errors };

    std::string name;  ///< The row's id, or the threshold as written.
    SlaRow row;        ///< Which operations it is about.
    Measure measure = Measure::response;
    double limit_ms = 0.0;  ///< Of response and service.
    double share = 0.0;     ///< In (0, 1): of operations that must be within it.
};
[[nodiscard]] std::string_view name_of(Objective::Measure measure) noexcept;
/// "at least 95 % within 50 ms".
[[nodiscard]] std::string demand_of(const Objective& objective);

struct ObjectiveSet {
    std::vector<Objective> objectives;
    std::vector<std::string> left_out;  ///< Rows that are no share of operations, and why.
};

/// What a scenario's thresholds and the rows of its profiles demand of its operations. Rows about
/// operations that it does not have are left out without a word, as every run does. Errc::not_found
/// for an unknown profile, Errc::invalid_argument when nothing is demanded that a rate can hold.
[[nodiscard]] Result<ObjectiveSet> objectives_of(const scenarios::Scenario& scenario);

/// `[OPERATION:]EXPRESSION` of the command line ("p(95)<50ms", "api.list:p(99)<0.2s", "rate<0.01")
/// or "METRIC{SELECTOR}: EXPRESSION", as a scenario's thresholds. An expression of a rate is about
/// errors, any other about the time of operations. Errc::invalid_argument for a text that compares
/// nothing; whether the operation exists is for the scenario language to say.
[[nodiscard]] Result<std::vector<scenarios::ThresholdOption>> threshold_options(
    const std::vector<std::string>& texts);

}  // namespace sark::reports
