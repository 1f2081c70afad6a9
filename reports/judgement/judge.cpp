#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/part_of_run.hpp"
#include "reports/judgement/plan_row.hpp"
#include "reports/judgement/profile.hpp"
#include "reports/judgement/row_judge.hpp"
#include "reports/judgement/threshold.hpp"
#include "reports/judgement/validity.hpp"
#include "reports/judgement/verdict.hpp"
#include "reports/report.hpp"

namespace sark::reports {

namespace {

/// A threshold of the scenario; one that ended the run has failed, whatever came after.
Judgement judge_threshold(const scenarios::RunResult& run, std::size_t number) {
    const scenarios::Threshold& threshold = run.scenario.thresholds[number];
    const SlaRow row = row_of(threshold);
    Judgement judged = judge_row(row, "thresholds",
                                 threshold.phase.empty() ? run : phase_of(run, threshold.phase));
    if (!run.breach || run.breach->threshold != number)
        return judged;
    const std::string in_the_end = judged.actual
                                       ? fmt::format("; over all that was measured it is {}",
                                                     format_value(*judged.actual, judged.unit))
                                       : std::string();
    judged.verdict = RowVerdict::fail;
    judged.decides = true;
    judged.actual = run.breach->actual;
    judged.ci95.reset();
    judged.samples = run.breach->samples;
    judged.failed = run.breach->failed;
    judged.ended_run_at_s = to_seconds(run.breach->at);
    judged.reason = run.breach->reason + in_the_end;
    return judged;
}

}  // namespace

Result<Report> judge(scenarios::RunResult run, const std::vector<std::string>& profiles) {
    std::vector<Judgement> rows;
    for (std::size_t i = 0; i < run.scenario.thresholds.size(); ++i)
        rows.push_back(judge_threshold(run, i));
    for (Judgement& row : judge_plans(run)) rows.push_back(std::move(row));
    for (const std::string& name : profiles) {
        const auto profile = find_profile(name);
        if (!profile)
            return profile.error();
        for (const SlaRow& row : profile->rows) rows.push_back(judge_row(row, profile->name, run));
    }
    Validity validity = assess_validity(run, rows);
    Verdict verdict = conclude(run, validity, rows);
    return Report{std::move(run), std::move(validity), std::move(rows), std::move(verdict)};
}

}  // namespace sark::reports
