#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/history/history_text.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/names.hpp"
#include "reports/writers/history/history_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

/// The page's word for good, doubtful and bad.
std::string_view colour_of(HistoryOutcome outcome) {
    switch (outcome) {
        case HistoryOutcome::no_regression:
            return "pass";
        case HistoryOutcome::inconclusive:
            return "inconclusive";
        case HistoryOutcome::invalid:
            return "invalid";
        case HistoryOutcome::regressed:
            return "fail";
    }
    return "inconclusive";
}

std::string outcome_mark(HistoryOutcome outcome) {
    return fmt::format("<span class=\"mark {}\">{}</span>", colour_of(outcome), name_of(outcome));
}

std::string chart_id(std::size_t scenario, std::size_t course) {
    return fmt::format("course-{}-{}", scenario, course);
}

void write_top(const History& history, std::ostream& out) {
    out << "<header><h1>History</h1>\n<p class=\"faint\">" << html_text(history.directory)
        << "</p>\n"
        << fmt::format(
               "<section class=\"verdict {}\" aria-label=\"Verdict\"><p>{} {} (exit {}{})</p>"
               "</section>\n",
               colour_of(history.outcome), outcome_mark(history.outcome),
               html_text(history.summary), static_cast<int>(history.exit_code),
               history.gated ? "" : ", no gate");
    if (!history.unreadable.empty()) {
        out << "<p>Results that could not be read:</p><ul>";
        for (const UnreadableResult& one : history.unreadable)
            out << fmt::format("<li>{}: {}</li>", html_text(one.path), html_text(one.why));
        out << "</ul>\n";
    }
    html_chart_error(out);
    out << "</header>\n<main id=\"main\">\n";
}

void write_shifts(const ScenarioHistory& scenario, std::ostream& out) {
    const std::vector<CourseShift> shifts = shifts_of(scenario);
    if (shifts.empty()) {
        out << fmt::format("<p>No change points in {} courses.</p>\n", scenario.courses.size());
        return;
    }
    HtmlTable table(out, "Change points: where a figure changed for good, regressions first.",
                    {"Operation", "Metric", "#Before", "#After", "#Change", "#p", "Since run",
                     "Revision", "What"});
    for (const auto& [course, shift] : shifts) {
        const HistoryRun& run = scenario.runs[shift->index];
        table.cell(operation_text(*course))
            .cell(course->metric.name)
            .cell(figure_text(course->metric, shift->before))
            .cell(figure_text(course->metric, shift->after))
            .cell(shift_text(course->metric, *shift))
            .cell(fmt::format("{:.1g}", shift->p))
            .cell(run.id)
            .cell(run.revision)
            .cell(shift_kind(*shift));
    }
}

void write_notes(const ScenarioHistory& scenario, std::ostream& out) {
    out << "<ul>";
    for (const RunEnvironment& environment : scenario.environments)
        out << "<li>Environment " << html_text(environment_text(environment)) << "</li>\n";
    for (const EnvironmentChange& change : scenario.environment_changes)
        out << "<li>Not compared across " << html_text(environment_change_text(scenario, change))
            << "</li>\n";
    for (const std::string& text : plan_change_texts(scenario))
        out << "<li>" << html_text(text) << "</li>\n";
    for (const LeftOutRun& run : scenario.left_out)
        out << fmt::format("<li>Left out: {} ({})</li>\n", html_text(run.id), html_text(run.why));
    out << fmt::format("<li>{} {}</li>\n", html_mark(name_of(scenario.availability.verdict)),
                       html_text(availability_text(scenario.availability)))
        << fmt::format("<li>{} {}</li></ul>\n", html_mark(name_of(verdict_of(scenario.growth))),
                       html_text(growth_text(scenario.growth)));
    if (scenario.growth.tables.empty())
        return;
    HtmlTable table(out, "Growth of tables.", {"Table and its growth", "What"});
    for (const GrownTable& one : scenario.growth.tables)
        table.cell(grown_table_text(one)).cell(one.alert ? "alert" : "");
}

/// A row for every run: what the charts draw, for who cannot see them.
void write_runs(const ScenarioHistory& scenario, const std::vector<const Course*>& courses,
                std::ostream& out) {
    std::vector<std::string> heads = {"Run", "Started", "Revision", "Environment"};
    for (const Course* course : courses) heads.push_back("#" + std::string(course->metric.name));
    out << "<details><summary>The same as a table</summary>\n";
    {
        HtmlTable table(out, operation_text(*courses.front()) + ", run by run, oldest first.",
                        heads);
        for (std::size_t r = 0; r < scenario.runs.size(); ++r) {
            const HistoryRun& run = scenario.runs[r];
            table.cell(run.id + (run.suspect ? " (suspect)" : ""))
                .cell(run.started_at)
                .cell(run.revision)
                .cell(scenario.environments[run.environment].name);
            for (const Course* course : courses) table.cell(run_figure_text(*course, r));
        }
    }
    out << "</details>\n";
}

void write_courses(const ScenarioHistory& scenario, std::size_t number, std::ostream& out) {
    for (std::size_t begin = 0; begin < scenario.courses.size();) {
        const std::string& operation = scenario.courses[begin].operation;
        std::vector<const Course*> courses;
        bool changed = false;
        std::size_t end = begin;
        for (; end < scenario.courses.size() && scenario.courses[end].operation == operation;
             ++end) {
            courses.push_back(&scenario.courses[end]);
            changed = changed || !courses.back()->shifts.empty();
        }
        out << fmt::format("<details{}><summary>{}{}</summary>\n<div class=\"charts\">\n",
                           changed || operation.empty() ? " open" : "",
                           html_text(operation_text(*courses.front())),
                           changed ? "" : ", no change");
        for (std::size_t c = begin; c < end; ++c)
            html_figure(out, chart_id(number, c),
                        operation_text(scenario.courses[c]) + ": " +
                            std::string(scenario.courses[c].metric.name));
        out << "</div>\n";
        write_runs(scenario, courses, out);
        out << "</details>\n";
        begin = end;
    }
}

Json course_data(const Course& course, const std::string& id) {
    const auto list = [](const std::vector<std::optional<double>>& values) {
        Json numbers = Json::array();
        for (const auto& value : values)
            numbers.push_back(value && std::isfinite(*value) ? Json(*value) : Json(nullptr));
        return numbers;
    };
    Json shifts = Json::array();
    for (const Shift& shift : course.shifts)
        shifts.push_back({{"run", shift.index},
                          {"kind", shift_kind(shift)},
                          {"text", shift_text(course.metric, shift)}});
    return {{"id", id},
            {"metric", course.metric.name},
            {"unit", course.metric.unit},
            {"figures", list(course.figures)},
            {"levels", list(course.levels)},
            {"shifts", std::move(shifts)}};
}

std::string page_data(const History& history) {
    Json scenarios = Json::array();
    for (std::size_t s = 0; s < history.scenarios.size(); ++s) {
        const ScenarioHistory& scenario = history.scenarios[s];
        Json runs = Json::array();
        for (const HistoryRun& run : scenario.runs)
            runs.push_back({{"id", run.id},
                            {"started_at", run.started_at},
                            {"revision", run.revision},
                            {"environment", run.environment},
                            {"suspect", run.suspect}});
        Json environments = Json::array();
        for (const RunEnvironment& one : scenario.environments)
            environments.push_back(environment_text(one));
        Json changes = Json::array();
        for (const EnvironmentChange& change : scenario.environment_changes)
            changes.push_back({{"run", change.run}, {"to", scenario.environments[change.to].name}});
        Json courses = Json::array();
        for (std::size_t c = 0; c < scenario.courses.size(); ++c)
            courses.push_back(course_data(scenario.courses[c], chart_id(s, c)));
        scenarios.push_back({{"runs", std::move(runs)},
                             {"environments", std::move(environments)},
                             {"environment_changes", std::move(changes)},
                             {"courses", std::move(courses)}});
    }
    const Json data = {{"scenarios", std::move(scenarios)}};
    return data.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

void write_history_html(const History& history, std::ostream& out) {
    begin_html_page(out, "sark-bench history");
    write_top(history, out);
    for (std::size_t s = 0; s < history.scenarios.size(); ++s) {
        const ScenarioHistory& scenario = history.scenarios[s];
        out << fmt::format("<h2>{}</h2>\n<p>{} {}. {} runs used, {} left out.</p>\n",
                           html_text(scenario.name), outcome_mark(scenario.outcome),
                           html_text(scenario.summary), scenario.runs.size(),
                           scenario.left_out.size());
        write_shifts(scenario, out);
        write_notes(scenario, out);
        write_courses(scenario, s, out);
    }
    out << "</main>\n";
    end_html_page(out, page_data(history), "history.js");
}

}  // namespace sark::reports
