#include "reports/judgement/evidence_row.hpp"

#include <utility>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/evidence_measure.hpp"
#include "reports/judgement/statistic.hpp"

namespace sark::reports {

namespace {

void append(std::string& reason, const std::string& sentence) {
    if (sentence.empty())
        return;
    reason += (reason.empty() ? "" : "; ") + sentence;
}

/// Whether the row's limit holds, give or take its tolerance.
bool meets(const SlaRow& row, double value, double limit) {
    const double slack = limit * row.tolerance;
    return holds(value, row.comparison,
                 row.comparison.starts_with('>') ? limit - slack : limit + slack);
}

std::string sentence_of(const SlaRow& row, double value, double limit, bool met,
                        std::string_view level) {
    return fmt::format("{} {} the {} {}", format_value(value, row.unit), met ? "meets" : "misses",
                       level, format_limit(row.comparison, limit, row.unit));
}

}  // namespace

Judgement judge_evidence_row(const SlaRow& row, Judgement judged, const scenarios::RunResult& run,
                             double offered) {
    const EvidenceMeasured measured = measure_evidence(row.metric, run);
    judged.samples = measured.samples;
    if (!measured.value) {
        judged.verdict = RowVerdict::no_data;
        judged.decides = false;
        judged.reason = measured.why_absent;
        return judged;
    }
    if (measured.samples < measured.needed) {
        judged.verdict = RowVerdict::inconclusive;
        judged.reason =
            fmt::format("needs {} samples, the run has {}", measured.needed, measured.samples);
        return judged;
    }
    const double value = *measured.value;
    judged.actual = value;
    const bool met = meets(row, value, *row.target);
    const bool bearable = row.critical && meets(row, value, *row.critical);
    judged.verdict = met                        ? RowVerdict::pass
                     : bearable || row.advisory ? RowVerdict::warn
                                                : RowVerdict::fail;
    if (!met)
        append(judged.reason, sentence_of(row, value, *row.target, false, "target"));
    if (!met && row.critical)
        append(judged.reason, sentence_of(row, value, *row.critical, bearable, "critical level"));
    if (row.band_low && value < *row.band_low)
        append(judged.reason, fmt::format("below {}: it is larger than this load needs",
                                          format_value(*row.band_low, row.unit)));
    append(judged.reason, measured.remark);
    // A floor on a rate cannot be missed by a target that kept up with an offer below that floor.
    const double asked = measured.offered.value_or(offered);
    if (!met && row.unit == "1/s" && asked > 0.0 && asked < *row.target && value >= 0.95 * asked) {
        judged.verdict = RowVerdict::inconclusive;
        append(judged.reason, fmt::format("the load offered only {}/s", format_number(asked)));
    }
    return judged;
}

}  // namespace sark::reports
