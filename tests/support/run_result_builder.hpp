#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/language/parser.hpp"
#include "scenarios/run_result.hpp"

namespace sark::test {

/// Builds the result of a run that never happened: healthy, 20 s long, on an idle machine of two
/// cores, one load of 500/s per driver. Operations are shipped ones, and a load is named after its
/// driver. The books balance; a test that wants them not to changes the result afterwards.
class RunResultBuilder {
 public:
    /// `count` ok answers, their response times evenly spread over [low_ms, high_ms].
    RunResultBuilder& answers(const std::string& operation, std::uint64_t count, double low_ms,
                              double high_ms) {
        workloads::OperationTally& tally = tally_of(operation);
        for (std::uint64_t i = 0; i < count; ++i) {
            const double at =
                count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
            const Nanos time = from_seconds((low_ms + at * (high_ms - low_ms)) / 1e3);
            tally.response_ok.record(time);
            tally.service.record(time);
            place(tally, time, true);
        }
        tally.outcomes[0] += count;
        return *this;
    }
    /// Of the answers so far, `count` told the server's own time, spread over [low_ms, high_ms].
    RunResultBuilder& server_times(const std::string& operation, std::uint64_t count, double low_ms,
                                   double high_ms) {
        workloads::OperationTally& tally = tally_of(operation);
        if (!tally.server)
            tally.server.emplace();
        for (std::uint64_t i = 0; i < count; ++i) {
            const double at =
                count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0;
            tally.server->record(from_seconds((low_ms + at * (high_ms - low_ms)) / 1e3));
        }
        return *this;
    }
    /// How many of the answers said HIT and MISS.
    RunResultBuilder& cache(const std::string& operation, std::uint64_t hits,
                            std::uint64_t misses) {
        tally_of(operation).cache_hits += hits;
        tally_of(operation).cache_misses += misses;
        return *this;
    }
    RunResultBuilder& failures(const std::string& operation, workloads::OutcomeCode code,
                               std::uint64_t count, double ms) {
        workloads::OperationTally& tally = tally_of(operation);
        for (std::uint64_t i = 0; i < count; ++i) {
            tally.response_failed.record(from_seconds(ms / 1e3));
            tally.service.record(from_seconds(ms / 1e3));
            place(tally, Nanos{0}, false);
        }
        tally.outcomes[static_cast<std::size_t>(code)] += count;
        return *this;
    }
    /// `count` of the failures so far, for this cause.
    RunResultBuilder& cause(const std::string& operation, workloads::OutcomeCode code,
                            std::uint64_t count, const std::string& kind,
                            const std::string& example = "") {
        tally_of(operation).causes.add(code, {kind, example}, count);
        return *this;
    }
    RunResultBuilder& abandoned(const std::string& operation, std::uint64_t count, double ms) {
        workloads::OperationTally& tally = tally_of(operation);
        for (std::uint64_t i = 0; i < count; ++i) {
            tally.response_failed.record(from_seconds(ms / 1e3));
            place(tally, Nanos{0}, false);
        }
        tally.abandoned += count;
        return *this;
    }
    /// An operation of the scenario of which nothing was measured.
    RunResultBuilder& operation(const std::string& name) {
        tally_of(name);
        return *this;
    }
    RunResultBuilder& threshold(const std::string& metric, const std::string& expression) {
        thresholds_[metric].push_back(expression);
        return *this;
    }
    RunResultBuilder& rate(const std::string& driver, double per_second) {
        rates_[driver] = per_second;
        return *this;
    }
    /// The load of this driver waits for its answers.
    RunResultBuilder& closed(const std::string& driver) {
        rates_[driver] = 0.0;
        return *this;
    }
    RunResultBuilder& measured(Nanos length) {
        measured_ = length;
        return *this;
    }

    [[nodiscard]] scenarios::RunResult build() const {
        scenarios::RunResult run;
        run.id = "20261121T073820Z-1f3a";
        run.tool_version = "0.1.0";
        run.tool_revision = "abcdef0";
        run.scenario = scenario();
        run.engine.started_at =
            UtcTime(std::chrono::seconds(1'795'246'700) + std::chrono::milliseconds(123));
        run.engine.measured = measured_;
        run.engine.interval = std::chrono::seconds(1);
        for (const workloads::LoadTally& load : loads_) run.engine.loads.push_back(finished(load));
        workloads::GeneratorTally& generator = run.engine.generator;
        for (int i = 0; i < 2000; ++i) {
            generator.wake_lag.record(std::chrono::microseconds(20 + i / 40));
            generator.turn.record(std::chrono::microseconds(10));
            generator.host_lag.record(std::chrono::microseconds(15));
            run.calibration.wait_lateness.record(std::chrono::microseconds(20 + i / 100));
        }
        run.calibration.clock_cost = Nanos{22};
        generator.workers = 1;
        generator.cpu = measured_ / 10;
        run.environment.facts = {{"cpu_model", "Test CPU"}, {"kernel", "Linux 6.1"}};
        run.environment.cpus = 2;
        run.environment.load_1m = 0.25;
        run.environment.managed = true;
        run.environment.settings = {{"pool_size", "20", "default"}};
        run.environment.services = {{"postgresql", "15.20, unix socket"}};
        run.cpu = {0.1, 0.3, 0.05, 0.0, 0.0};
        run.evidence.postgres = {{"xact_commit", 12345.0}, {"blks_hit", 98765.0}};
        run.evidence.redis = {{"keyspace_hits", 10.0}};
        return run;
    }

 private:
    static std::string driver_of(const std::string& operation) {
        if (operation.starts_with("v2.") || operation.starts_with("audit."))
            return "postgres";
        if (operation.starts_with("redis.") || operation.starts_with("core."))
            return operation.substr(0, operation.find('.'));
        return "http";
    }
    workloads::LoadTally& load_of(const std::string& driver) {
        for (workloads::LoadTally& load : loads_)
            if (load.name == driver)
                return load;
        loads_.emplace_back().name = driver;
        return loads_.back();
    }
    workloads::OperationTally& tally_of(const std::string& operation) {
        workloads::LoadTally& load = load_of(driver_of(operation));
        for (workloads::OperationTally& tally : load.operations)
            if (tally.name == operation)
                return tally;
        workloads::OperationTally& tally = load.operations.emplace_back();
        tally.name = operation;
        tally.load = load.name;
        tally.driver = load.name;
        tally.batches.resize(workloads::BatchTally::count);
        return tally;
    }
    void place(const workloads::OperationTally& tally, Nanos time, bool ok) {
        workloads::LoadTally& load = load_of(tally.load);
        if (load.intervals.empty())
            load.intervals.resize(20);
        // 13 is prime to the number of parts, so that neighbours in time differ.
        const std::size_t part = placed_ * 13 % workloads::BatchTally::count;
        for (workloads::OperationTally& one : load.operations)
            if (one.name == tally.name) {
                workloads::BatchTally& batch = one.batches[part];
                batch.failed += ok ? 0U : 1U;
                if (ok)
                    batch.response.record(time);
            }
        workloads::IntervalTally& interval = load.intervals[placed_++ % 20];
        ++(ok ? interval.ok : interval.failed);
        if (ok)
            interval.response.record(time);
    }
    [[nodiscard]] double rate_of(const std::string& load) const {
        const auto found = rates_.find(load);
        return found == rates_.end() ? 500.0 : found->second;
    }
    [[nodiscard]] workloads::LoadTally finished(workloads::LoadTally load) const {
        for (const workloads::OperationTally& tally : load.operations) {
            for (const std::uint64_t count : tally.outcomes) load.completed += count;
            load.abandoned += tally.abandoned;
        }
        for (workloads::OperationTally& tally : load.operations)
            tally.batch = measured_ / workloads::BatchTally::count;
        load.planned = load.completed + load.abandoned;
        load.started = load.completed;
        load.measured = measured_;
        load.warmup_completed = 100;
        load.offered_rate = rate_of(load.name);
        if (measured_ > Nanos{0})
            load.achieved_rate = static_cast<double>(load.completed) / to_seconds(measured_);
        load.completions_per_connection = {load.completed};
        load.unanswered_per_connection = {0};
        for (const workloads::OperationTally& tally : load.operations)
            load.service_seconds += tally.service.mean_ns().value_or(0.0) * 1e-9 *
                                    static_cast<double>(tally.service.count());
        load.in_flight_seconds = load.service_seconds;
        return load;
    }
    [[nodiscard]] std::string load_document(const workloads::LoadTally& load) const {
        std::string uses;
        for (const workloads::OperationTally& tally : load.operations)
            uses += (uses.empty() ? "" : ",") + ("{\"use\":\"" + tally.name + "\"}");
        const double rate = rate_of(load.name);
        const std::string executor =
            rate > 0.0 ? "\"executor\":\"constant-arrival-rate\",\"connections\":4,\"rate\":" +
                             std::to_string(rate)
                       : "\"executor\":\"constant-vus\",\"vus\":4";
        return "\"" + load.name + "\":{" + executor +
               ",\"duration\":\"20s\",\"timeout\":\"5s\",\"operations\":[" + uses + "]}";
    }
    [[nodiscard]] std::string document() const {
        std::string loads;
        for (const workloads::LoadTally& load : loads_)
            loads += (loads.empty() ? "" : ",") + load_document(load);
        std::string thresholds;
        for (const auto& [metric, expressions] : thresholds_) {
            std::string list;
            for (const std::string& expression : expressions)
                list += (list.empty() ? "\"" : ",\"") + expression + "\"";
            thresholds += (thresholds.empty() ? "\"" : ",\"") + metric + "\":[" + list + "]";
        }
        return "{\"name\":\"unit\",\"description\":\"made by a test\",\"seed\":7,\"warmup\":\"2s\","
               "\"load\":{" +
               loads + "},\"thresholds\":{" + thresholds + "}}";
    }
    /// A scenario without loads cannot be written, so a run of nothing has a bare one.
    [[nodiscard]] scenarios::Scenario scenario() const {
        if (loads_.empty()) {
            scenarios::Scenario bare;
            bare.name = "unit";
            return bare;
        }
        auto parsed = scenarios::parse_scenario(document(), "run_result_builder", {});
        if (auto* faults = std::get_if<scenarios::Faults>(&parsed)) {
            for (const Error& fault : *faults) std::cerr << describe(fault) << '\n';
            std::abort();
        }
        return std::get<scenarios::Scenario>(std::move(parsed));
    }

    std::vector<workloads::LoadTally> loads_;
    std::map<std::string, std::vector<std::string>> thresholds_;
    std::map<std::string, double> rates_;
    Nanos measured_ = std::chrono::seconds(20);
    std::uint64_t placed_ = 0;
};

}  // namespace sark::test
