#include "reports/judgement/validity.hpp"

#include <utility>

#include "reports/judgement/findings.hpp"
#include "reports/judgement/generator_health.hpp"
#include "reports/judgement/host_health.hpp"
#include "reports/judgement/load_books.hpp"

namespace sark::reports {

namespace {

void note_status(const scenarios::RunResult& run, Findings& findings) {
    if (run.status == scenarios::RunStatus::completed)
        return;
    const bool aborted = run.status == scenarios::RunStatus::aborted;
    findings.add(
        aborted ? "aborted" : "interrupted", ValidityVerdict::valid,
        run.status_reason.empty() ? "the run ended before its plan did" : run.status_reason);
}

}  // namespace

Validity assess_validity(const scenarios::RunResult& run, const std::vector<Judgement>& rows) {
    Findings findings;
    check_load_books(run, findings);
    check_generator_health(run, rows, findings);
    check_host_health(run, findings);
    note_status(run, findings);
    return std::move(findings).take();
}

}  // namespace sark::reports
