#include "reports/sweep/layer_table.hpp"

#include <fmt/format.h>

namespace sark::reports {

namespace {

std::optional<double> less(const std::optional<double>& a, const std::optional<double>& b) {
    if (!a || !b)
        return std::nullopt;
    return *a - *b;
}

std::string most_of(const std::vector<LayerRow>& rows) {
    const LayerRow* most = nullptr;
    for (const LayerRow& row : rows) {
        if (!row.added_ms || !row.share)
            return {};
        if (most == nullptr || *row.added_ms > *most->added_ms)
            most = &row;
    }
    return fmt::format("{} takes most: {:.3g} ms, {:.0f} % of the mean of all layers", most->name,
                       *most->added_ms, *most->share * 100.0);
}

}  // namespace

LayerTable layers_of(const SweepResult& result) {
    LayerTable table;
    for (const SweptPoint& point : result.points) {
        if (point.adds.empty())
            continue;
        LayerRow row;
        row.name = point.name;
        row.adds = point.adds;
        row.mean_ms = point.figures[swept::mean].median;
        row.p50_ms = point.figures[swept::p50].median;
        row.p95_ms = point.figures[swept::p95].median;
        row.added_ms =
            table.rows.empty() ? row.mean_ms : less(row.mean_ms, table.rows.back().mean_ms);
        row.added_p50_ms =
            table.rows.empty() ? row.p50_ms : less(row.p50_ms, table.rows.back().p50_ms);
        table.rows.push_back(std::move(row));
    }
    if (table.rows.empty())
        return table;
    const std::optional<double> whole = table.rows.back().mean_ms;
    for (LayerRow& row : table.rows)
        if (row.added_ms && whole && *whole > 0.0)
            row.share = *row.added_ms / *whole;
    table.sentence = most_of(table.rows);
    table.note =
        "each layer's mean less that of the layer below; means add up, percentiles do not and "
        "stand beside them for orientation";
    return table;
}

}  // namespace sark::reports
