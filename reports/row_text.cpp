#include "reports/row_text.hpp"

#include "reports/format.hpp"

namespace sark::reports {

namespace {

std::vector<const Judgement*> rows_that(const Report& report, bool decide) {
    std::vector<const Judgement*> rows;
    for (const Judgement& row : report.judgements)
        if (row.decides == decide)
            rows.push_back(&row);
    return rows;
}

bool was_judged(const Judgement& row) {
    return row.verdict == RowVerdict::pass || row.verdict == RowVerdict::warn ||
           row.verdict == RowVerdict::fail;
}

}  // namespace

RowText text_of(const Judgement& row) {
    RowText text;
    if (row.actual)
        text.actual = format_value(*row.actual, row.unit);
    else if (row.metric == "plan" && was_judged(row))
        text.actual = row.verdict == RowVerdict::pass ? "as said" : "another";
    else if (was_judged(row))
        text.actual = "failed";
    text.interval = format_interval(row.ci95, row.unit);
    if (row.target)
        text.target = format_limit(row.comparison, *row.target, row.unit);
    if (row.critical) {
        const std::string limit = format_limit(row.comparison, *row.critical, row.unit);
        text.critical =
            row.critical_statistic.empty() ? limit : row.critical_statistic + " " + limit;
    }
    if (row.critical_actual)
        text.critical_actual =
            row.critical_statistic + " " + format_value(*row.critical_actual, row.unit);
    return text;
}

std::vector<const Judgement*> deciding_rows(const Report& report) {
    return rows_that(report, true);
}

std::vector<const Judgement*> other_rows(const Report& report) {
    return rows_that(report, false);
}

}  // namespace sark::reports
