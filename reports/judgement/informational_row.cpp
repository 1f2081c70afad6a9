#include "reports/judgement/informational_row.hpp"

#include <utility>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

/// "8 to 15 ms", or "at most 15 ms" without a lower end.
std::string expectation_of(const SlaRow& row) {
    const std::string high = format_value(*row.target, row.unit);
    return row.band_low ? format_number(*row.band_low) + " to " + high : "at most " + high;
}

}  // namespace

Judgement as_information(const SlaRow& row, Judgement judged) {
    const bool in_scenario = judged.verdict != RowVerdict::no_data || judged.decides;
    const bool measured = judged.actual.has_value();
    judged.decides = false;
    if (!in_scenario)
        return judged;
    if (measured)
        judged.reason =
            fmt::format("for information: {} {} of {} operations, the document expects {}",
                        row.statistic, format_value(*judged.actual, row.unit),
                        format_count(judged.samples), expectation_of(row));
    else if (judged.verdict == RowVerdict::no_data && !row.cache.empty())
        judged.reason =
            fmt::format("of no such operation were 99 of 100 answers {} (X-Cache)",
                        row.cache == "hit" ? "from the server's cache" : "past the server's cache");
    judged.verdict = RowVerdict::skipped;
    return judged;
}

}  // namespace sark::reports
