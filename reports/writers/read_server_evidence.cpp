#include "reports/writers/server_evidence_json.hpp"

namespace sark::reports {

namespace {

using namespace scenarios;
using Node = ResultNode;

OperationPlan plan_of(const Node& node) {
    OperationPlan plan;
    plan.load = node["load"].text();
    plan.operation = node["operation"].text();
    plan.why_absent = node["absent"].text();
    plan.hash = node["hash"].text();
    for (const Node& one : node["nodes"].items())
        plan.shape.push_back({one["type"].text(), one["relation"].text(), one["index"].text(),
                              static_cast<unsigned>(one["depth"].count())});
    for (const Node& one : node["indexes"].items()) plan.indexes.push_back(one.text());
    plan.statement = node["statement"].text();
    plan.planning_ms = node["planning_ms"].number();
    plan.execution_ms = node["execution_ms"].number();
    plan.shared_hit = node["shared_hit"].number();
    plan.shared_read = node["shared_read"].number();
    for (const Node& one : node["under_load"].items())
        plan.under_load.push_back({one["hash"].text(), one["shape"].text(), one["count"].count()});
    if (!node["plan"].is_null())
        plan.json = node["plan"].json_text();
    return plan;
}

StatementUse statement_of(const Node& node) {
    StatementUse use;
    use.id = node["id"].text();
    use.text = node["text"].text();
    use.calls = node["calls"].number();
    use.total_ms = node["total_ms"].number();
    use.max_ms = node["max_ms"].maybe_number();
    use.rows = node["rows"].number();
    use.shared_hit = node["shared_hit"].number();
    use.shared_read = node["shared_read"].number();
    use.temp_written = node["temp_written"].number();
    use.wal_bytes = node["wal_bytes"].number();
    return use;
}

TableUse table_of(const Node& node) {
    TableUse use;
    use.name = node["name"].text();
    use.live_rows = node["live_rows"].number();
    use.seq_scans = node["seq_scans"].number();
    use.index_scans = node["index_scans"].number();
    use.inserted = node["inserted"].number();
    use.updated = node["updated"].number();
    use.deleted = node["deleted"].number();
    use.heap_hit = node["heap_hit"].number();
    use.heap_read = node["heap_read"].number();
    use.index_hit = node["index_hit"].number();
    use.index_read = node["index_read"].number();
    use.table_growth = node["table_growth"].maybe_number();
    use.index_growth = node["index_growth"].maybe_number();
    return use;
}

StoreWindow window_of(const Node& node) {
    StoreWindow window;
    window.phase = node["phase"].text();
    window.begin_s = node["begin_s"].number();
    window.length_s = node["length_s"].number();
    for (const auto& [name, change] : node["postgres"].members())
        window.postgres.emplace_back(name, change.number());
    for (const Node& one : node["statements"].items())
        window.statements.push_back(statement_of(one));
    window.statements_beyond = node["statements_beyond"].count();
    for (const Node& one : node["tables"].items()) window.tables.push_back(table_of(one));
    for (const Node& one : node["indexes"].items())
        window.indexes.push_back({one["name"].text(), one["table"].text(), one["scans"].number(),
                                  one["bytes"].number(), one["required"].flag()});
    for (const Node& one : node["commands"].items())
        window.commands.push_back(
            {one["name"].text(), one["calls"].number(), one["total_ms"].number()});
    return window;
}

std::vector<ActivitySlice> slices_of(const Node& columns) {
    std::vector<ActivitySlice> slices;
    for (const Node& one : columns["at_s"].items()) slices.emplace_back().at_s = one.number();
    const auto fill = [&](const char* column, auto set) {
        const std::vector<Node> values = columns[column].items();
        if (values.size() != slices.size())
            return columns[column].fail("must be as long as at_s");
        for (std::size_t i = 0; i < values.size(); ++i) set(slices[i], values[i]);
    };
    const auto small = [](const Node& node) { return static_cast<unsigned>(node.count()); };
    using Slice = ActivitySlice;
    fill("clients", [&](Slice& slice, const Node& node) { slice.clients = small(node); });
    fill("active", [&](Slice& slice, const Node& node) { slice.active = small(node); });
    fill("idle_in_transaction",
         [&](Slice& slice, const Node& node) { slice.idle_in_transaction = small(node); });
    fill("waiting", [&](Slice& slice, const Node& node) { slice.waiting = small(node); });
    fill("lock_waits", [&](Slice& slice, const Node& node) { slice.lock_waits = small(node); });
    fill("longest_s", [](Slice& slice, const Node& node) { slice.longest_s = node.number(); });
    fill("autovacuum", [&](Slice& slice, const Node& node) { slice.autovacuum = small(node); });
    fill("checkpoint", [](Slice& slice, const Node& node) { slice.checkpoint = node.flag(); });
    return slices;
}

std::optional<Activity> activity_of(const Node& node) {
    if (node.is_null())
        return std::nullopt;
    Activity activity;
    activity.samples = node["samples"].count();
    activity.interval_s = node["interval_s"].number();
    activity.slice_s = node["slice_s"].number();
    activity.max_connections = static_cast<unsigned>(node["max_connections"].count());
    activity.hidden = node["hidden"].count();
    activity.long_running = node["long_running"].count();
    for (const Node& one : node["waits"].items())
        activity.waits.push_back({one["event"].text(), one["samples"].count()});
    activity.slices = slices_of(node["slices"]);
    return activity;
}

std::optional<PoolUse> pool_of(const Node& node) {
    if (node.is_null())
        return std::nullopt;
    return PoolUse{node["samples"].count(), node["mean_in_use"].number(),
                   node["most_in_use"].number(), node["capacity"].number()};
}

}  // namespace

ServerEvidence read_server_evidence(const ResultNode& node) {
    ServerEvidence evidence;
    evidence.collected = node["collected"].flag();
    for (const Node& one : node["plans"].items()) evidence.plans.push_back(plan_of(one));
    for (const Node& one : node["windows"].items()) evidence.windows.push_back(window_of(one));
    evidence.activity = activity_of(node["activity"]);
    evidence.pool = pool_of(node["pool"]);
    for (const auto& [what, why] : node["absent"].members())
        evidence.absent.emplace_back(what, why.text());
    return evidence;
}

}  // namespace sark::reports
