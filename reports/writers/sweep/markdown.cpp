#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/format.hpp"
#include "reports/sweep/layer_table.hpp"
#include "reports/writers/sweep/sweep_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

std::string cell(const SweepFigure& figure, std::string_view unit) {
    if (!figure.median)
        return "–";
    std::string text = format_value(*figure.median, unit);
    if (figure.ci95)
        text += fmt::format(" [{} to {}]", format_value(figure.ci95->first, unit),
                            format_value(figure.ci95->second, unit));
    return text;
}

std::string ms_cell(const std::optional<double>& value) {
    return value ? format_value(*value, "ms") : "–";
}

void write_layers(const LayerTable& layers, std::ostream& out) {
    if (layers.rows.empty())
        return;
    out << fmt::format("\n## Layers\n\n{}{}.\n\n",
                       layers.sentence.empty() ? "" : layers.sentence + ": ", layers.note)
        << "| layer | adds | added (mean) | share | mean | added (p50) | p50 | p95 |\n"
           "|---|---|---:|---:|---:|---:|---:|---:|\n";
    for (const LayerRow& row : layers.rows)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", markdown_text(row.name),
                           markdown_text(row.adds), ms_cell(row.added_ms),
                           row.share ? format_value(*row.share, "ratio") : "–",
                           ms_cell(row.mean_ms), ms_cell(row.added_p50_ms), ms_cell(row.p50_ms),
                           ms_cell(row.p95_ms));
}

}  // namespace

void write_sweep_markdown(const SweepResult& result, std::ostream& out) {
    const SweepSetup& setup = result.setup;
    out << fmt::format("# {}: a sweep\n\n{}. {}.\n\n- {}, {:.0f} s in all\n",
                       markdown_text(setup.scenario), markdown_text(result.summary),
                       markdown_text(result.order), setup.started_at, to_seconds(result.elapsed));
    for (const std::string& over : setup.over)
        out << fmt::format("- over: {}\n", markdown_text(over));
    out << fmt::format("- environments: {}\n", setup.environments);
    for (const auto* pairs : {&setup.facts, &setup.services})
        for (const auto& [name, value] : *pairs)
            out << fmt::format("- {}: {}\n", markdown_text(name), markdown_text(value));
    out << "\nFigures are medians of the rounds with the 95 % interval of that median (order "
           "statistics, six rounds and more). Pool wait is the mean of all acquisitions of the "
           "core's primary pool; pool use is connections lent on average / pool_size.\n\n"
           "| point | offered/s | achieved | errors | p50 | p95 | p99 | pool | pool wait | pool "
           "use | pool timeouts | target's cores | mean | rounds |\n"
           "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const SweptPoint& point : result.points) {
        out << fmt::format(
            "| {} | {} ", markdown_text(point.name),
            point.offered_per_s > 0.0 ? format_number(point.offered_per_s) : "closed loop");
        for (std::size_t metric = 0; metric < sweep_metric_count; ++metric) {
            if (metric == swept::pool_wait)
                out << fmt::format("| {} ",
                                   point.pool_size ? format_number(*point.pool_size) : "–");
            out << fmt::format("| {} ", cell(point.figures[metric], sweep_metrics[metric].unit));
        }
        out << fmt::format("| {} |\n", point.rounds_used);
    }
    write_layers(layers_of(result), out);
    if (result.disturbances.empty())
        return;
    out << "\nDiscarded rounds:\n\n";
    for (const auto& [reason, rounds] : result.disturbances)
        out << fmt::format("- {} x {}\n", rounds, markdown_text(reason));
}

}  // namespace sark::reports
