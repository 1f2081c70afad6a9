#include <nlohmann/json.hpp>

#include "reports/writers/comparison_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json interval(const std::optional<CentreInterval>& bounds) {
    return bounds ? Json::array({bounds->low, bounds->high}) : Json(nullptr);
}

Json metric_json(const ComparedMetric& metric) {
    return {{"name", metric.name},
            {"unit", metric.unit},
            {"compared_as", metric.is_ratio ? "ratio" : "difference"},
            {"a", number(metric.figures[0])},
            {"b", number(metric.figures[1])},
            {"change", number(metric.change)},
            {"ci95", interval(metric.interval95)},
            {"tolerance", metric.tolerance},
            {"detectable", number(metric.detectable)},
            {"p_regressed", metric.p_regressed},
            {"blocks", metric.blocks},
            {"verdict", name_of(metric.verdict)}};
}

Json round_json(const ComparedRound& round) {
    Json figures = Json::object();
    for (std::size_t i = 0; i < round.figures.size(); ++i)
        figures[std::string(comparison_metrics[i].name)] = number(round.figures[i]);
    return {{"arm", round.arm == Arm::a ? "a" : "b"},
            {"pilot", round.pilot},
            {"unusable", round.unusable.empty() ? Json(nullptr) : Json(round.unusable)},
            {"figures", std::move(figures)}};
}

}  // namespace

void write_comparison_json(const Comparison& comparison, std::ostream& out) {
    const ComparisonSetup& setup = comparison.setup;
    Json facts = Json::object();
    for (const auto& [name, value] : setup.facts) facts[name] = value;
    Json disturbances = Json::object();
    for (const auto& [reason, rounds] : comparison.disturbances) disturbances[reason] = rounds;
    Json metrics = Json::array();
    for (const ComparedMetric& metric : comparison.metrics) metrics.push_back(metric_json(metric));
    Json rounds = Json::array();
    for (const ComparedRound& round : comparison.rounds) rounds.push_back(round_json(round));
    const Json document = {{"schema_version", 1},
                           {"scenario", setup.scenario},
                           {"a", setup.arms[0]},
                           {"b", setup.arms[1]},
                           {"seed", setup.seed},
                           {"started_at", setup.started_at},
                           {"round_s", to_seconds(setup.round)},
                           {"max_time_s", to_seconds(setup.budget)},
                           {"elapsed_s", to_seconds(comparison.elapsed)},
                           {"environment", std::move(facts)},
                           {"blocks",
                            {{"planned", comparison.blocks_planned},
                             {"used", comparison.blocks_used},
                             {"discarded", comparison.blocks_discarded}}},
                           {"disturbances", std::move(disturbances)},
                           {"metrics", std::move(metrics)},
                           {"outcome", name_of(comparison.outcome)},
                           {"exit_code", static_cast<int>(comparison.exit_code)},
                           {"summary", comparison.summary},
                           {"rounds", std::move(rounds)}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
