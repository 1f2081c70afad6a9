#include <array>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/sweep/layer_table.hpp"
#include "reports/writers/sweep/sweep_writer.hpp"

namespace sark::reports {

namespace {

std::string ms_cell(const std::optional<double>& value) {
    return value ? format_value(*value, "ms") : "–";
}

/// The interval stands below the figure, so that a page holds all of the columns.
std::string figure_markup(const SweepFigure& figure, std::string_view unit) {
    if (!figure.median)
        return "–";
    std::string text = html_text(format_value(*figure.median, unit));
    if (figure.ci95)
        text += fmt::format(" <span class=\"interval\">{} to {}</span>",
                            html_text(format_value(figure.ci95->first, unit)),
                            html_text(format_value(figure.ci95->second, unit)));
    return text;
}

void write_points(const SweepResult& result, std::ostream& out) {
    begin_html_section(out, {"points", "Points"});
    HtmlTable table(out,
                    "Medians of the rounds with the 95 % interval of that median (six rounds and "
                    "more).",
                    {"Point", "#Offered/s", "#Achieved/s", "#Errors", "#Mean", "#p50", "#p95",
                     "#p99", "#Pool wait", "#Pool use", "#Target's cores", "#Rounds"});
    constexpr std::array columns = {swept::achieved,  swept::errors,   swept::mean,
                                    swept::p50,       swept::p95,      swept::p99,
                                    swept::pool_wait, swept::pool_use, swept::target_cores};
    for (const SweptPoint& point : result.points) {
        table.cell(point.name)
            .cell(point.offered_per_s > 0.0 ? format_number(point.offered_per_s) : "closed loop");
        for (const std::size_t column : columns)
            table.markup(figure_markup(point.figures[column], sweep_metrics[column].unit));
        table.cell(std::to_string(point.rounds_used));
    }
}

void write_layers(const LayerTable& layers, std::ostream& out) {
    begin_html_section(out, {"layers", "Layers"});
    if (!layers.sentence.empty())
        out << "<p>" << html_text(layers.sentence) << ".</p>\n";
    HtmlTable table(
        out, layers.note,
        {"Layer", "Adds", "#Added (mean)", "#Share", "#Mean", "#Added (p50)", "#p50", "#p95"});
    for (const LayerRow& row : layers.rows)
        table.cell(row.name)
            .cell(row.adds)
            .cell(ms_cell(row.added_ms))
            .cell(row.share ? format_value(*row.share, "ratio") : "–")
            .cell(ms_cell(row.mean_ms))
            .cell(ms_cell(row.added_p50_ms))
            .cell(ms_cell(row.p50_ms))
            .cell(ms_cell(row.p95_ms));
}

void write_setting(const SweepResult& result, std::ostream& out) {
    begin_html_section(out, {"setting", "How it was measured"});
    HtmlTable table(out, "The machine and the services.", {"What", "Value"});
    for (const auto* pairs : {&result.setup.facts, &result.setup.services})
        for (const auto& [name, value] : *pairs) table.cell(name).cell(value);
    for (const auto& [reason, rounds] : result.disturbances)
        table.cell("discarded rounds").cell(fmt::format("{} x {}", rounds, reason));
}

}  // namespace

void write_sweep_html(const SweepResult& result, std::ostream& out) {
    const std::string title = result.setup.scenario + ": a sweep";
    const LayerTable layers = layers_of(result);
    begin_html_page(out, title);
    out << "<header><h1>" << html_text(title) << "</h1>\n<p>" << html_text(result.summary) << "; "
        << html_text(result.order) << ".</p>\n<p class=\"faint\">"
        << html_text(result.setup.started_at) << "</p></header>\n";
    std::vector<HtmlSection> contents = {{"points", "Points"}};
    if (!layers.rows.empty())
        contents.insert(contents.begin(), HtmlSection{"layers", "Layers"});
    contents.push_back({"setting", "How it was measured"});
    html_contents(out, contents);
    out << "<main id=\"main\">\n";
    if (!layers.rows.empty()) {
        write_layers(layers, out);
        end_html_section(out);
    }
    write_points(result, out);
    end_html_section(out);
    write_setting(result, out);
    end_html_section(out);
    html_chart_error(out);
    out << "</main>\n";
    end_html_page(out, "{}", "sweep.js");
}

}  // namespace sark::reports
