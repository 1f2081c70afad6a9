#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/audit/ack_level.hpp"
#include "core/base/time.hpp"
#include "core/postgres/pool_settings.hpp"
#include "migrations/index_set.hpp"
#include "workloads/arrivals/arrival.hpp"
#include "workloads/data/dataset.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::scenarios {

/// A k6 threshold: `metric{selector}: aggregation op limit`.
struct Threshold {
    std::string metric;     ///< k6 names and ours: http_req_duration, pg_stmt_duration,
                            ///< redis_cmd_duration, core_call_duration, op_duration (all drivers),
                            ///< errors, iterations, dropped_iterations,
                            ///< recovery_time
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
    bool prepared = true;        ///< postgres: statements are prepared once for each connection;
                                 ///< else each is parsed every time, as a pooler demands.
    bool replica = false;        ///< postgres: on the read replica (S001-POOL-02).
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

/// PgBouncer between the run and a managed PostgreSQL (S001-POOL-05); the rest of its settings is
/// in managed_pgbouncer.cpp.
struct BouncerSpec {
    bool transaction_mode = true;  ///< Else session mode.
    unsigned default_pool_size = 25;
    unsigned reserve_pool_size = 5;
};

/// Something that answers in the place of an OPA and decides every question alike, so that what
/// happens to it is known (docs/phases.md).
struct OpaStandInSpec {
    Nanos delay{0};                           ///< Before each answer.
    Nanos timeout = std::chrono::seconds(1);  ///< The API server's patience with it.
    std::optional<Nanos> breaker;  ///< How long the API server's circuit breaker stays open;
                                   ///< absent: it has none.
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
    /// Of the systems; absent: the default of a database that is made, what another one has.
    std::optional<migrations::IndexSet> index_set;
    bool durable = true;  ///< fsync, full_page_writes and synchronous_commit on.
    unsigned api_threads = 64;
    /// Further options of the API server's `serve` by name, without dashes.
    std::vector<std::pair<std::string, std::string>> api_options;
    std::string settings_profile;       ///< Documented settings of the core; empty: none.
    std::optional<OpaStandInSpec> opa;  ///< Decides instead of the API server's rules.
    /// Settings of a managed Redis by name.
    std::vector<std::pair<std::string, std::string>> redis_settings;
    postgres::PoolOverrides pool;
    AuditSettings audit;
    postgres::PoolOverrides audit_pool;  ///< Of the audit writer (S001-POOL-03): its size alone.
    postgres::PoolOverrides read_pool;   ///< Of the replica (S001-POOL-02): its size alone.
    std::string pg_profile;              ///< Empty: only what sark-bench itself sets.
    /// Settings of a managed PostgreSQL by name, which win over the profile's.
    std::vector<std::pair<std::string, std::string>> pg_settings;
    std::optional<BouncerSpec> pgbouncer;
    bool replica = false;  ///< A streaming replica of a managed PostgreSQL.
};

/// A service that a fault can befall, and what befalls it.
enum class FaultService : std::uint8_t { redis, postgres, opa };
inline constexpr std::string_view fault_service_names[] = {"redis", "postgres", "opa"};
enum class FaultKind : std::uint8_t {
    down,    ///< It is killed, and started again when the fault is over.
    stall,   ///< It keeps its connections and does nothing.
    slow,    ///< Each answer takes `delay` longer.
    errors,  ///< It answers at once that it failed.
};
inline constexpr std::string_view fault_kind_names[] = {"down", "stall", "slow", "errors"};

/// Something else that happens to the database, or to a service, while the load goes on.
struct MeanwhileSpec {
    enum class Kind : std::uint8_t { create_index, vacuum, pg_dump, bloat, sql, lock, fault };
    std::string name;
    Kind kind = Kind::sql;
    Nanos at{0};               ///< Into the measured window.
    std::string table;         ///< schema.table, but for pg_dump and sql.
    std::string on;            ///< create_index: what follows the table, "(name)".
    bool concurrently = true;  ///< create_index
    bool full = false;         ///< vacuum
    std::string set;           ///< bloat: "name = name"
    double share = 0.1;        ///< bloat: of the table's pages in every pass.
    Nanos length{0};           ///< bloat, lock and fault
    std::string sql;           ///< sql: one statement, outside a transaction.
    FaultService service = FaultService::redis;  ///< fault
    FaultKind fault = FaultKind::down;           ///< fault
    Nanos delay{0};                              ///< fault: of `slow`
    /// lock and fault: a second in which 95 % of the answers took longer is not recovered; absent:
    /// only failures count.
    std::optional<Nanos> healthy;
};
inline constexpr std::string_view meanwhile_names[] = {"create_index", "vacuum", "pg_dump", "bloat",
                                                       "sql",          "lock",   "fault"};
/// Whether what it does has an end after which the loads are to recover.
[[nodiscard]] constexpr bool is_outage(MeanwhileSpec::Kind kind) noexcept {
    return kind == MeanwhileSpec::Kind::lock || kind == MeanwhileSpec::Kind::fault;
}

inline constexpr std::size_t sweep_points_max = 64;

/// One point of a sweep over the scenario's keys.
struct SweepPoint {
    std::string name;
    std::vector<std::string> set;  ///< key.path=value, as Overrides::set.
    std::string adds;  ///< The layer that it adds to the point before it; empty: it is no layer.
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
    std::vector<MeanwhileSpec> meanwhile;
    std::vector<Threshold> thresholds;
    std::vector<SweepPoint> sweep;  ///< What sark-bench sweep runs where nothing else is said.
    std::vector<std::string> sla_profiles;
    std::vector<MetricTolerance> tolerances;  ///< Of ab and compare, where they are not the usual.
    double time_scale = 1.0;  ///< What the command line multiplied the written durations by.
    std::string document;     ///< The effective JSON, overrides applied: what result.json records.
};

/// key.path=value of --set, or of another option that stands for one.
struct Assignment {
    std::string text;
    std::string option;  ///< As a fault names it: "--pg-profile pg-v2-16gb".

    // Not explicit: a list of texts is what --set gives.
    Assignment(std::string assignment) : text(std::move(assignment)), option("--set " + text) {}
    Assignment(const char* assignment) : Assignment(std::string(assignment)) {}
    Assignment(std::string assignment, std::string said)
        : text(std::move(assignment)), option(std::move(said)) {}
    /// Whether they change the same to the same, whoever said it.
    [[nodiscard]] bool operator==(const Assignment& other) const { return text == other.text; }
};

/// A limit that an option demands: a key of "thresholds", and one of its expressions.
struct ThresholdOption {
    std::string metric;
    std::string expression;
    std::string option;  ///< As a fault names it.
};

/// What the command line overrides, applied to the document before it is bound, so that every check
/// holds for the result as well.
struct Overrides {
    std::vector<Assignment> set;
    std::optional<std::vector<ThresholdOption>> thresholds;  ///< In place of the document's.
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
