#include "reports/history/recorded_run.hpp"

#include <algorithm>

namespace sark::reports {

namespace {

/// The run without its histograms.
scenarios::RunResult setting_of(const scenarios::RunResult& run) {
    scenarios::RunResult setting;
    setting.id = run.id;
    setting.tool_version = run.tool_version;
    setting.tool_revision = run.tool_revision;
    setting.scenario = run.scenario;
    setting.status = run.status;
    setting.status_reason = run.status_reason;
    setting.environment = run.environment;
    setting.engine.started_at = run.engine.started_at;
    setting.engine.measured = run.engine.measured;
    for (const scenarios::OperationPlan& plan : run.server.plans) {
        scenarios::OperationPlan& kept = setting.server.plans.emplace_back();
        kept.load = plan.load;
        kept.operation = plan.operation;
        kept.hash = plan.hash;
        kept.shape = plan.shape;
    }
    for (const workloads::LoadTally& load : run.engine.loads) {
        workloads::LoadTally& kept = setting.engine.loads.emplace_back();
        kept.name = load.name;
        kept.planned = load.planned;
    }
    return setting;
}

std::vector<std::string> operations_of(const scenarios::RunResult& run) {
    std::vector<std::string> names;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& operation : load.operations)
            if (std::ranges::find(names, operation.name) == names.end())
                names.push_back(operation.name);
    return names;
}

RecordedRun::Operation figures_of(const scenarios::RunResult& run, const std::string& operation) {
    ArmTotals totals;
    totals.add(run, operation);
    return {operation, totals.figures()};
}

}  // namespace

RecordedRun record_of(const Report& report, std::string path) {
    const scenarios::RunResult& run = report.run;
    RecordedRun record;
    record.path = std::move(path);
    record.setting = setting_of(run);
    record.validity = report.validity;
    record.operations.push_back(figures_of(run, ""));
    if (const auto names = operations_of(run); names.size() > 1)
        for (const std::string& name : names) record.operations.push_back(figures_of(run, name));
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& operation : load.operations) {
            record.requests += eligible_of(operation);
            record.failed += failures_of(operation);
        }
    constexpr std::string_view prefix = scenarios::Evidence::table_bytes_prefix;
    for (const auto& [name, value] : run.evidence.postgres)
        if (name.starts_with(prefix))
            record.table_bytes.emplace_back(name.substr(prefix.size()), value);
    return record;
}

std::string database_of(const scenarios::RunResult& run) {
    const auto& services = run.environment.services;
    const auto postgres =
        std::ranges::find(services, "postgresql", &std::pair<std::string, std::string>::first);
    if (postgres == services.end())
        return {};
    const std::size_t comma = postgres->second.find(", ");
    if (comma == std::string::npos)
        return {};
    std::string where = postgres->second.substr(comma + 2);
    return where.starts_with("managed") ? std::string() : where;
}

}  // namespace sark::reports
