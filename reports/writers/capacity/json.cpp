#include <algorithm>

#include <nlohmann/json.hpp>

#include "reports/writers/capacity/capacity_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json texts(const std::vector<std::pair<std::string, std::string>>& pairs) {
    Json object = Json::object();
    for (const auto& [key, value] : pairs) object[key] = value;
    return object;
}

Json sla_of(const ObjectiveSet& sla) {
    Json rows = Json::array();
    for (const Objective& objective : sla.objectives) {
        const bool errors = objective.measure == Objective::Measure::errors;
        rows.push_back({{"name", objective.name},
                        {"operation", objective.row.label.empty() ? "*" : objective.row.label},
                        {"measure", name_of(objective.measure)},
                        {"limit_ms", errors ? Json(nullptr) : Json(objective.limit_ms)},
                        {"share", objective.share}});
    }
    return rows;
}

Json usl_of(const UslFit& fit) {
    const auto parameter = [&](double UslParameters::*member) {
        return fit.law ? Json((*fit.law).*member) : Json(nullptr);
    };
    Json points = Json::array();
    for (const UslPoint& point : fit.points)
        points.push_back({{"concurrency", point.concurrency},
                          {"per_s", point.per_s},
                          {"fitted_per_s", number(point.fitted_per_s)},
                          {"residual_per_s", number(point.residual_per_s)}});
    return {{"over", fit.over},
            {"lambda", parameter(&UslParameters::lambda)},
            {"alpha", parameter(&UslParameters::alpha)},
            {"beta", parameter(&UslParameters::beta)},
            {"rmse", number(fit.rmse)},
            {"relative_rmse", number(fit.relative_rmse)},
            {"accepted", fit.accepted},
            {"reason", fit.reason},
            {"peak_concurrency", number(fit.peak_concurrency)},
            {"peak_per_s", number(fit.peak_per_s)},
            {"points", points}};
}

Json step_of(const CapacityStep& step) {
    const StepFigures& figures = step.figures;
    return {{"kind", step.kind},
            {"rate", number(step.rate)},
            {"concurrency", number(step.concurrency)},
            {"windows", step.windows},
            {"disturbed_windows", step.disturbed},
            {"disturbances", step.disturbances},
            {"measured_s", figures.measured_s},
            {"operations", figures.operations},
            {"achieved_per_s", number(figures.achieved_per_s)},
            {"mean_ms", number(figures.mean_ms)},
            {"p50_ms", number(figures.p50_ms)},
            {"p95_ms", number(figures.p95_ms)},
            {"p99_ms", number(figures.p99_ms)},
            {"error_ratio", number(step.error_ratio)},
            {"within_ratio", step.within ? Json(step.within->ratio) : Json(nullptr)},
            {"within_low", step.within ? Json(step.within->low) : Json(nullptr)},
            {"within_high", step.within ? Json(step.within->high) : Json(nullptr)},
            {"objective", step.objective},
            {"cpu_target_cores", number(figures.target_cores)},
            {"cpu_generator_cores", figures.generator_cores},
            {"fell_behind", step.fell_behind},
            {"verdict", name_of(step.verdict)},
            {"reason", step.reason}};
}

Json operations_of(const CapacityResult& result) {
    Json operations = Json::array();
    for (const CapacityOperation& one : result.operations)
        operations.push_back(
            {{"name", one.name},
             {"load", one.load},
             {"driver", one.driver},
             {"share", one.share},
             {"service_time", workloads::encode_v2(one.service)},
             {"alone_service_time",
              one.alone ? Json(workloads::encode_v2(*one.alone)) : Json(nullptr)}});
    return operations;
}

Json paced_of(const CapacityResult& result) {
    Json paced = Json::array();
    for (const PacedLatency& one : result.paced)
        paced.push_back({{"rate", one.rate},
                         {"windows", one.windows},
                         {"p95_low_ms", one.p95_low_ms},
                         {"p95_high_ms", one.p95_high_ms},
                         {"response_time", workloads::encode_v2(one.answers)}});
    return paced;
}

Json limit_json(const std::optional<CapacityLimit>& limit) {
    if (!limit)
        return nullptr;
    return {{"resource", name_of(limit->resource)},
            {"objective", limit->objective},
            {"rate", limit->rate},
            {"text", limit->text}};
}

Json machine_of(const scenarios::Environment& environment) {
    Json settings = Json::object();
    for (const SettingSource& one : environment.settings) settings[one.setting] = one.value;
    return {{"cpus", environment.cpus},
            {"shares_host", environment.shares_host},
            {"facts", texts(environment.facts)},
            {"services", texts(environment.services)},
            {"settings", settings}};
}

}  // namespace

void write_capacity_json(const CapacityResult& result, std::ostream& out) {
    const CapacitySetup& setup = result.setup;
    Json steps = Json::array();
    for (const CapacityStep& step : result.steps) steps.push_back(step_of(step));
    Json fits = Json::array();
    for (const UslFit& fit : result.usl_fits) fits.push_back(usl_of(fit));
    const Json document = {{"schema_version", 1},
                           {"tool",
                            {{"name", "sark-bench"},
                             {"version", setup.tool_version},
                             {"revision", setup.tool_revision}}},
                           {"scenario", setup.scenario},
                           {"started_at", setup.started_at},
                           {"elapsed_s", to_seconds(result.elapsed)},
                           {"seed", setup.seed},
                           {"outcome", name_of(result.outcome)},
                           {"exit_code", static_cast<int>(result.exit_code)},
                           {"summary", result.summary},
                           {"sla", sla_of(setup.sla)},
                           {"left_out", setup.sla.left_out},
                           {"holds_per_s", number(result.holds_per_s)},
                           {"breaks_per_s", number(result.breaks_per_s)},
                           {"confirmed", result.confirmed},
                           {"scenario_per_s", setup.asked_per_s},
                           {"headroom_ratio", number(result.headroom_ratio)},
                           {"limit", limit_json(result.limit)},
                           {"bound",
                            {{"error", setup.plan.rule.error},
                             {"looks", setup.plan.rule.looks},
                             {"window_s", to_seconds(setup.timing.window)},
                             {"warmup_s", to_seconds(setup.timing.warmup)},
                             {"confirm_s", to_seconds(setup.confirm_window)},
                             {"resolution", setup.plan.resolution}}},
                           {"usl", usl_of(result.usl_fits.at(result.usl))},
                           {"usl_fits", fits},
                           {"knee_per_s", number(result.knee_per_s)},
                           {"steps", steps},
                           {"operations", operations_of(result)},
                           {"paced", paced_of(result)},
                           {"random_arrivals", setup.random_arrivals},
                           {"connections", setup.connections},
                           {"threads", setup.threads},
                           {"machine", machine_of(setup.environment)}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
