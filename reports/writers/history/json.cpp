#include <cmath>

#include <nlohmann/json.hpp>

#include "reports/history/history_text.hpp"
#include "reports/names.hpp"
#include "reports/writers/history/history_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json numbers(const std::vector<std::optional<double>>& values) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(number(value));
    return list;
}

Json shift_json(const Shift& shift) {
    return {{"run", shift.index},     {"before", shift.before}, {"after", shift.after},
            {"change", shift.change}, {"p", shift.p},           {"kind", shift_kind(shift)}};
}

Json course_json(const Course& course) {
    Json shifts = Json::array();
    for (const Shift& shift : course.shifts) shifts.push_back(shift_json(shift));
    return {{"operation", course.operation},
            {"metric", course.metric.name},
            {"unit", course.metric.unit},
            {"compared_as", course.metric.is_ratio ? "ratio" : "difference"},
            {"figures", numbers(course.figures)},
            {"levels", numbers(course.levels)},
            {"changes", std::move(shifts)},
            {"regression", course.regression ? shift_json(*course.regression) : Json(nullptr)}};
}

Json environment_json(const RunEnvironment& environment) {
    Json facts = Json::object();
    for (const auto& [name, value] : environment.facts) facts[name] = value;
    return {{"name", environment.name},       {"runs", environment.runs},
            {"facts", std::move(facts)},      {"alpha_per_course", environment.alpha},
            {"courses", environment.courses}, {"enough_runs", environment.enough}};
}

Json changes_json(const ScenarioHistory& scenario) {
    Json changes = Json::array();
    for (const EnvironmentChange& change : scenario.environment_changes) {
        Json differences = Json::array();
        for (const RunDifference& one : change.differences)
            differences.push_back({{"what", one.what},
                                   {"where", one.where},
                                   {"before", one.base},
                                   {"after", one.candidate}});
        changes.push_back({{"run", change.run},
                           {"from", scenario.environments[change.from].name},
                           {"to", scenario.environments[change.to].name},
                           {"differences", std::move(differences)}});
    }
    return changes;
}

Json plan_changes_json(const ScenarioHistory& scenario) {
    Json changes = Json::array();
    for (const HistoryPlanChange& one : scenario.plan_changes)
        for (const PlanChange& change : one.changes)
            changes.push_back({{"run", one.run},
                               {"operation", change.operation},
                               {"load", change.load},
                               {"before", change.base},
                               {"after", change.candidate}});
    return changes;
}

Json availability_json(const Availability& availability) {
    const auto& bounds = availability.ci95;
    return {{"id", "S003-SLA-22"},
            {"kind", "availability under test, not in production"},
            {"from", availability.from},
            {"until", availability.until},
            {"runs", availability.runs},
            {"requests", availability.requests},
            {"failed", availability.failed},
            {"available", number(availability.available)},
            {"ci95", bounds ? Json::array({bounds->low, bounds->high}) : Json(nullptr)},
            {"target", Availability::target},
            {"budget_spent", number(availability.budget_spent)},
            {"minutes_allowed", Availability::minutes_allowed},
            {"minutes_spent", number(availability.minutes_spent)},
            {"verdict", name_of(availability.verdict)}};
}

Json growth_json(const TableGrowth& growth) {
    Json tables = Json::array();
    for (const GrownTable& table : growth.tables)
        tables.push_back({{"table", table.name},
                          {"before_bytes", table.before_bytes},
                          {"after_bytes", table.after_bytes},
                          {"per_month", table.per_month},
                          {"alert", table.alert}});
    return {{"id", "S004-SLA-08"},           {"verdict", name_of(verdict_of(growth))},
            {"reason", growth_text(growth)}, {"limit_per_month", TableGrowth::limit},
            {"from_run", growth.from_run},   {"to_run", growth.to_run},
            {"days", growth.days},           {"tables", std::move(tables)},
            {"too_small", growth.too_small}};
}

Json scenario_json(const ScenarioHistory& scenario) {
    Json runs = Json::array();
    for (const HistoryRun& run : scenario.runs)
        runs.push_back({{"id", run.id},
                        {"path", run.path},
                        {"started_at", run.started_at},
                        {"revision", run.revision},
                        {"environment", scenario.environments[run.environment].name},
                        {"suspect", run.suspect}});
    Json left_out = Json::array();
    for (const LeftOutRun& run : scenario.left_out)
        left_out.push_back({{"id", run.id},
                            {"path", run.path},
                            {"started_at", run.started_at},
                            {"reason", run.why}});
    Json environments = Json::array();
    for (const RunEnvironment& one : scenario.environments)
        environments.push_back(environment_json(one));
    Json tolerances = Json::object();
    for (const ComparisonMetric& metric : comparison_metrics)
        tolerances[std::string(metric.name)] = tolerance_of(metric, scenario.tolerances);
    Json courses = Json::array();
    for (const Course& course : scenario.courses) courses.push_back(course_json(course));
    return {{"scenario", scenario.name},
            {"outcome", name_of(scenario.outcome)},
            {"summary", scenario.summary},
            {"tolerances", std::move(tolerances)},
            {"runs", std::move(runs)},
            {"left_out", std::move(left_out)},
            {"environments", std::move(environments)},
            {"environment_changes", changes_json(scenario)},
            {"plan_changes", plan_changes_json(scenario)},
            {"courses", std::move(courses)},
            {"availability", availability_json(scenario.availability)},
            {"table_growth", growth_json(scenario.growth)}};
}

}  // namespace

void write_history_json(const History& history, std::ostream& out) {
    Json scenarios = Json::array();
    for (const ScenarioHistory& scenario : history.scenarios)
        scenarios.push_back(scenario_json(scenario));
    Json unreadable = Json::array();
    for (const UnreadableResult& one : history.unreadable)
        unreadable.push_back({{"path", one.path}, {"reason", one.why}});
    const Json document = {{"schema_version", 1},
                           {"directory", history.directory},
                           {"alpha", HistoryRule::alpha},
                           {"last", history.rule.last},
                           {"gate", history.gated},
                           {"outcome", name_of(history.outcome)},
                           {"exit_code", static_cast<int>(history.exit_code)},
                           {"summary", history.summary},
                           {"scenarios", std::move(scenarios)},
                           {"unreadable", std::move(unreadable)},
                           {"copies", history.copies}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
