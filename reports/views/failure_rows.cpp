#include "reports/views/failure_rows.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

using workloads::FailureCauses;
using workloads::OperationTally;

std::vector<FailureRow> rows_of(const OperationTally& tally) {
    std::vector<FailureRow> rows;
    const auto add = [&](std::string_view outcome, std::string_view why, std::uint64_t count,
                         std::string_view example = {}, bool told = false) {
        const double share = ratio_of(count, failures_of(tally)).value_or(0.0);
        rows.push_back({tally.name, tally.load, std::string(outcome), std::string(why),
                        std::string(example), count, share, told});
    };
    for (const FailureCauses::Entry& entry : tally.causes.ranked()) {
        const bool is_other = entry.kind.view() == FailureCauses::other_kind;
        add(workloads::outcome_names[static_cast<std::size_t>(entry.code)],
            is_other ? "other causes" : entry.kind.view(), entry.count, entry.example.view(), true);
    }
    for (std::size_t code = 1; code < workloads::outcome_count; ++code) {  // 0 is ok
        const std::uint64_t told = tally.causes.told(static_cast<workloads::OutcomeCode>(code));
        if (tally.outcomes[code] > told)
            add(workloads::outcome_names[code], "not told", tally.outcomes[code] - told);
    }
    if (tally.abandoned > 0)
        add("abandoned", "never sent, or without an answer at the end", tally.abandoned);
    std::ranges::stable_sort(rows, std::greater{}, &FailureRow::count);
    return rows;
}

}  // namespace

std::string why_text(const FailureRow& row) {
    return row.outcome + ", " + row.why + (row.example.empty() ? "" : ": " + row.example);
}

std::vector<FailureRow> failure_rows_of(const scenarios::RunResult& run) {
    std::vector<FailureRow> rows;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const OperationTally& operation : load.operations)
            std::ranges::move(rows_of(operation), std::back_inserter(rows));
    return rows;
}

std::optional<FailureRow> main_failure_of(const scenarios::RunResult& run) {
    std::optional<FailureRow> most;
    for (FailureRow& row : failure_rows_of(run))
        if (row.told && (!most || row.count > most->count))
            most = std::move(row);
    return most;
}

}  // namespace sark::reports
