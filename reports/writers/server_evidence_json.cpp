#include "reports/writers/server_evidence_json.hpp"

#include <nlohmann/json.hpp>

#include "scenarios/evidence/plan_shape.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;
using namespace scenarios;

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json shape_json(const std::vector<PlanNode>& shape) {
    Json nodes = Json::array();
    for (const PlanNode& node : shape)
        nodes.push_back({{"type", node.type},
                         {"relation", node.relation},
                         {"index", node.index},
                         {"depth", node.depth}});
    return nodes;
}

Json plan_json(const OperationPlan& plan) {
    Json sampled = Json::array();
    for (const SampledPlan& one : plan.under_load)
        sampled.push_back({{"hash", one.hash}, {"shape", one.shape}, {"count", one.count}});
    Json text = Json::parse(plan.json, nullptr, false);
    if (text.is_discarded())
        text = nullptr;
    return {{"load", plan.load},
            {"operation", plan.operation},
            {"absent", plan.why_absent},
            {"hash", plan.hash},
            {"shape", shape_text(plan.shape)},
            {"nodes", shape_json(plan.shape)},
            {"indexes", plan.indexes},
            {"statement", plan.statement},
            {"planning_ms", plan.planning_ms},
            {"execution_ms", plan.execution_ms},
            {"shared_hit", plan.shared_hit},
            {"shared_read", plan.shared_read},
            {"under_load", sampled},
            {"plan", text}};
}

Json statement_json(const StatementUse& one) {
    return {{"id", one.id},
            {"text", one.text},
            {"calls", one.calls},
            {"total_ms", one.total_ms},
            {"max_ms", number(one.max_ms)},
            {"rows", one.rows},
            {"shared_hit", one.shared_hit},
            {"shared_read", one.shared_read},
            {"temp_written", one.temp_written},
            {"wal_bytes", one.wal_bytes}};
}

Json table_json(const TableUse& one) {
    return {{"name", one.name},
            {"live_rows", one.live_rows},
            {"seq_scans", one.seq_scans},
            {"index_scans", one.index_scans},
            {"inserted", one.inserted},
            {"updated", one.updated},
            {"deleted", one.deleted},
            {"heap_hit", one.heap_hit},
            {"heap_read", one.heap_read},
            {"index_hit", one.index_hit},
            {"index_read", one.index_read},
            {"table_growth", number(one.table_growth)},
            {"index_growth", number(one.index_growth)}};
}

Json window_json(const StoreWindow& window) {
    Json counters = Json::object();
    for (const auto& [name, change] : window.postgres) counters[name] = change;
    Json statements = Json::array();
    for (const StatementUse& one : window.statements) statements.push_back(statement_json(one));
    Json tables = Json::array();
    for (const TableUse& one : window.tables) tables.push_back(table_json(one));
    Json indexes = Json::array();
    for (const IndexUse& one : window.indexes)
        indexes.push_back({{"name", one.name},
                           {"table", one.table},
                           {"scans", one.scans},
                           {"bytes", one.bytes},
                           {"required", one.required}});
    Json commands = Json::array();
    for (const CommandUse& one : window.commands)
        commands.push_back({{"name", one.name}, {"calls", one.calls}, {"total_ms", one.total_ms}});
    return {{"phase", window.phase},
            {"begin_s", window.begin_s},
            {"length_s", window.length_s},
            {"postgres", counters},
            {"statements", statements},
            {"statements_beyond", window.statements_beyond},
            {"tables", tables},
            {"indexes", indexes},
            {"commands", commands}};
}

/// Columns instead of rows: there may be a thousand.
Json slices_json(const std::vector<ActivitySlice>& slices) {
    Json columns = {{"at_s", Json::array()},      {"clients", Json::array()},
                    {"active", Json::array()},    {"idle_in_transaction", Json::array()},
                    {"waiting", Json::array()},   {"lock_waits", Json::array()},
                    {"longest_s", Json::array()}, {"autovacuum", Json::array()},
                    {"checkpoint", Json::array()}};
    for (const ActivitySlice& slice : slices) {
        columns["at_s"].push_back(slice.at_s);
        columns["clients"].push_back(slice.clients);
        columns["active"].push_back(slice.active);
        columns["idle_in_transaction"].push_back(slice.idle_in_transaction);
        columns["waiting"].push_back(slice.waiting);
        columns["lock_waits"].push_back(slice.lock_waits);
        columns["longest_s"].push_back(slice.longest_s);
        columns["autovacuum"].push_back(slice.autovacuum);
        columns["checkpoint"].push_back(slice.checkpoint);
    }
    return columns;
}

Json activity_json(const std::optional<Activity>& activity) {
    if (!activity)
        return nullptr;
    Json waits = Json::array();
    for (const WaitShare& one : activity->waits)
        waits.push_back({{"event", one.event}, {"samples", one.samples}});
    return {{"samples", activity->samples},
            {"interval_s", activity->interval_s},
            {"slice_s", activity->slice_s},
            {"max_connections", activity->max_connections},
            {"hidden", activity->hidden},
            {"long_running", activity->long_running},
            {"waits", waits},
            {"slices", slices_json(activity->slices)}};
}

Json pool_json(const std::optional<PoolUse>& pool) {
    if (!pool)
        return nullptr;
    return {{"samples", pool->samples},
            {"mean_in_use", pool->mean_in_use},
            {"most_in_use", pool->most_in_use},
            {"capacity", pool->capacity}};
}

}  // namespace

Json server_evidence_json(const ServerEvidence& evidence) {
    Json plans = Json::array();
    for (const OperationPlan& plan : evidence.plans) plans.push_back(plan_json(plan));
    Json windows = Json::array();
    for (const StoreWindow& window : evidence.windows) windows.push_back(window_json(window));
    Json absent = Json::object();
    for (const auto& [what, why] : evidence.absent) absent[what] = why;
    return {{"collected", evidence.collected},
            {"plans", plans},
            {"windows", windows},
            {"activity", activity_json(evidence.activity)},
            {"pool", pool_json(evidence.pool)},
            {"absent", absent}};
}

}  // namespace sark::reports
