#include "reports/history/availability.hpp"

#include "reports/statistics/proportion.hpp"

namespace sark::reports {

Availability availability_of(const std::vector<RequestCount>& runs) {
    Availability result;
    if (runs.empty())
        return result;
    const UtcTime end = runs.back().at;
    result.from = to_iso8601(end - Availability::window);
    result.until = to_iso8601(end);
    for (const RequestCount& run : runs) {
        if (run.at < end - Availability::window)
            continue;
        ++result.runs;
        result.requests += run.requests;
        result.failed += run.failed;
    }
    const auto failed = ratio_of(result.failed, result.requests);
    if (!failed)
        return result;
    result.available = 1.0 - *failed;
    result.ci95 = wilson_95(result.requests - result.failed, result.requests);
    result.budget_spent = *failed / (1.0 - Availability::target);
    result.minutes_spent = *result.budget_spent * Availability::minutes_allowed;
    if (*result.available < Availability::target)
        result.verdict = RowVerdict::fail;
    else if (result.ci95->low < Availability::target)
        result.verdict = RowVerdict::inconclusive;
    else
        result.verdict = RowVerdict::pass;
    return result;
}

}  // namespace sark::reports
