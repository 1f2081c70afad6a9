#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/capacity/capacity_view.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

void write_answer(const CapacityResult& result, const CapacityView& view, std::ostream& out) {
    out << "<header><h1>How much " << html_text(result.setup.scenario) << " can take</h1>\n"
        << fmt::format(
               "<section class=\"verdict {}\" aria-label=\"Answer\"><p><strong>{}."
               "</strong></p>\n",
               view.mark, html_text(view.summary));
    if (!view.headroom.empty())
        out << "<p>" << html_text(view.headroom) << "</p>\n";
    if (!view.limit.empty())
        out << "<p>What limited it: " << html_text(view.limit) << ".</p>\n";
    out << "<p>The SLA that has to hold:</p><ul>";
    for (const auto& [name, demand] : view.sla)
        out << "<li>" << html_text(name) << ": " << html_text(demand) << "</li>";
    out << "</ul></section>\n<p class=\"faint\">" << html_text(view.made)
        << "</p></header>\n<main id=\"main\">\n";
}

void write_residuals(const ScalabilityView& fit, std::ostream& out) {
    if (fit.residuals.empty())
        return;
    out << "<details><summary>Points over " << html_text(fit.over) << "</summary>\n";
    {
        HtmlTable table(out, "What was measured beside the law.",
                        {"#In flight", "#Measured", "#Law", "#Residual"});
        for (const ResidualRow& row : fit.residuals)
            table.cell(row.in_flight).cell(row.measured).cell(row.law).cell(row.residual);
    }
    out << "</details>\n";
}

void write_charts(const CapacityView& view, std::ostream& out) {
    out << "<h2>The curve</h2>\n<p>" << html_text(view.knee) << "</p>\n";
    html_chart_error(out);
    out << "<div class=\"charts\">\n";
    html_figure(out, "curve", "Response time by offered rate; the dashed line is the limit");
    html_figure(out, "throughput", "Answered per second by offered rate");
    html_figure(out, "usl", "Throughput by operations in flight, and the law of scalability");
    out << "</div>\n<ul>";
    for (const ScalabilityView& fit : view.scalability)
        out << "<li>Scalability " << html_text(fit.text) << "</li>";
    out << "</ul>\n";
    for (const ScalabilityView& fit : view.scalability) write_residuals(fit, out);
}

void write_steps(const CapacityView& view, std::ostream& out) {
    out << "<h2>Steps</h2>\n";
    HtmlTable table(out, view.rule + " CPU: cores of the target + of the generator.",
                    {"Step", "#Offered", "#Achieved", "#In flight", "#p50 ms", "#p95 ms", "#p99 ms",
                     "#Within", "#Errors", "#CPU", "Verdict", "Why"});
    for (const StepRow& row : view.steps)
        table.cell(row.kind)
            .cell(row.offered)
            .cell(row.achieved)
            .cell(row.in_flight)
            .cell(row.p50)
            .cell(row.p95)
            .cell(row.p99)
            .cell(row.within)
            .cell(row.errors)
            .cell(row.target_cpu + " + " + row.generator_cpu)
            .markup(row.verdict.empty() ? std::string()
                                        : fmt::format("<span class=\"mark {}\">{}</span>", row.mark,
                                                      html_text(row.verdict)))
            .cell(row.reason);
}

void write_machine(const CapacityView& view, std::ostream& out) {
    out << "<details><summary>Machine, services and rows that were left out</summary>\n";
    {
        HtmlTable table(out, "What it was measured on.", {"Fact", "Value"});
        for (const auto& [fact, value] : view.facts) table.cell(fact).cell(value);
        for (const std::string& row : view.left_out) table.cell("left out").cell(row);
    }
    out << "</details>\n";
}

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json points_of(const std::vector<LawPoint>& points) {
    Json list = Json::array();
    for (const LawPoint& point : points)
        list.push_back({{"x", point.in_flight}, {"y", point.per_s}});
    return list;
}

std::string chart_data_of(const CapacityResult& result, const CapacityView& view) {
    Json steps = Json::array();
    for (const RatePoint& point : view.curve)
        steps.push_back({{"rate", point.rate},
                         {"achieved", number(point.achieved_per_s)},
                         {"p50", number(point.p50_ms)},
                         {"p95", number(point.p95_ms)},
                         {"p99", number(point.p99_ms)}});
    Json limits = Json::array();
    for (const LimitLine& limit : view.limits)
        limits.push_back({{"name", limit.name}, {"ms", limit.ms}});
    Json fits = Json::array();
    for (const ScalabilityView& fit : view.scalability)
        fits.push_back(
            {{"over", fit.over}, {"points", points_of(fit.measured)}, {"law", points_of(fit.law)}});
    const Json data = {{"steps", steps},
                       {"limits", limits},
                       {"fits", fits},
                       {"holds", number(result.holds_per_s)},
                       {"breaks", number(result.breaks_per_s)},
                       {"knee", number(result.knee_per_s)}};
    return data.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

void write_capacity_html(const CapacityResult& result, std::ostream& out) {
    const CapacityView view = capacity_view_of(result);
    begin_html_page(out, view.title);
    write_answer(result, view, out);
    write_charts(view, out);
    write_steps(view, out);
    write_machine(view, out);
    out << "</main>\n";
    end_html_page(out, chart_data_of(result, view), "capacity.js");
}

}  // namespace sark::reports
