#include "reports/history/table_growth.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace sark::reports {

namespace {

constexpr double seconds_per_day = 86'400.0;

/// The newest that are a month older than `last`; null without any.
const TableSizes* month_before(const std::vector<TableSizes>& sizes, const TableSizes& last) {
    const TableSizes* found = nullptr;
    for (const TableSizes& one : sizes)
        if (one.database == last.database && last.at - one.at >= TableGrowth::month)
            found = &one;
    return found;
}

}  // namespace

TableGrowth table_growth(const std::vector<TableSizes>& sizes) {
    TableGrowth growth;
    if (sizes.empty()) {
        growth.why_not = "no run against a database of one's own recorded its tables' sizes";
        return growth;
    }
    const TableSizes& last = sizes.back();
    const TableSizes* first = month_before(sizes, last);
    if (first == nullptr) {
        growth.why_not = "no two runs against the same database are 30 days apart";
        return growth;
    }
    growth.from_run = first->run;
    growth.to_run = last.run;
    growth.days = to_seconds(last.at - first->at) / seconds_per_day;
    const double months = to_seconds(last.at - first->at) / to_seconds(TableGrowth::month);
    const std::map<std::string, double> before(first->bytes.begin(), first->bytes.end());
    for (const auto& [name, bytes] : last.bytes) {
        const auto old = before.find(name);
        if (old == before.end() || old->second <= 0.0)
            continue;
        if (bytes < TableGrowth::bytes_judged) {
            ++growth.too_small;
            continue;
        }
        const double per_month = std::pow(bytes / old->second, 1.0 / months) - 1.0;
        growth.tables.push_back(
            {name, old->second, bytes, per_month, per_month > TableGrowth::limit});
        if (growth.tables.back().alert)
            ++growth.alerts;
    }
    std::ranges::stable_sort(growth.tables, std::ranges::greater{}, &GrownTable::per_month);
    return growth;
}

}  // namespace sark::reports
