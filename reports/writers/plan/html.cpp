#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/writers/plan/plan_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

void write_top(const planning::PlanView& view, const PlanStamp& stamp, std::ostream& out) {
    out << "<header><h1>" << html_text(view.title) << "</h1>\n"
        << fmt::format(
               "<section class=\"verdict {0}\" aria-label=\"Verdict\"><p><span class=\"mark {0}\">"
               "{1}</span>: {2}</p>\n<ul>",
               view.mark, view.verdict, html_text(view.summary));
    for (const std::string& line : view.headlines) out << "<li>" << html_text(line) << "</li>\n";
    out << "</ul></section>\n";
    if (!view.findings.empty()) {
        out << "<h2>What to know</h2>\n<ul>";
        for (const auto& [severity, text] : view.findings)
            out << fmt::format("<li><span class=\"mark {}\">{}</span> {}</li>\n",
                               severity == "problem" ? "fail"
                               : severity == "care"  ? "warn"
                                                     : "skipped",
                               severity, html_text(text));
        out << "</ul>\n";
    }
    out << fmt::format("<p class=\"faint\">Made {} by sark-bench {} {}.</p></header>\n",
                       html_text(stamp.made_at), html_text(stamp.tool_version),
                       html_text(stamp.tool_revision));
}

void write_section(const planning::PlanSection& section, std::ostream& out) {
    begin_html_section(out, {section.id, section.title});
    for (const std::string& note : section.notes) out << "<p>" << html_text(note) << "</p>\n";
    if (!section.rows.empty()) {
        HtmlTable table(out, section.title, section.heads);
        for (const auto& row : section.rows)
            for (const std::string& text : row) table.cell(text);
    }
    end_html_section(out);
}

/// What plan.js draws, safe inside a script element.
std::string chart_data(const planning::Plan& plan) {
    Json day = Json::array();
    for (const planning::HpaMoment& moment : plan.hpa.moments)
        day.push_back({{"at_s", moment.at_s},
                       {"rate", moment.rate_per_s},
                       {"pods", moment.replicas},
                       {"ready", moment.ready}});
    Json model = Json::array();
    for (const planning::ModelRow& row : plan.model)
        model.push_back({{"pods", row.pods},
                         {"p50_ms", row.result.overloaded ? Json() : Json(row.p50_ms)},
                         {"p95_ms", row.result.overloaded ? Json() : Json(row.p95_ms)},
                         {"p99_ms", row.result.overloaded ? Json() : Json(row.p99_ms)}});
    const Json data = {{"day", std::move(day)},
                       {"model", std::move(model)},
                       {"p95_limit_ms", plan.target.p95_ms.value}};
    return data.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

void write_plan_html(const planning::Plan& plan, const planning::PlanView& view,
                     const PlanStamp& stamp, std::ostream& out) {
    begin_html_page(out, view.title);
    write_top(view, stamp, out);
    std::vector<HtmlSection> contents;
    for (const planning::PlanSection& section : view.sections)
        contents.push_back({section.id, section.title});
    html_contents(out, contents);
    out << "<main id=\"main\">\n<section class=\"charts\">";
    html_figure(out, "day", "Pods and requests over the day");
    if (!plan.model.empty())
        html_figure(out, "model", "Latency in the model by number of pods");
    out << "</section>\n";
    html_chart_error(out);
    for (const planning::PlanSection& section : view.sections) write_section(section, out);
    out << "</main>\n";
    end_html_page(out, chart_data(plan), "plan.js");
}

}  // namespace sark::reports
