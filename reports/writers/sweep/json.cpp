#include <nlohmann/json.hpp>

#include "reports/names.hpp"
#include "reports/sweep/layer_table.hpp"
#include "reports/writers/sweep/sweep_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json figure_json(const SweepFigure& figure) {
    Json rounds = Json::array();
    for (const auto& value : figure.rounds) rounds.push_back(number(value));
    return {{"median", number(figure.median)},
            {"ci95",
             figure.ci95 ? Json::array({figure.ci95->first, figure.ci95->second}) : Json(nullptr)},
            {"rounds", rounds}};
}

Json point_json(const SweptPoint& point) {
    Json figures = Json::object();
    for (std::size_t metric = 0; metric < sweep_metric_count; ++metric)
        figures[std::string(sweep_metrics[metric].name)] = figure_json(point.figures[metric]);
    return {
        {"name", point.name},
        {"settings", point.settings},
        {"offered_per_s", point.offered_per_s > 0.0 ? Json(point.offered_per_s) : Json(nullptr)},
        {"pool_size", number(point.pool_size)},
        {"rounds_used", point.rounds_used},
        {"rounds_discarded", point.rounds_discarded},
        {"figures", figures}};
}

Json pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
    Json object = Json::object();
    for (const auto& [name, value] : pairs) object[name] = value;
    return object;
}

Json layers_json(const LayerTable& layers) {
    Json rows = Json::array();
    for (const LayerRow& row : layers.rows)
        rows.push_back({{"name", row.name},
                        {"adds", row.adds},
                        {"mean_ms", number(row.mean_ms)},
                        {"p50_ms", number(row.p50_ms)},
                        {"p95_ms", number(row.p95_ms)},
                        {"added_ms", number(row.added_ms)},
                        {"added_p50_ms", number(row.added_p50_ms)},
                        {"share", number(row.share)}});
    return {{"rows", rows}, {"sentence", layers.sentence}, {"note", layers.note}};
}

}  // namespace

void write_sweep_json(const SweepResult& result, std::ostream& out) {
    const SweepSetup& setup = result.setup;
    Json units = Json::object();
    for (const SweepMetric& metric : sweep_metrics) units[std::string(metric.name)] = metric.unit;
    Json points = Json::array();
    for (const SweptPoint& point : result.points) points.push_back(point_json(point));
    Json disturbances = Json::array();
    for (const auto& [reason, rounds] : result.disturbances)
        disturbances.push_back({{"reason", reason}, {"rounds", rounds}});
    const LayerTable layers = layers_of(result);
    Json document = {{"schema_version", 1},
                     {"scenario", setup.scenario},
                     {"over", setup.over},
                     {"started_at", setup.started_at},
                     {"elapsed_s", to_seconds(result.elapsed)},
                     {"seed", setup.seed},
                     {"rounds", setup.rounds},
                     {"round_s", to_seconds(setup.round)},
                     {"warmup_s", to_seconds(setup.warmup)},
                     {"order", result.order},
                     {"environments", setup.environments},
                     {"environment", pairs_json(setup.facts)},
                     {"services", pairs_json(setup.services)},
                     {"interrupted", result.ended_by && result.ended_by->code == Errc::interrupted},
                     {"exit_code", static_cast<int>(result.exit_code)},
                     {"exit_name", name_of(result.exit_code)},
                     {"summary", result.summary},
                     {"disturbances", disturbances},
                     {"units", units},
                     {"points", points}};
    if (!layers.rows.empty())
        document["layers"] = layers_json(layers);
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
