#include "reports/doctor/doctor_report.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sark::reports {

using scenarios::doctor::Answer;
using scenarios::doctor::Examination;
using scenarios::doctor::Verdict;

std::size_t count_of(const Examination& examination, Verdict verdict) noexcept {
    return static_cast<std::size_t>(
        std::ranges::count(examination.answers, verdict, &Answer::verdict));
}

std::string summary_of(const Examination& examination) {
    return fmt::format("{} yes, {} no, {} unknown", count_of(examination, Verdict::yes),
                       count_of(examination, Verdict::no), count_of(examination, Verdict::unknown));
}

std::size_t DoctorReport::count(Verdict verdict) const noexcept {
    std::size_t total = 0;
    for (const Examination& examination : examinations) total += count_of(examination, verdict);
    return total;
}

ExitCode DoctorReport::exit_code() const noexcept {
    const auto fails = [](const Answer& answer) {
        return answer.service && answer.verdict == Verdict::no;
    };
    for (const Examination& examination : examinations)
        if (std::ranges::any_of(examination.answers, fails))
            return ExitCode::unavailable;
    return count(Verdict::no) > 0 ? ExitCode::sla_failed : ExitCode::pass;
}

}  // namespace sark::reports
