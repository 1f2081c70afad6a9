#include <algorithm>
#include <cmath>
#include <variant>

#include <nlohmann/json.hpp>

#include "reports/names.hpp"
#include "reports/views/meanwhile_view.hpp"
#include "reports/writers/failure_causes_json.hpp"
#include "reports/writers/result_node.hpp"
#include "reports/writers/server_evidence_json.hpp"
#include "reports/writers/writer.hpp"
#include "scenarios/language/parser.hpp"

namespace sark::reports {
namespace {

using Json = nlohmann::ordered_json;
using Node = ResultNode;

/// Puts back what the histogram's payload does not carry.
void restore_exact(workloads::Histogram& histogram, const Node& node) {
    if (histogram.count() == 0)
        return;
    const auto nanos = [&](const char* key) {
        const std::uint64_t value = node[key].count();
        if (value > static_cast<std::uint64_t>(INT64_MAX))
            node[key].fail("is out of range");
        return Nanos(static_cast<std::int64_t>(value));
    };
    const workloads::Histogram::Exact exact{nanos("min_ns"), nanos("max_ns"),
                                            node["sum_ns"].count(), node["clamped"].count()};
    if (exact.min > exact.max || exact.clamped > histogram.count())
        node.fail("does not fit its histogram");
    histogram.restore(exact);
}

workloads::BatchTally batch_of(const Node& node) {
    workloads::BatchTally batch;
    batch.failed = node["failed"].count();
    batch.response = node["histogram"].histogram(workloads::BatchTally::layout);
    const double samples = static_cast<double>(batch.response.count());
    const auto mean_ms = node["mean_ms"].maybe_number();
    const auto sum = static_cast<std::uint64_t>(std::llround(mean_ms.value_or(0) * 1e6 * samples));
    if (mean_ms && samples > 0)
        batch.response.restore({*batch.response.min(), *batch.response.max(), sum, 0});
    return batch;
}

/// Absent where no answer told it, and in results of programs that did not ask.
std::optional<workloads::Histogram> server_time_of(const Node& owner,
                                                   const workloads::Histogram::Layout& layout) {
    if (!owner.has("server_time"))
        return std::nullopt;
    const Node node = owner["server_time"];
    workloads::Histogram histogram = node["histogram"].histogram(layout);
    restore_exact(histogram, node["exact"]);
    return histogram;
}

workloads::OperationTally operation_of(const Node& node) {
    const workloads::Histogram::Layout layout;
    workloads::OperationTally tally;
    tally.name = node["name"].text();
    tally.load = node["load"].text();
    tally.driver = node["driver"].text();
    const Node outcomes = node["outcomes"];
    for (std::size_t code = 0; code < workloads::outcome_count; ++code) {
        const std::string name(workloads::outcome_names[code]);
        const bool is_younger =
            code == static_cast<std::size_t>(workloads::OutcomeCode::failed_closed);
        if (!is_younger || outcomes.has(name))
            tally.outcomes[code] = outcomes[name].count();
    }
    tally.causes = read_failure_causes(node, tally);
    tally.abandoned = node["abandoned"].count();
    tally.bytes_sent = node["bytes_sent"].count();
    tally.bytes_received = node["bytes_received"].count();
    const Node histograms = node["histogram"];
    tally.response_ok = histograms["response"].histogram(layout);
    tally.response_failed = histograms["response_failed"].histogram(layout);
    tally.service = histograms["service"].histogram(layout);
    const Node exact = node["exact"];
    restore_exact(tally.response_ok, exact["response"]);
    restore_exact(tally.response_failed, exact["response_failed"]);
    restore_exact(tally.service, exact["service"]);
    tally.server = server_time_of(node, layout);
    if (node.has("cache")) {
        tally.cache_hits = node["cache"]["hits"].count();
        tally.cache_misses = node["cache"]["misses"].count();
    }
    const Node batches = node["batches"];
    tally.batch = batches["length_s"].seconds();
    for (const Node& one : batches["parts"].items()) tally.batches.push_back(batch_of(one));
    return tally;
}

workloads::IntervalTally interval_of(const Node& node) {
    workloads::IntervalTally tally;
    tally.ok = node["ok"].count();
    tally.failed = node["failed"].count();
    tally.response = node["histogram"].histogram(workloads::IntervalTally::layout);
    restore_exact(tally.response, node["exact"]);
    return tally;
}

workloads::LoadTally load_of(const Node& node) {
    workloads::LoadTally tally;
    tally.name = node["name"].text();
    tally.planned = node["planned"].count();
    tally.started = node["started"].count();
    tally.completed = node["completed"].count();
    tally.overdue = node["overdue"].count();
    tally.abandoned = node["abandoned"].count();
    tally.dropped = node["dropped"].count();
    tally.warmup_completed = node["warmup_completed"].count();
    tally.offered_rate = node["offered_rate"].number();
    tally.achieved_rate = node["achieved_rate"].number();
    tally.measured = node["measured_s"].seconds();
    for (const Node& one : node["completions_per_connection"].items())
        tally.completions_per_connection.push_back(one.count());
    for (const Node& one : node["unanswered_per_connection"].items())
        tally.unanswered_per_connection.push_back(one.count());
    tally.outstanding_at_end = node["outstanding_at_end"].count();
    tally.backlog_at_begin = node["backlog_at_begin"].count();
    const Node concurrency = node["concurrency"];
    tally.in_flight_seconds = concurrency["in_flight_s"].number();
    tally.service_seconds = concurrency["service_s"].number();
    tally.edge_seconds = concurrency["edge_s"].number();
    return tally;
}

std::vector<workloads::LoadTally> loads_of(const Node& root) {
    std::vector<workloads::LoadTally> loads;
    for (const Node& node : root["loads"].items()) loads.push_back(load_of(node));
    const auto place = [&](const Node& node, auto add) {
        const std::string name = node["load"].text();
        for (workloads::LoadTally& load : loads)
            if (load.name == name)
                return add(load);
        node["load"].fail("names no load of this run");
    };
    for (const Node& node : root["operations"].items())
        place(node, [&](auto& load) { load.operations.push_back(operation_of(node)); });
    for (const Node& node : root["timeseries"].items())
        place(node, [&](auto& load) { load.intervals.push_back(interval_of(node)); });
    return loads;
}

/// Adds the phases' tallies to the loads; returns when each phase was.
std::vector<workloads::PhaseWindow> phases_of(const Node& root,
                                              std::vector<workloads::LoadTally>& loads) {
    std::vector<workloads::PhaseWindow> windows;
    for (const Node& phase : root["phases"].items()) {
        windows.push_back(
            {phase["name"].text(), phase["start_s"].seconds(), phase["length_s"].seconds()});
        for (const Node& node : phase["operations"].items()) {
            workloads::PhaseTally tally;
            tally.phase = windows.back().name;
            tally.operation = node["name"].text();
            tally.ok = node["ok"].count();
            tally.failed = node["failed"].count();
            tally.abandoned = node["abandoned"].count();
            tally.ended = node["ended"].count();
            tally.response = node["histogram"].histogram(workloads::PhaseTally::layout);
            restore_exact(tally.response, node["exact"]);
            tally.server = server_time_of(node, workloads::PhaseTally::layout);
            const auto load =
                std::ranges::find(loads, node["load"].text(), &workloads::LoadTally::name);
            if (load == loads.end())
                node["load"].fail("names no load of this run");
            else
                load->phases.push_back(std::move(tally));
        }
    }
    return windows;
}

std::optional<scenarios::ThresholdBreach> breach_of(const Node& node) {
    if (node.is_null())
        return std::nullopt;
    scenarios::ThresholdBreach breach;
    breach.threshold = node["threshold"].count();
    breach.at = node["at_s"].seconds();
    breach.actual = node["actual"].maybe_number();
    breach.samples = node["samples"].count();
    breach.failed = node["failed"].count();
    breach.reason = node["reason"].text();
    return breach;
}

workloads::GeneratorTally generator_of(const Node& node) {
    workloads::GeneratorTally tally;
    tally.workers = static_cast<unsigned>(node["workers"].count());
    tally.stalled = node["stalled_s"].seconds();
    tally.cpu = node["cpu_s"].seconds();
    const Node histograms = node["histogram"];
    tally.wake_lag = histograms["wake_lag"].histogram({});
    tally.turn = histograms["turn"].histogram({});
    const Node exact = node["exact"];
    restore_exact(tally.wake_lag, exact["wake_lag"]);
    restore_exact(tally.turn, exact["turn"]);
    tally.host_lag = histograms["host_lag"].histogram(workloads::GeneratorTally::lateness_layout);
    tally.host_stalled = node["host_stalled_s"].seconds();
    restore_exact(tally.host_lag, exact["host_lag"]);
    return tally;
}

workloads::Calibration calibration_of(const Node& generator) {
    workloads::Calibration calibration;
    const Node node = generator["calibration"];
    calibration.wait_lateness =
        generator["histogram"]["wait_lateness"].histogram(workloads::Calibration::lateness_layout);
    calibration.clock_cost = Nanos(std::llround(node["clock_cost_ns"].number()));
    restore_exact(calibration.wait_lateness, generator["exact"]["wait_lateness"]);
    return calibration;
}

std::vector<std::pair<std::string, std::string>> texts_of(const Node& node) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [key, value] : node.members()) pairs.emplace_back(key, value.text());
    return pairs;
}

using Figures = std::vector<std::pair<std::string, double>>;

Figures numbers_of(const Node& node) {
    Figures pairs;
    for (const auto& [key, value] : node.members())
        if (!value.is_null())
            pairs.emplace_back(key, value.number());
    return pairs;
}

scenarios::Environment environment_of(const Node& node) {
    scenarios::Environment environment;
    environment.facts = texts_of(node["facts"]);
    environment.cpus = static_cast<unsigned>(node["cpus"].count());
    environment.load_1m = node["load_1m"].maybe_number().value_or(0.0);
    environment.managed = node["managed"].flag();
    environment.shares_host = node["shares_host"].flag();
    environment.services = texts_of(node["services"]);
    for (const Node& one : node["settings"].items())
        environment.settings.push_back(
            {one["setting"].text(), one["value"].text(), one["source"].text()});
    return environment;
}

scenarios::RunStatus status_of(const Node& node) {
    using scenarios::RunStatus;
    const std::string word = node.text();
    for (const RunStatus status :
         {RunStatus::completed, RunStatus::interrupted, RunStatus::aborted})
        if (word == name_of(status))
            return status;
    node.fail("must be completed, interrupted or aborted");
    return RunStatus::aborted;
}

scenarios::Scenario scenario_of(const Node& node, const std::string& source_name) {
    auto parsed =
        scenarios::parse_scenario(node.json_text(), source_name, {}, scenarios::Traces::leave);
    if (auto* scenario = std::get_if<scenarios::Scenario>(&parsed))
        return std::move(*scenario);
    const auto& faults = std::get<scenarios::Faults>(parsed);
    node.fail("is no scenario of this version: " +
              (faults.empty() ? std::string("no reason given") : describe(faults.front())));
    return {};
}

scenarios::Happening happening_of(const Node& node) {
    using Outcome = scenarios::Happening::Outcome;
    scenarios::Happening one;
    one.name = node["name"].text();
    one.kind = node["run"].text();
    one.planned = node["planned_s"].seconds();
    const std::string word = node["outcome"].text();
    for (const Outcome outcome :
         {Outcome::not_started, Outcome::done, Outcome::failed, Outcome::cut_short})
        if (word == name_of(outcome))
            one.outcome = outcome;
    if (one.outcome != Outcome::not_started) {
        one.begin = node["begin_s"].seconds();
        one.end = node["end_s"].seconds();
    }
    one.detail = node["detail"].text();
    return one;
}

scenarios::RunResult result_of(const Node& root, const std::string& source_name) {
    scenarios::RunResult run;
    run.tool_version = root["tool"]["version"].text();
    run.tool_revision = root["tool"]["revision"].text();
    const Node head = root["run"];
    run.id = head["id"].text();
    run.status = status_of(head["status"]);
    run.status_reason = head["status_reason"].text();
    run.breach = breach_of(head["breach"]);
    run.engine.started_at = head["started_at"].instant();
    run.engine.measured = head["measured_s"].seconds();
    run.engine.interval = head["interval_s"].seconds();
    run.engine.stopped_early = head["stopped_early"].flag();
    run.engine.loads = loads_of(root);
    run.engine.phases = phases_of(root, run.engine.loads);
    run.engine.generator = generator_of(root["generator"]);
    run.calibration = calibration_of(root["generator"]);
    const Node environment = root["environment"];
    run.environment = environment_of(environment);
    const Node cpu = environment["cpu_cores"];
    run.cpu = {cpu["generator"].number(), cpu["services"].number(), cpu["others"].maybe_number(),
               cpu["steal"].number(), cpu["throttled"].maybe_number()};
    const Node evidence = root["evidence"];
    run.evidence = {numbers_of(evidence["postgres"]), numbers_of(evidence["redis"]),
                    numbers_of(evidence["core"]),
                    evidence.has("replica") ? numbers_of(evidence["replica"]) : Figures()};
    if (root.has("meanwhile"))
        for (const Node& node : root["meanwhile"].items())
            run.happenings.push_back(happening_of(node));
    for (const auto& [key, node] : evidence.members())
        if (key == "server")  // results of older programs have none
            run.server = read_server_evidence(node);
    run.scenario = scenario_of(root["scenario"], source_name);
    return run;
}

}  // namespace

Result<scenarios::RunResult> read_result(std::string_view json, const std::string& source_name) {
    const Json document = Json::parse(json, nullptr, false);
    if (document.is_discarded())
        return Error{Errc::invalid_argument, "is not JSON", source_name, ""};
    std::optional<Error> fault;
    const Node root(&document, "", fault);
    const std::uint64_t version = root["schema_version"].count();
    if (!fault && version != scenarios::RunResult::schema_version)
        root["schema_version"].fail("is " + std::to_string(version) + ", this program reads " +
                                    std::to_string(scenarios::RunResult::schema_version));
    if (!fault) {
        scenarios::RunResult run = result_of(root, source_name);
        if (!fault)
            return run;
    }
    fault->where = source_name + "#" + fault->where;
    fault->hint = "a result.json that sark-bench wrote is expected";
    return *fault;
}

}  // namespace sark::reports
