#include "reports/views/target_view.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/names.hpp"
#include "reports/row_text.hpp"

namespace sark::reports {

namespace {

/// The id that the scenario's own thresholds are judged under.
constexpr std::string_view thresholds = "thresholds";

/// Only for "at most" limits: of a floor, more is better.
std::string share_of_target(const Judgement& row) {
    if (!row.actual || !row.target || *row.target <= 0.0 || !row.comparison.starts_with('<'))
        return {};
    return fmt::format("{:.0f} %", *row.actual / *row.target * 100.0);
}

TargetView target_of(const Judgement& row) {
    const RowText text = text_of(row);
    TargetView view;
    view.id = row.id;
    view.name = row.profile == thresholds ? row.id : row.title;
    view.target = text.target.empty() ? "–" : row.statistic + " " + text.target;
    view.actual = text.actual.empty() ? "–" : text.actual;
    if (!text.critical_actual.empty()) {
        // Judged on another statistic: without it a row could fail for no visible reason.
        view.target += ", " + text.critical;
        view.actual += ", " + text.critical_actual;
    }
    view.of_target = share_of_target(row);
    view.status = row.verdict;
    view.reason = row.reason;
    return view;
}

TargetTable table_of(const Report& report, const std::string& profile) {
    TargetTable table;
    table.profile = profile;
    for (const bool decides : {true, false})
        for (const Judgement& row : report.judgements)
            if (row.profile == profile && row.decides == decides &&
                (decides || row.verdict == RowVerdict::no_data))
                table.rows.push_back(target_of(row));
    return table;
}

std::string sentence_of(const Judgement& row) {
    std::string subject = row.id;
    if (row.profile != thresholds) {
        subject += " " + row.title;
        if (!row.operation.empty())
            subject += " (" + row.operation + ")";
    }
    return subject + ": " + (row.reason.empty() ? std::string(name_of(row.verdict)) : row.reason);
}

}  // namespace

std::vector<TargetTable> target_tables_of(const Report& report) {
    std::vector<TargetTable> tables;
    for (const Judgement& row : report.judgements) {
        if (std::ranges::find(tables, row.profile, &TargetTable::profile) != tables.end())
            continue;
        TargetTable table = table_of(report, row.profile);
        if (!table.rows.empty())
            tables.push_back(std::move(table));
    }
    return tables;
}

std::vector<MissView> misses_of(const Report& report) {
    constexpr std::array worst_first = {RowVerdict::fail, RowVerdict::inconclusive,
                                        RowVerdict::no_data, RowVerdict::warn};
    std::vector<MissView> misses;
    for (const RowVerdict verdict : worst_first)
        for (const Judgement* row : deciding_rows(report))
            if (row->verdict == verdict)
                misses.push_back({verdict, sentence_of(*row)});
    return misses;
}

}  // namespace sark::reports
