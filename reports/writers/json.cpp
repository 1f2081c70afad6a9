#include <cmath>

#include <nlohmann/json.hpp>

#include "reports/names.hpp"
#include "reports/views/run_view.hpp"
#include "reports/writers/failure_causes_json.hpp"
#include "reports/writers/meanwhile_json.hpp"
#include "reports/writers/server_evidence_json.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json interval(const std::optional<Interval95>& ci) {
    return ci ? Json::array({number(ci->low), number(ci->high)}) : Json(nullptr);
}

Json latency(const LatencyView& view) {
    return {{"samples", view.samples},
            {"min", number(view.min)},
            {"mean", number(view.mean)},
            {"p50", number(view.p50.ms)},
            {"p90", number(view.p90.ms)},
            {"p95", number(view.p95.ms)},
            {"p99", number(view.p99.ms)},
            {"p99_9", number(view.p99_9.ms)},
            {"max", number(view.max)},
            {"ci95",
             {{"p50", interval(view.p50.ci95)},
              {"p95", interval(view.p95.ci95)},
              {"p99", interval(view.p99.ci95)}}},
            {"inflation",
             {{"p50", number(view.p50.inflation)},
              {"p95", number(view.p95.inflation)},
              {"p99", number(view.p99.inflation)}}}};
}

template <class Value>
Json object_of(const std::vector<std::pair<std::string, Value>>& pairs) {
    Json object = Json::object();
    for (const auto& [key, value] : pairs) object[key] = value;
    return object;
}

Json breach_of(const scenarios::RunResult& run) {
    if (!run.breach)
        return nullptr;
    return {{"threshold", run.breach->threshold},   {"at_s", to_seconds(run.breach->at)},
            {"actual", number(run.breach->actual)}, {"samples", run.breach->samples},
            {"failed", run.breach->failed},         {"reason", run.breach->reason}};
}

Json run_of(const Report& report, const ReportView& view) {
    const scenarios::RunResult& run = report.run;
    return {{"id", run.id},
            {"scenario", run.scenario.name},
            {"seed", run.scenario.seed},
            {"started_at", view.started_at},
            {"measured_s", view.measured_s},
            {"interval_s", to_seconds(run.engine.interval)},
            {"status", name_of(run.status)},
            {"status_reason", run.status_reason},
            {"stopped_early", run.engine.stopped_early},
            {"breach", breach_of(run)}};
}

Json validity_of(const Validity& validity) {
    Json reasons = Json::array();
    for (const ValidityReason& reason : validity.reasons)
        reasons.push_back({{"code", reason.code},
                           {"severity", name_of(reason.severity)},
                           {"message", reason.message}});
    return {{"verdict", name_of(validity.verdict)}, {"reasons", reasons}};
}

Json environment_of(const scenarios::RunResult& run) {
    const scenarios::Environment& environment = run.environment;
    Json settings = Json::array();
    for (const SettingSource& one : environment.settings)
        settings.push_back(
            {{"setting", one.setting}, {"value", one.value}, {"source", one.source}});
    return {{"facts", object_of(environment.facts)},
            {"cpus", environment.cpus},
            {"load_1m", number(environment.load_1m)},
            {"managed", environment.managed},
            {"shares_host", environment.shares_host},
            {"services", object_of(environment.services)},
            {"settings", settings},
            {"cpu_cores",
             {{"generator", run.cpu.generator},
              {"services", run.cpu.services},
              {"others", number(run.cpu.others)},
              {"steal", run.cpu.steal},
              {"throttled", number(run.cpu.throttled)}}}};
}

Json load_of(const LoadView& view) {
    return {{"executor", view.executor},
            {"offered_rate", view.offered_rate},
            {"achieved_rate", view.achieved_rate},
            {"planned", view.planned},
            {"started", view.started},
            {"completed", view.completed},
            {"overdue", view.overdue},
            {"abandoned", view.abandoned},
            {"dropped", view.dropped}};
}

Json concurrency_of(const workloads::LoadTally& tally, const LoadView& view) {
    return {{"in_flight_mean", number(view.in_flight_mean)},
            {"rate_times_service", number(view.rate_times_service)},
            {"tolerance", number(view.concurrency_tolerance)},
            {"in_flight_s", tally.in_flight_seconds},
            {"service_s", tally.service_seconds},
            {"edge_s", tally.edge_seconds}};
}

Json steady_of(const SteadyView& view) {
    return {{"verdict", view.verdict},
            {"sentence", view.sentence},
            {"begin_s", number(view.begin_s)},
            {"end_s", number(view.end_s)},
            {"ok_per_s", number(view.ok_per_s)},
            {"p50_ms", number(view.p50_ms)},
            {"p95_ms", number(view.p95_ms)},
            {"p99_ms", number(view.p99_ms)},
            {"moving", view.moving.empty() ? Json(nullptr) : Json(view.moving)},
            {"growth_per_minute", number(view.growth_per_minute)}};
}

Json loads_of(const scenarios::RunResult& run, const ReportView& view) {
    Json loads = Json::array();
    for (std::size_t i = 0; i < view.loads.size(); ++i) {
        const workloads::LoadTally& tally = run.engine.loads[i];
        Json load = {{"name", tally.name}};
        load.update(load_of(view.loads[i]));
        load["driver"] = view.loads[i].driver;
        load["measured_s"] = to_seconds(tally.measured);
        load["warmup_completed"] = tally.warmup_completed;
        load["completions_per_connection"] = tally.completions_per_connection;
        load["unanswered_per_connection"] = tally.unanswered_per_connection;
        load["starving_connections"] = view.loads[i].connections.starving;
        load["outstanding_at_end"] = tally.outstanding_at_end;
        load["backlog_at_begin"] = tally.backlog_at_begin;
        load["concurrency"] = concurrency_of(tally, view.loads[i]);
        load["steady_state"] = steady_of(view.loads[i].steady);
        loads.push_back(load);
    }
    return loads;
}

/// What the payload of a histogram does not carry.
Json exact_of(const workloads::Histogram& histogram) {
    const auto exact = histogram.exact();
    if (!exact)
        return nullptr;
    return {{"min_ns", exact->min.count()},
            {"max_ns", exact->max.count()},
            {"sum_ns", exact->sum_ns},
            {"clamped", exact->clamped}};
}

Json generator_of(const scenarios::RunResult& run, const GeneratorView& view) {
    const workloads::GeneratorTally& tally = run.engine.generator;
    const workloads::Calibration& calibration = run.calibration;
    return {{"workers", view.workers},
            {"wake_lag_ms", latency(view.wake_lag)},
            {"turn_ms", latency(view.turn)},
            {"stalled_s", view.stalled_s},
            {"stalled_share", number(view.stalled_share)},
            {"cpu_s", view.cpu_s},
            {"cpu_share", number(view.cpu_share)},
            {"host_lag_ms", latency(view.host_lag)},
            {"host_stalled_s", to_seconds(tally.host_stalled)},
            {"host_stalled_share", number(view.host_stalled_share)},
            {"calibration",
             {{"wait_lateness_ms", latency(view.wait_lateness)},
              {"clock_cost_ns", calibration.clock_cost.count()}}},
            {"histogram",
             {{"wake_lag", workloads::encode_v2(tally.wake_lag)},
              {"turn", workloads::encode_v2(tally.turn)},
              {"host_lag", workloads::encode_v2(tally.host_lag)},
              {"wait_lateness", workloads::encode_v2(calibration.wait_lateness)}}},
            {"exact",
             {{"wake_lag", exact_of(tally.wake_lag)},
              {"turn", exact_of(tally.turn)},
              {"host_lag", exact_of(tally.host_lag)},
              {"wait_lateness", exact_of(calibration.wait_lateness)}}}};
}

Json server_time_of(const workloads::Histogram& histogram, const LatencyView& view) {
    return {{"ms", latency(view)},
            {"histogram", workloads::encode_v2(histogram)},
            {"exact", exact_of(histogram)}};
}

/// What answers told of the server; nothing is written of what none told.
void add_told(const workloads::OperationTally& tally, const OperationView& view, Json& operation) {
    if (!view.told)
        return;
    if (tally.server)
        operation["server_time"] = server_time_of(*tally.server, view.told->server);
    if (view.told->hit_share)
        operation["cache"] = {{"hits", tally.cache_hits},
                              {"misses", tally.cache_misses},
                              {"hit_share", number(view.told->hit_share)}};
}

Json batches_of(const workloads::OperationTally& tally) {
    Json parts = Json::array();
    for (const workloads::BatchTally& part : tally.batches) {
        const auto mean_ns = part.response.mean_ns();
        parts.push_back({{"failed", part.failed},
                         {"mean_ms", mean_ns ? Json(*mean_ns / 1e6) : Json(nullptr)},
                         {"histogram", workloads::encode_v2(part.response)}});
    }
    return {{"length_s", to_seconds(tally.batch)}, {"parts", parts}};
}

Json operation_of(const workloads::OperationTally& tally, const OperationView& view) {
    Json outcomes = Json::object();
    for (std::size_t code = 0; code < workloads::outcome_count; ++code)
        outcomes[std::string(workloads::outcome_names[code])] = view.outcomes[code];
    Json operation = {{"name", view.name},
                      {"load", view.load},
                      {"driver", view.driver},
                      {"count", view.count},
                      {"failed", view.failed},
                      {"outcomes", outcomes},
                      {"abandoned", view.abandoned},
                      {"error_ratio", number(view.error_ratio)},
                      {"error_ci95", interval(view.error_ci95)},
                      {"bytes_sent", view.bytes_sent},
                      {"bytes_received", view.bytes_received},
                      {"response_ms", latency(view.response)},
                      {"service_ms", latency(view.service)},
                      {"histogram",
                       {{"response", workloads::encode_v2(tally.response_ok)},
                        {"response_failed", workloads::encode_v2(tally.response_failed)},
                        {"service", workloads::encode_v2(tally.service)}}},
                      {"exact",
                       {{"response", exact_of(tally.response_ok)},
                        {"response_failed", exact_of(tally.response_failed)},
                        {"service", exact_of(tally.service)}}},
                      {"batches", batches_of(tally)}};
    if (const Json causes = failure_causes_json(tally); !causes.is_null())
        operation["failure_causes"] = causes;
    add_told(tally, view, operation);
    return operation;
}

Json operations_of(const scenarios::RunResult& run, const ReportView& view) {
    Json operations = Json::array();
    std::size_t at = 0;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& tally : load.operations)
            operations.push_back(operation_of(tally, view.operations[at++]));
    return operations;
}

/// Operations of a phase in the order of its view: load by load, operation by operation.
Json phases_of(const scenarios::RunResult& run, const ReportView& view) {
    Json phases = Json::array();
    for (const PhaseView& phase : view.phases) {
        Json operations = Json::array();
        for (const workloads::LoadTally& load : run.engine.loads)
            for (const workloads::PhaseTally& tally : load.phases) {
                if (tally.phase != phase.name)
                    continue;
                const PhaseOperationView& one = phase.operations[operations.size()];
                operations.push_back({{"name", one.name},
                                      {"load", one.load},
                                      {"offered_per_s", number(one.offered_per_s)},
                                      {"achieved_per_s", number(one.achieved_per_s)},
                                      {"ok", tally.ok},
                                      {"failed", tally.failed},
                                      {"abandoned", tally.abandoned},
                                      {"ended", tally.ended},
                                      {"response_ms", latency(one.response)},
                                      {"histogram", workloads::encode_v2(tally.response)},
                                      {"exact", exact_of(tally.response)}});
                if (tally.server && one.server)
                    operations.back()["server_time"] = server_time_of(*tally.server, *one.server);
            }
        phases.push_back({{"name", phase.name},
                          {"start_s", phase.start_s},
                          {"length_s", phase.length_s},
                          {"operations", operations}});
    }
    return phases;
}

Json timeseries_of(const scenarios::RunResult& run, const ReportView& view) {
    Json series = Json::array();
    std::size_t at = 0;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::IntervalTally& tally : load.intervals) {
            const IntervalView& one = view.timeseries[at++];
            series.push_back({{"load", one.load},
                              {"start_s", one.start_s},
                              {"length_s", one.length_s},
                              {"ok", one.ok},
                              {"failed", one.failed},
                              {"ok_per_s", number(one.ok_per_s)},
                              {"p50_ms", number(one.p50)},
                              {"p95_ms", number(one.p95)},
                              {"p99_ms", number(one.p99)},
                              {"max_ms", number(one.max)},
                              {"histogram", workloads::encode_v2(tally.response)},
                              {"exact", exact_of(tally.response)}});
        }
    return series;
}

Json judgement_of(const Judgement& row) {
    return {{"id", row.id},
            {"profile", row.profile},
            {"title", row.title},
            {"operation", row.operation},
            {"metric", row.metric},
            {"statistic", row.statistic},
            {"comparison", row.comparison},
            {"target", number(row.target)},
            {"critical", number(row.critical)},
            {"critical_statistic", row.critical_statistic},
            {"critical_actual", number(row.critical_actual)},
            {"unit", row.unit},
            {"actual", number(row.actual)},
            {"ci95", interval(row.ci95)},
            {"samples", row.samples},
            {"failed", row.failed},
            {"verdict", name_of(row.verdict)},
            {"decides", row.decides},
            {"reason", row.reason},
            {"source", row.source},
            {"measured_at", row.measured_at},
            {"ended_run_at_s", number(row.ended_run_at_s)}};
}

/// The document as a value, so that readers need not parse JSON inside JSON.
Json scenario_of(const scenarios::Scenario& scenario) {
    Json document = Json::parse(scenario.document, nullptr, false);
    return document.is_discarded() ? Json(scenario.document) : document;
}

}  // namespace

void write_json(const Report& report, std::ostream& out) {
    const ReportView view = view_of(report);
    const scenarios::RunResult& run = report.run;
    Json judgements = Json::array();
    for (const Judgement& row : report.judgements) judgements.push_back(judgement_of(row));
    Json document = {
        {"schema_version", scenarios::RunResult::schema_version},
        {"tool",
         {{"name", "sark-bench"}, {"version", run.tool_version}, {"revision", run.tool_revision}}},
        {"run", run_of(report, view)},
        {"verdict",
         {{"outcome", name_of(report.verdict.outcome)},
          {"exit_code", static_cast<int>(report.verdict.exit_code)},
          {"exit_name", name_of(report.verdict.exit_code)},
          {"summary", report.verdict.summary}}},
        {"validity", validity_of(report.validity)},
        {"load", load_of(view.total)},
        {"loads", loads_of(run, view)},
        {"operations", operations_of(run, view)},
        {"phases", phases_of(run, view)},
        {"judgements", judgements},
        {"generator", generator_of(run, view.generator)},
        {"environment", environment_of(run)},
        {"evidence",
         {{"postgres", object_of(run.evidence.postgres)},
          {"redis", object_of(run.evidence.redis)},
          {"core", object_of(run.evidence.core)},
          {"server", server_evidence_json(run.server)}}},
        {"timeseries", timeseries_of(run, view)},
        {"scenario", scenario_of(run.scenario)}};
    // What most runs do not have is left out.
    if (!run.evidence.replica.empty())
        document["evidence"]["replica"] = object_of(run.evidence.replica);
    if (!run.happenings.empty())
        document["meanwhile"] = meanwhile_json(run);
    // Names may hold any bytes; what is not UTF-8 becomes U+FFFD rather than an exception.
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
