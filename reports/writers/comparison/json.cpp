#include <cmath>

#include <nlohmann/json.hpp>

#include "reports/comparison/comparison_text.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json interval(const std::optional<CentreInterval>& bounds) {
    return bounds ? Json::array({number(bounds->low), number(bounds->high)}) : Json(nullptr);
}

Json metric_json(const ComparedMetric& metric) {
    return {{"operation", metric.operation},
            {"name", metric.name},
            {"unit", metric.unit},
            {"compared_as", metric.is_ratio ? "ratio" : "difference"},
            {"more_is_worse", metric.more_is_worse},
            {"a", number(metric.figures[0])},
            {"b", number(metric.figures[1])},
            {"change", number(metric.change)},
            {"ci95", interval(metric.interval95)},
            {"tolerance", metric.tolerance},
            {"tolerated_change", number(metric.limit)},
            {"detectable", number(metric.detectable)},
            {"p_regressed", number(metric.p_regressed)},
            {"blocks", metric.blocks},
            {"between_runs", number(metric.deviation)},
            {"between_runs_assumed", metric.deviation_assumed},
            {"verdict", name_of(metric.verdict)}};
}

Json figures_json(const RoundFigures& values) {
    Json figures = Json::object();
    for (std::size_t i = 0; i < values.size(); ++i)
        figures[std::string(comparison_metrics[i].name)] = number(values[i]);
    return figures;
}

Json round_json(const ComparedRound& round) {
    return {{"arm", name_of(round.arm)},
            {"pilot", round.pilot},
            {"unusable", round.unusable.empty() ? Json(nullptr) : Json(round.unusable)},
            {"figures", figures_json(round.figures)}};
}

Json run_json(const ComparedRunLine& run) {
    return {{"arm", name_of(run.side)},
            {"id", run.id},
            {"place", run.place},
            {"started_at", run.started_at},
            {"validity", run.validity},
            {"unusable", run.unusable.empty() ? Json(nullptr) : Json(run.unusable)},
            {"session", run.session},
            {"figures", figures_json(run.figures)}};
}

template <class List, class Convert>
Json array_of(const List& list, const Convert& convert) {
    Json array = Json::array();
    for (const auto& one : list) array.push_back(convert(one));
    return array;
}

Json head_json(const Comparison& comparison) {
    const ComparisonSetup& setup = comparison.setup;
    Json facts = Json::object();
    for (const auto& [name, value] : setup.facts) facts[name] = value;
    return {{"schema_version", 1},
            {"kind", comparison.kind == ComparisonKind::interleaved ? "interleaved" : "apart"},
            {"scenario", setup.scenario},
            {"a", setup.arms[0]},
            {"b", setup.arms[1]},
            {"seed", setup.seed},
            {"started_at", setup.started_at},
            {"round_s", to_seconds(setup.round)},
            {"max_time_s", to_seconds(setup.budget)},
            {"elapsed_s", to_seconds(comparison.elapsed)},
            {"environment", std::move(facts)}};
}

}  // namespace

void write_comparison_json(const Comparison& comparison, std::ostream& out) {
    Json document = head_json(comparison);
    document["blocks"] = {{"planned", comparison.blocks_planned},
                          {"used", comparison.blocks_used},
                          {"discarded", comparison.blocks_discarded}};
    Json disturbances = Json::object();
    for (const auto& [reason, rounds] : comparison.disturbances) disturbances[reason] = rounds;
    document["disturbances"] = std::move(disturbances);
    document["differences"] = array_of(comparison.differences, [](const RunDifference& one) {
        return Json{
            {"what", one.what}, {"where", one.where}, {"a", one.base}, {"b", one.candidate}};
    });
    document["notes"] = comparison.notes;
    document["metrics"] = array_of(comparison.metrics, metric_json);
    document["gated"] = comparison.gated;
    document["outcome"] = name_of(comparison.outcome);
    document["exit_code"] = static_cast<int>(comparison.exit_code);
    document["question"] = comparison.question;
    document["summary"] = comparison.summary;
    document["rounds"] = array_of(comparison.rounds, round_json);
    document["runs"] = array_of(comparison.runs, run_json);
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
