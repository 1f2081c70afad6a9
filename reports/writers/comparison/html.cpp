#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/comparison/comparison_chart.hpp"
#include "reports/comparison/comparison_text.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view none = "–";

Json number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

/// What the charts draw, safe inside a script element.
std::string chart_data(const Comparison& comparison) {
    Json forest = Json::array();
    for (const ForestLine& line : forest_of(comparison))
        forest.push_back({{"label", line.label},
                          {"unit", line.unit},
                          {"worse", number(line.worse)},
                          {"low", number(line.low)},
                          {"high", number(line.high)},
                          {"tolerance", line.tolerance},
                          {"verdict", name_of(line.verdict)}});
    Json course = Json::array();
    for (const CoursePoint& point : course_of(comparison)) {
        Json figures = Json::object();
        for (std::size_t i = 0; i < point.figures.size(); ++i)
            figures[std::string(comparison_metrics[i].name)] = number(point.figures[i]);
        course.push_back({{"arm", name_of(point.arm)},
                          {"label", point.label},
                          {"counts", point.counts},
                          {"figures", std::move(figures)}});
    }
    const Json data = {{"forest", std::move(forest)}, {"course", std::move(course)}};
    return data.dump(-1, ' ', true, Json::error_handler_t::replace);
}

void write_head(const Comparison& comparison, std::ostream& out) {
    const std::string_view outcome = name_of(comparison.outcome);
    out << "<header><h1>" << html_text(comparison.setup.scenario)
        << "</h1>\n<p class=\"faint\">The question: " << html_text(comparison.question) << "</p>\n"
        << fmt::format(
               "<section class=\"verdict {}\" aria-label=\"Verdict\"><p>{} {} (exit {})</p>",
               outcome, html_mark(outcome), html_text(comparison.summary),
               static_cast<int>(comparison.exit_code));
    if (!comparison.notes.empty()) {
        out << "<ul>";
        for (const std::string& note : comparison.notes)
            out << "<li>" << html_text(note) << "</li>";
        out << "</ul>";
    }
    out << "</section>\n<p>A: " << html_text(comparison.setup.arms[0])
        << "<br>B: " << html_text(comparison.setup.arms[1]) << "</p>\n<p class=\"faint\">"
        << html_text(effort_text(comparison)) << ".</p>\n</header>\n";
}

void write_metrics(const Comparison& comparison, std::ostream& out) {
    if (comparison.metrics.empty())
        return;
    out << "<h2>Change per metric</h2>\n<div class=\"charts\">\n";
    html_figure(out, "forest",
                "By how much B is worse, with its 95 % interval, and what is tolerated: % of A's "
                "figure, for errors points of all operations");
    out << "</div>\n";
    HtmlTable table(
        out,
        "Figures are pooled over rounds or runs. Would be found: the smallest change "
        "that such a comparison finds in 95 of 100 cases. Between runs: how runs of the "
        "same thing differ, as seen or (~) assumed.",
        {"Metric", "Verdict", "#A", "#B", "#Change", "#95 % interval", "#Tolerated",
         "#Would be found", "#Between runs"});
    for (const ComparedMetric& metric : comparison.metrics) {
        const std::string scatter = deviation_text(metric);
        table.cell(label_of(metric))
            .markup(metric.verdict == MetricVerdict::not_measured
                        ? "not measured"
                        : html_mark(name_of(metric.verdict)))
            .cell(figure_text(metric, Arm::a, none))
            .cell(figure_text(metric, Arm::b, none))
            .cell(change_text(metric, metric.change, none))
            .cell(interval_text(metric, none))
            .cell(tolerance_text(metric))
            .cell(change_text(metric, metric.detectable, none))
            .cell(scatter.empty() ? none : std::string_view(scatter));
    }
}

void write_course(const Comparison& comparison, std::ostream& out) {
    if (comparison.rounds.empty() && comparison.runs.empty())
        return;
    out << "<h2>" << (comparison.kind == ComparisonKind::interleaved ? "Rounds" : "Runs")
        << " in the order of time</h2>\n<div class=\"charts\">\n";
    const std::vector<CoursePoint> course = course_of(comparison);
    for (std::size_t i = 0; i < comparison_metrics.size(); ++i) {
        const ComparisonMetric& metric = comparison_metrics[i];
        if (std::ranges::none_of(
                course, [i](const CoursePoint& point) { return point.figures[i].has_value(); }))
            continue;  // nothing to draw
        html_figure(out, fmt::format("course-{}", metric.name),
                    fmt::format("{} ({}), by arm; hollow points do not count", metric.name,
                                metric.unit == "ratio" ? "share" : metric.unit));
    }
    out << "</div>\n";
    if (!comparison.runs.empty()) {
        HtmlTable table(out, "The runs.",
                        {"Run", "Arm", "Started", "Validity", "Left out because"});
        for (const ComparedRunLine& run : comparison.runs)
            table.cell(run.id)
                .cell(run.side == Arm::a ? "A" : "B")
                .cell(run.started_at)
                .markup(html_mark(run.validity))
                .cell(run.unusable);
    }
}

void write_circumstances(const Comparison& comparison, std::ostream& out) {
    if (!comparison.differences.empty()) {
        out << "<h2>Differences</h2>\n";
        HtmlTable table(out, "What the runs do not have in common.", {"What", "Where", "A", "B"});
        for (const RunDifference& one : comparison.differences)
            table.cell(one.what).cell(one.where).cell(one.base).cell(one.candidate);
    }
    if (!comparison.disturbances.empty()) {
        out << "<h2>Disturbances</h2>\n";
        HtmlTable table(out, "Why rounds were left out, for both arms alike.",
                        {"Reason", "#Rounds"});
        for (const auto& [reason, rounds] : comparison.disturbances)
            table.cell(reason).cell(std::to_string(rounds));
    }
    out << "<h2>Machine</h2>\n";
    HtmlTable table(out, "Where it was measured.", {"Fact", "Value"});
    for (const auto& [name, value] : comparison.setup.facts) table.cell(name).cell(value);
}

}  // namespace

void write_comparison_html(const Comparison& comparison, std::ostream& out) {
    begin_html_page(out, comparison.setup.scenario + ": " + heading_of(comparison.outcome));
    write_head(comparison, out);
    out << "<main id=\"main\">\n";
    html_chart_error(out);
    write_metrics(comparison, out);
    write_course(comparison, out);
    write_circumstances(comparison, out);
    out << "</main>\n";
    end_html_page(out, chart_data(comparison), "comparison.js");
}

}  // namespace sark::reports
