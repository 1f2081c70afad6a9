#include <nlohmann/json.hpp>

#include "reports/writers/plan/plan_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;
using namespace planning;

Json figure_json(const Figure& figure) {
    return {{"value", figure.value},
            {"unit", figure.unit},
            {"origin", name_of(figure.origin)},
            {"source", figure.source}};
}

Json optional_figure(const std::optional<Figure>& figure) {
    return figure ? figure_json(*figure) : Json(nullptr);
}

Json budget_json(const PlannedBudget& planned) {
    const ConnectionBudget& budget = planned.budget;
    return {{"for", planned.name},
            {"pods", budget.request.pods},
            {"pool_size", budget.request.pool.base},
            {"max_overflow", budget.request.pool.overflow},
            {"reserved", budget.request.reserved},
            {"total", budget.total},
            {"max_connections", budget.request.max_connections},
            {"free_share", budget.headroom.free_share},
            {"ratio", budget.headroom.ratio},
            {"pods_that_fit", budget.pods_fit ? Json(*budget.pods_fit) : Json(nullptr)},
            {"advised_max_connections", budget.advised_max_connections},
            {"fits", budget.fits}};
}

Json replicas_json(const Plan& plan) {
    Json moments = Json::array();
    for (const HpaMoment& moment : plan.hpa.moments)
        moments.push_back({{"at_s", moment.at_s},
                           {"rate_per_s", moment.rate_per_s},
                           {"pods", moment.replicas},
                           {"ready", moment.ready},
                           {"wanted", moment.desired},
                           {"breach", moment.breach}});
    return {{"pods", plan.pods},
            {"steady", plan.steady_replicas},
            {"day", plan.day.name},
            {"min_replicas", plan.policy.min_replicas},
            {"max_replicas", plan.policy.max_replicas},
            {"fewest", plan.hpa.fewest},
            {"most", plan.hpa.most},
            {"changes", plan.hpa.changes},
            {"pod_hours", plan.hpa.pod_hours},
            {"at_limit_s", plan.hpa.at_limit_s},
            {"breach_s", plan.hpa.breach_s},
            {"breach_scaling_s", plan.hpa.breach_scaling_s},
            {"longest_breach_s", plan.hpa.longest_breach_s},
            {"arrivals_in_breach", plan.hpa.arrivals_in_breach},
            {"moments", std::move(moments)}};
}

Json bouncer_json(const Plan& plan) {
    const BouncerSettings& settings = plan.bouncer_settings;
    Json found = nullptr;
    if (plan.bouncer)
        found = {{"app_pool_size", settings.app_pool.base},
                 {"app_max_overflow", settings.app_pool.overflow},
                 {"max_client_conn", settings.max_client_conn},
                 {"default_pool_size", settings.default_pool_size},
                 {"reserve_pool_size", settings.reserve_pool_size},
                 {"max_db_connections", settings.max_db_connections},
                 {"ini", plan.bouncer_ini}};
    return {{"needed", plan.bouncer},
            {"reasons", plan.bouncer_reasons},
            {"settings", std::move(found)}};
}

Json redis_json(const RedisMemory& redis) {
    Json kinds = Json::array();
    for (const CacheMemory& memory : redis.kinds)
        kinds.push_back({{"name", memory.kind.name},
                         {"entries", figure_json(memory.kind.entries)},
                         {"bytes_per_entry", figure_json(memory.kind.bytes_per_entry)},
                         {"bytes", memory.bytes}});
    return {{"bytes", redis.bytes},
            {"maxmemory_bytes", redis.maxmemory_bytes},
            {"documented_maxmemory_bytes", redis.documented_maxmemory_bytes},
            {"kinds", std::move(kinds)}};
}

Json storage_json(const StorageGrowth& storage) {
    Json tables = Json::array();
    for (const TableStorage& table : storage.tables)
        tables.push_back({{"name", table.name},
                          {"bytes_per_row", figure_json(table.bytes_per_row)},
                          {"rows_per_s", optional_figure(table.rows_per_s)},
                          {"retention_days", optional_figure(table.retention_days)},
                          {"rows", table.rows},
                          {"bytes_per_day", table.bytes_per_day},
                          {"bytes", table.bytes}});
    return {{"bytes_per_day", storage.bytes_per_day},
            {"bytes", storage.bytes},
            {"compressed_as_claimed_bytes", storage.compressed.bytes},
            {"tables", std::move(tables)}};
}

Json model_json(const Plan& plan) {
    Json rows = Json::array();
    for (const ModelRow& row : plan.model) {
        const bool steady = !row.result.overloaded;
        const auto number = [&](double value) { return steady ? Json(value) : Json(nullptr); };
        rows.push_back({{"pods", row.pods},
                        {"planned", row.planned},
                        {"rate_per_s", row.rate_per_s},
                        {"overloaded", row.result.overloaded},
                        {"p50_ms", number(row.p50_ms)},
                        {"p95_ms", number(row.p95_ms)},
                        {"p95_low_ms", row.p95_low_ms ? Json(*row.p95_low_ms) : Json(nullptr)},
                        {"p95_high_ms", row.p95_high_ms ? Json(*row.p95_high_ms) : Json(nullptr)},
                        {"p99_ms", number(row.p99_ms)},
                        {"mean_pool_wait_ms", number(row.mean_pool_wait_ms)},
                        {"busy_connections", number(row.result.busy_connections)},
                        {"within_limit", row.within_limit}});
    }
    return {{"simulated", plan.model_basis.simulated},
            {"pods", plan.model_basis.pods},
            {"database", plan.model_basis.database},
            {"rows", std::move(rows)}};
}

Json contradictions_json(const std::vector<Contradiction>& contradictions) {
    Json all = Json::array();
    const auto claim = [](const Claim& one) {
        return Json{{"text", one.text}, {"source", one.source}};
    };
    for (const Contradiction& one : contradictions)
        all.push_back({{"id", one.id},
                       {"about", one.what},
                       {"one", claim(one.one)},
                       {"other", claim(one.other)},
                       {"resolution", one.resolution},
                       {"touches", one.touches}});
    return all;
}

}  // namespace

void write_plan_json(const Plan& plan, const PlanView& view, const PlanStamp& stamp,
                     std::ostream& out) {
    Json inputs = Json::array();
    for (const auto& [name, figure] : plan.inputs) {
        Json input = {{"name", name}};
        input.update(figure_json(figure));
        inputs.push_back(std::move(input));
    }
    Json findings = Json::array();
    for (const PlanFinding& finding : plan.findings)
        findings.push_back({{"severity", name_of(finding.severity)},
                            {"code", finding.code},
                            {"text", finding.text}});
    Json budgets = Json::array();
    for (const PlannedBudget& planned : plan.budgets) budgets.push_back(budget_json(planned));
    const Json document = {
        {"schema_version", 1},
        {"tool",
         {{"name", "sark-bench"},
          {"version", stamp.tool_version},
          {"revision", stamp.tool_revision}}},
        {"made_at", stamp.made_at},
        {"title", view.title},
        {"verdict", view.verdict},
        {"fits", plan.fits},
        {"confident", plan.confident},
        {"summary", view.summary},
        {"headlines", view.headlines},
        {"findings", std::move(findings)},
        {"inputs", std::move(inputs)},
        {"replicas", replicas_json(plan)},
        {"connections",
         {{"max_connections", plan.max_connections}, {"budgets", std::move(budgets)}}},
        {"pgbouncer", bouncer_json(plan)},
        {"redis", redis_json(plan.redis)},
        {"storage", storage_json(plan.storage)},
        {"model", model_json(plan)},
        {"contradictions", contradictions_json(plan.contradictions)}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
