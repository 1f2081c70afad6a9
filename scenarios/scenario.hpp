#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/ack_level.hpp"
#include "core/base/time.hpp"
#include "core/postgres/pool_settings.hpp"
#include "workloads/arrivals/arrival.hpp"
#include "workloads/data/dataset.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::scenarios {

/// A k6 threshold: `metric{selector}: aggregation op limit`.
struct Threshold {
    std::string metric;     ///< k6 names and ours: http_req_duration, pg_stmt_duration,
                            ///< redis_cmd_duration, core_call_duration, op_duration (all drivers),
                            ///< errors, iterations, dropped_iterations
    std::string operation;  ///< Selector {operation:name}; empty: all of the metric's driver.
    std::string load;       ///< Selector {load:name}; empty: all.
    std::string phase;      ///< Selector {phase:name}; empty: the whole measured window.
    std::string text;       ///< As written, e.g. "p(95)<50ms".
    enum class Aggregation : std::uint8_t {
        avg,
        min,
        med,
        max,
        percentile,
        rate,
        count
    } aggregation;
    double percentile = 0;  ///< For percentile: 0..100.
    enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal } comparison;
    double limit =
        0;  ///< Milliseconds for durations; ratio for errors rate; per second for iterations rate.
    bool abort_on_fail = false;   ///< Evaluated while the run goes on; a failure ends it.
    Nanos delay_abort{0};         ///< Not before this much of the measured window.
    std::optional<Nanos> window;  ///< Evaluated over the latest so much; absent: since its begin.
};

/// What a comparison lets one metric be worse by.
struct MetricTolerance {
    std::string metric;  ///< One of language::tolerance_metrics.
    double share = 0.0;  ///< Of the metric's figure: 0.05 is 5 %; for errors, of all operations.
};

/// A named part of the measured window.
struct PhaseSpec {
    std::string name;
    Nanos duration{0};
};

/// One executor with its operations (k6's "scenario"). All operations of a load use one driver.
struct LoadSpec {
    std::string name;
    std::string executor;  ///< constant-arrival-rate | ramping-arrival-rate | phased-arrival-rate |
                           ///< constant-vus | ramping-vus | replay
    workloads::ArrivalSpec arrivals;
    std::string trace_file;  ///< Of a replay, as written.
    std::vector<workloads::OperationSpec> operations;
    unsigned connections = 1;
    unsigned pipeline = 1;  ///< Operations in flight on one connection (postgres, redis, http).
    bool sync_each = true;  ///< postgres: a Sync after every operation of a pipeline, not one after
                            ///< the operations sent together.
    unsigned max_in_flight = 0;  ///< 0: connections times pipeline.
    bool drop_overflow = false;  ///< "overflow": "drop" instead of "queue".
    Nanos timeout = std::chrono::seconds(10);
};

/// How the reference core's audit writer acknowledges (docs/audit.md); absent: its defaults, or
/// what the environment says.
struct AuditSettings {
    std::optional<AckLevel> ack;
    std::optional<AuditOverflow> overflow;
    std::optional<unsigned> batch_size;
    std::optional<unsigned> queue;
};

/// The services a scenario needs and how they are set up when managed.
struct EnvironmentSpec {
    /// Schemas to migrate and seed: named by the scenario, or touched by its statements. A
    /// reference core of ours adds its own.
    std::vector<std::string> systems;
    bool needs_postgres = false;  ///< Derived from systems and drivers.
    bool needs_redis = false;
    bool needs_api = false;  ///< An http load without an absolute target of its own.
    bool needs_core = false;
    workloads::DatasetSpec dataset;
    bool durable = true;  ///< fsync, full_page_writes and synchronous_commit on.
    unsigned api_threads = 64;
    postgres::PoolOverrides pool;
    AuditSettings audit;
};

inline constexpr Nanos default_warmup = std::chrono::seconds(3);

/// What to run: immutable, complete and validated.
struct Scenario {
    std::string name;
    std::string description;
    std::uint64_t seed = 1;
    unsigned threads = 1;
    Nanos warmup{0};
    Nanos drain{0};
    workloads::EngineOptions::Wait wait = workloads::EngineOptions::Wait::sleep;
    std::vector<PhaseSpec> phases;  ///< Together as long as every load; none: one unnamed whole.
    std::vector<LoadSpec> loads;
    EnvironmentSpec environment;
    std::vector<Threshold> thresholds;
    std::vector<std::string> sla_profiles;
    std::vector<MetricTolerance> tolerances;  ///< Of ab and compare, where they are not the usual.
    double time_scale = 1.0;  ///< What the command line multiplied the written durations by.
    std::string document;     ///< The effective JSON, overrides applied: what result.json records.
};

/// What the command line overrides, applied to the document before it is bound, so that every check
/// holds for the result as well.
struct Overrides {
    std::vector<std::string> set;  ///< key.path=value
    std::optional<std::string>
        rate;  ///< Total per second (loads keep their proportions), or load=rate.
    std::optional<double> time_scale;     ///< Multiplies every written length of time.
    std::optional<std::string> duration;  ///< Of every load; stages are scaled.
    std::optional<unsigned> connections;  ///< Of every load.
    std::optional<unsigned> threads;
    std::optional<std::uint64_t> seed;
    std::optional<std::vector<std::string>> sla;
};

}  // namespace sark::scenarios
