#include "reports/judgement/profile.hpp"
#include "reports/judgement/row_judge.hpp"
#include "reports/judgement/threshold.hpp"
#include "reports/judgement/validity.hpp"
#include "reports/judgement/verdict.hpp"
#include "reports/report.hpp"

namespace sark::reports {

Result<Report> judge(scenarios::RunResult run, const std::vector<std::string>& profiles) {
    std::vector<Judgement> rows;
    for (const scenarios::Threshold& threshold : run.scenario.thresholds)
        rows.push_back(judge_row(row_of(threshold), "thresholds", run));
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
