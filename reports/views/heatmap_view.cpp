#include "reports/views/heatmap_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

using workloads::Histogram;
using workloads::IntervalTally;

/// Slices of the time axis in groups of `each`, added up.
std::vector<Histogram> columns_of(const std::vector<IntervalTally>& intervals, std::size_t each) {
    std::vector<Histogram> columns;
    for (std::size_t first = 0; first < intervals.size(); first += each) {
        Histogram& column = columns.emplace_back(IntervalTally::layout);
        for (std::size_t i = first; i < std::min(first + each, intervals.size()); ++i)
            column.merge(intervals[i].response);
    }
    return columns;
}

/// Ten steps a decade (Renard's series, which names them in round numbers) from below `low` to at
/// least `high`; five of them where that would be more than four decades.
std::vector<double> edges_between(double low_ms, double high_ms) {
    constexpr std::array<double, 10> steps = {1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0};
    const std::size_t stride = high_ms > low_ms * 1e4 ? 2 : 1;
    std::vector<double> edges;
    for (double decade = std::pow(10.0, std::floor(std::log10(low_ms)) - 1.0);; decade *= 10.0)
        for (std::size_t i = 0; i < steps.size(); i += stride) {
            const double edge = decade * steps[i];
            if (edge < low_ms)
                edges.assign(1, edge);
            else
                edges.push_back(edge);
            if (edge >= high_ms)
                return edges;
        }
}

std::vector<std::uint64_t> rows_of(const Histogram& column, const std::vector<double>& edges_ms) {
    std::vector<std::uint64_t> rows;
    std::uint64_t below = 0;
    for (std::size_t i = 1; i < edges_ms.size(); ++i) {
        // Whole buckets go by their highest value, so the last edge must not cut through one.
        const std::uint64_t until = i + 1 == edges_ms.size()
                                        ? column.count()
                                        : column.count_at_most(from_seconds(edges_ms[i] / 1e3));
        rows.push_back(until - below);
        below = until;
    }
    return rows;
}

/// Evenly spaced on a log axis from 1 to the largest count.
std::vector<std::uint64_t> levels_up_to(std::uint64_t largest) {
    std::vector<std::uint64_t> floors;
    for (std::size_t i = 0; i < HeatmapView::levels_maximum; ++i) {
        const double share =
            static_cast<double>(i) / static_cast<double>(HeatmapView::levels_maximum);
        const auto floor = static_cast<std::uint64_t>(
            std::ceil(std::pow(static_cast<double>(largest), share) - 1e-9));
        if (floors.empty() || floor > floors.back())
            floors.push_back(floor);
    }
    return floors;
}

std::string band_of(const HeatmapView& view, std::size_t row) {
    return fmt::format("{} to {} ms", format_number(view.edges_ms[row]),
                       format_number(view.edges_ms[row + 1]));
}

std::string summary_of(const HeatmapView& view) {
    std::vector<std::uint64_t> by_row(view.edges_ms.size() - 1, 0);
    std::uint64_t total = 0;
    std::size_t silent = 0;
    std::optional<std::size_t> slowest_row;
    std::size_t slowest_column = 0;
    for (std::size_t column = 0; column < view.counts.size(); ++column) {
        std::uint64_t in_column = 0;
        for (std::size_t row = 0; row < by_row.size(); ++row) {
            const std::uint64_t count = view.counts[column][row];
            by_row[row] += count;
            in_column += count;
            if (count > 0 && (!slowest_row || row > *slowest_row)) {
                slowest_row = row;
                slowest_column = column;
            }
        }
        total += in_column;
        silent += in_column == 0 ? 1U : 0U;
    }
    const auto fullest = std::ranges::max_element(by_row);
    std::string text = fmt::format(
        "{} of {} answers took {}; the slowest took {}, first about {:g} s into the window.",
        format_value(static_cast<double>(*fullest) / static_cast<double>(total), "ratio"),
        format_count(total), band_of(view, static_cast<std::size_t>(fullest - by_row.begin())),
        band_of(view, slowest_row.value_or(0)),
        static_cast<double>(slowest_column) * view.column_s);
    if (silent > 0)
        text += fmt::format(" {} of {} columns of {:g} s have no answer.", silent,
                            view.counts.size(), view.column_s);
    return text;
}

HeatmapView heatmap_of(const workloads::LoadTally& load, double interval_s) {
    const std::size_t each =
        (load.intervals.size() + HeatmapView::columns_maximum - 1) / HeatmapView::columns_maximum;
    const std::vector<Histogram> columns = columns_of(load.intervals, each);
    Histogram all(IntervalTally::layout);
    for (const Histogram& column : columns) all.merge(column);
    HeatmapView view;
    view.load = load.name;
    view.column_s = interval_s * static_cast<double>(each);
    const double low_ms = std::max(to_ms(*all.min()), 1e-3);  // where the layout begins
    view.edges_ms = edges_between(low_ms, std::max(to_ms(*all.max()), low_ms));
    std::uint64_t largest = 1;
    for (const Histogram& column : columns) {
        view.counts.push_back(rows_of(column, view.edges_ms));
        largest = std::max(largest, std::ranges::max(view.counts.back()));
    }
    view.level_floors = levels_up_to(largest);
    view.summary = summary_of(view);
    return view;
}

}  // namespace

std::vector<HeatmapView> heatmaps_of(const scenarios::RunResult& run) {
    std::vector<HeatmapView> views;
    for (const workloads::LoadTally& load : run.engine.loads) {
        const bool answered = std::ranges::any_of(
            load.intervals, [](const IntervalTally& one) { return !one.response.empty(); });
        if (answered)
            views.push_back(heatmap_of(load, to_seconds(run.engine.interval)));
    }
    return views;
}

}  // namespace sark::reports
