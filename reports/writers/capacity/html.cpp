#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"
#include "reports/writers/capacity/step_row.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

/// The class of the verdict box.
std::string_view colour_of(CapacityOutcome outcome) {
    switch (outcome) {
        case CapacityOutcome::found:
        case CapacityOutcome::holds_throughout:
            return "pass";
        case CapacityOutcome::never_holds:
            return "fail";
        case CapacityOutcome::disturbed:
            return "invalid";
        default:
            return "inconclusive";
    }
}

std::string mark_of(StepVerdict verdict, const std::string& words) {
    const std::string_view colour = verdict == StepVerdict::holds    ? "pass"
                                    : verdict == StepVerdict::breaks ? "fail"
                                                                     : "skipped";
    return words.empty()
               ? std::string()
               : fmt::format("<span class=\"mark {}\">{}</span>", colour, html_text(words));
}

void write_answer(const CapacityResult& result, std::ostream& out) {
    const CapacitySetup& setup = result.setup;
    out << "<header><h1>How much " << html_text(setup.scenario) << " can take</h1>\n"
        << fmt::format(
               "<section class=\"verdict {}\" aria-label=\"Answer\"><p><strong>{}."
               "</strong></p>\n",
               colour_of(result.outcome), html_text(result.summary));
    if (!result.headroom.empty())
        out << "<p>" << html_text(result.headroom) << "</p>\n";
    if (result.limit)
        out << "<p>What limited it: " << html_text(result.limit->text) << ".</p>\n";
    out << "<p>The SLA that has to hold:</p><ul>";
    for (const Objective& objective : setup.sla.objectives)
        out << "<li>" << html_text(objective.name) << ": " << html_text(demand_of(objective))
            << "</li>";
    out << "</ul></section>\n"
        << fmt::format(
               "<p class=\"faint\">Started {}, took {:.0f} s, exit {}, seed {}, {} connections, {} "
               "generator threads. sark-bench {} {}.</p></header>\n<main>\n",
               html_text(setup.started_at), to_seconds(result.elapsed),
               static_cast<int>(result.exit_code), setup.seed, setup.connections, setup.threads,
               html_text(setup.tool_version), html_text(setup.tool_revision));
}

void write_charts(const CapacityResult& result, std::ostream& out) {
    out << "<h2>The curve</h2>\n<p>" << html_text(knee_text(result)) << "</p>\n";
    html_chart_error(out);
    out << "<div class=\"charts\">\n";
    html_figure(out, "curve", "Response time by offered rate; the dashed line is the limit");
    html_figure(out, "throughput", "Answered per second by offered rate");
    html_figure(out, "usl", "Throughput by operations in flight, and the law of scalability");
    out << "</div>\n<ul>";
    for (const UslFit& fit : result.usl_fits)
        out << "<li>Scalability " << html_text(usl_text(fit)) << "</li>";
    out << "</ul>\n";
}

void write_steps(const CapacityResult& result, std::ostream& out) {
    out << "<h2>Steps</h2>\n";
    HtmlTable table(out, rule_text(result),
                    {"Step", "#Offered", "#Achieved", "#In flight", "#p50 ms", "#p95 ms", "#p99 ms",
                     "#Within", "#Errors", "#CPU target", "#CPU generator", "Verdict", "Why"});
    for (const CapacityStep& step : result.steps) {
        const StepRow row = row_of(step);
        table.cell(row.kind)
            .cell(row.offered)
            .cell(row.achieved)
            .cell(row.in_flight)
            .cell(row.p50)
            .cell(row.p95)
            .cell(row.p99)
            .cell(row.within)
            .cell(row.errors)
            .cell(row.target_cpu)
            .cell(row.generator_cpu)
            .markup(mark_of(step.verdict, row.verdict))
            .cell(row.reason);
    }
}

void write_machine(const CapacityResult& result, std::ostream& out) {
    out << "<details><summary>Machine, services and rows that were left out</summary>\n";
    {
        HtmlTable table(out, "What it was measured on.", {"Fact", "Value"});
        const scenarios::Environment& environment = result.setup.environment;
        for (const auto& [fact, value] : environment.facts) table.cell(fact).cell(value);
        for (const auto& [service, value] : environment.services) table.cell(service).cell(value);
        for (const SettingSource& one : environment.settings)
            table.cell(one.setting).cell(one.value);
        for (const std::string& row : result.setup.sla.left_out) table.cell("left out").cell(row);
    }
    out << "</details>\n";
}

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

std::string chart_data_of(const CapacityResult& result) {
    std::vector<const CapacityStep*> by_rate;
    for (const CapacityStep& step : result.steps)
        if (step.rate && step.windows > 0)
            by_rate.push_back(&step);
    std::ranges::stable_sort(by_rate, {}, [](const CapacityStep* step) { return *step->rate; });
    Json steps = Json::array();
    for (const CapacityStep* step : by_rate)
        steps.push_back({{"rate", *step->rate},
                         {"achieved", number(step->figures.achieved_per_s)},
                         {"p50", number(step->figures.p50_ms)},
                         {"p95", number(step->figures.p95_ms)},
                         {"p99", number(step->figures.p99_ms)}});
    Json limits = Json::array();
    for (const Objective& objective : result.setup.sla.objectives)
        if (objective.measure != Objective::Measure::errors)
            limits.push_back({{"name", objective.name}, {"ms", objective.limit_ms}});
    Json fits = Json::array();
    for (const UslFit& fit : result.usl_fits) {
        Json points = Json::array();
        for (const UslPoint& point : fit.points)
            points.push_back({{"x", point.concurrency}, {"y", point.per_s}});
        Json law = Json::array();
        constexpr int law_points = 60;
        if (fit.accepted)
            for (int i = 0; i <= law_points; ++i) {
                const double n = 1.0 + (fit.points.back().concurrency - 1.0) * i / law_points;
                law.push_back({{"x", n}, {"y", fit.law->at(n)}});
            }
        fits.push_back({{"over", fit.over}, {"points", points}, {"law", law}});
    }
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
    begin_html_page(out,
                    fmt::format("Capacity of {}: {}", result.setup.scenario, answer_of(result)));
    write_answer(result, out);
    write_charts(result, out);
    write_steps(result, out);
    write_machine(result, out);
    out << "</main>\n";
    end_html_page(out, chart_data_of(result), "capacity.js");
}

}  // namespace sark::reports
