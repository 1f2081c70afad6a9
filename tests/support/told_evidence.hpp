#pragma once

#include <string>

#include "scenarios/evidence/server_evidence.hpp"

namespace sark::test {

/// Evidence of a run in which the stores told everything, and one thing was not to be had. The one
/// plan is of `operation` of `load`.
inline scenarios::ServerEvidence told_evidence(const std::string& load,
                                               const std::string& operation) {
    scenarios::ServerEvidence evidence;
    evidence.collected = true;

    scenarios::OperationPlan plan;
    plan.load = load;
    plan.operation = operation;
    plan.hash = "0123456789abcdef";
    plan.shape = {{"Limit", "", "", 0}, {"Index Scan", "sark_app.users", "users_pkey", 1}};
    plan.indexes = {"users_pkey"};
    plan.statement = "7";
    plan.planning_ms = 0.25;
    plan.execution_ms = 0.5;
    plan.shared_hit = 3;
    plan.json = R"([{"Plan": {"Node Type": "Limit"}}])";
    plan.under_load = {{"0123456789abcdef", "Limit > Index Scan", 5}};
    evidence.plans = {plan};

    scenarios::StatementUse statement;
    statement.id = "7";
    statement.text = "SELECT slow";
    statement.calls = 200;
    statement.total_ms = 30'000;
    statement.rows = 200;
    statement.shared_hit = 600;
    statement.max_ms = 400;
    scenarios::TableUse table;
    table.name = "sark_app.users";
    table.live_rows = 5'000;
    table.index_scans = 700;
    table.seq_scans = 300;
    table.heap_hit = 150;
    table.heap_read = 50;
    table.table_growth = 16'384;
    scenarios::StoreWindow window;
    window.length_s = 10.0;
    window.postgres = {{"xact_commit", 12'000}, {"blks_hit", 990}, {"blks_read", 10}};
    window.statements = {statement};
    window.tables = {table};
    window.indexes = {{"users_pkey", "sark_app.users", 0, 8'192, true},
                      {"idx_a", "sark_app.users", 0, 8'192, false},
                      {"idx_b", "sark_app.users", 9, 8'192, false}};
    window.commands = {{"get", 100, 0.5}};
    scenarios::StoreWindow phase = window;
    phase.phase = "steady";
    phase.statements[0].max_ms.reset();
    evidence.windows = {window, phase};

    scenarios::Activity activity;
    activity.samples = 40;
    activity.interval_s = 0.25;
    activity.slice_s = 0.25;
    activity.max_connections = 100;
    activity.slices.resize(3);
    activity.slices[1].at_s = 0.25;
    activity.slices[1].clients = 85;
    activity.slices[1].active = 4;
    activity.slices[1].longest_s = 0.7;
    activity.slices[1].checkpoint = true;
    activity.slices[2].at_s = 0.5;
    activity.slices[2].lock_waits = 1;
    activity.long_running = 2;
    activity.waits = {{"CPU", 90}, {"IO: WALSync", 10}};
    evidence.activity = activity;
    evidence.pool = scenarios::PoolUse{20, 15.0, 30.0, 30.0};
    evidence.absent = {{"plans under load", "only a managed server is made to log its plans"}};
    return evidence;
}

}  // namespace sark::test
