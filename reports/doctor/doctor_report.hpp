#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/exit_code.hpp"
#include "scenarios/doctor/answer.hpp"

namespace sark::reports {

/// Everything that one `doctor` found.
struct DoctorReport {
    std::string started_at;  ///< ISO 8601.
    std::vector<scenarios::doctor::Examination> examinations;
    bool statistics_reset = false;  ///< --reset-pgss was asked for and done.

    [[nodiscard]] std::size_t count(scenarios::doctor::Verdict verdict) const noexcept;
    /// unavailable when a service (or this machine) does not serve, sla_failed when anything else
    /// is answered no, else pass: what cannot be told is no failure.
    [[nodiscard]] ExitCode exit_code() const noexcept;
};

/// How many answers of one patient have the verdict.
[[nodiscard]] std::size_t count_of(const scenarios::doctor::Examination& examination,
                                   scenarios::doctor::Verdict verdict) noexcept;
/// "20 yes, 3 no, 5 unknown".
[[nodiscard]] std::string summary_of(const scenarios::doctor::Examination& examination);

}  // namespace sark::reports
