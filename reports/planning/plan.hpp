#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/planning/capacity_figures.hpp"
#include "reports/planning/connection_budget.hpp"
#include "reports/planning/contradictions.hpp"
#include "reports/planning/hpa_simulation.hpp"
#include "reports/planning/pgbouncer_ini.hpp"
#include "reports/planning/plan_target.hpp"
#include "reports/planning/pod_model.hpp"
#include "reports/planning/redis_memory.hpp"
#include "reports/planning/storage_growth.hpp"

namespace sark::reports::planning {

/// A size that somebody measured: of a table's row, of a kind of Redis key.
struct MeasuredSize {
    std::string name;  ///< "audit_events", "mcp_servers", "policy:decision"
    double bytes = 0.0;
    double count = 0.0;  ///< Rows or keys that there were.
    std::string source;  ///< "sark_api of the database at localhost"
};

/// The database by stated figures, where no capacity run of it is given.
struct StatedDatabase {
    double visit_s = 0.0;  ///< Mean time of a query when nothing else is going on.
    std::uint32_t cores = 1;
};

/// Everything that a plan is made from.
struct PlanRequest {
    PlanTarget target;
    std::optional<CapacityFigures> capacity;  ///< Of one pod.
    std::optional<double> per_pod_per_s;      ///< Stated; wins over the capacity result.
    std::optional<double> service_s;          ///< Stated mean service time of a pod.
    std::optional<CapacityFigures> database;
    std::optional<StatedDatabase> stated_database;
    std::optional<LoadDay> day;  ///< Absent: office hours with the target's rate as its peak.
    HpaPolicy policy;
    double startup_s = 30.0;
    bool startup_stated = false;
    std::optional<double> memory_share;
    PoolRequest pools;  ///< `pods` is not read: it is found.
    bool pool_stated = false;
    bool max_connections_stated = false;
    PoolSize audit_pool{10, 5};  ///< S001-POOL-03.
    Figure retention_days = {90.0, "days", Origin::documented, "S001-SLA-19, S003-TS-01"};
    std::vector<MeasuredSize> row_sizes;
    std::vector<MeasuredSize> entry_sizes;
    std::vector<std::uint32_t> model_pods = {4, 10, 50};
    std::uint64_t model_requests = 60'000;
    std::uint64_t seed = 1;
    BouncerSettings bouncer;  ///< Addresses and the file; the sizes are found.
};

enum class Severity : std::uint8_t { note, care, problem };
[[nodiscard]] std::string_view name_of(Severity severity) noexcept;

/// Something that whoever reads the plan must know.
struct PlanFinding {
    Severity severity = Severity::note;
    std::string code;  ///< "capacity_unconfirmed"
    std::string text;
};

/// A budget of connections with what it is for.
struct PlannedBudget {
    std::string name;
    ConnectionBudget budget;
};

/// p95 and p99 as the model has them for a number of pods.
struct ModelRow {
    std::uint32_t pods = 0;
    bool planned = false;  ///< The number that this plan proposes.
    double rate_per_s = 0.0;
    double per_pod_per_s = 0.0;
    PodModelResult result;
    // Of `result`, in milliseconds; meaningless when it is overloaded.
    double p50_ms = 0.0;
    double p95_ms = 0.0;
    double p99_ms = 0.0;
    double mean_pool_wait_ms = 0.0;
    /// p95 by the fastest and by the slowest window that was measured at a pod's load; absent where
    /// the model rests on something else.
    std::optional<double> p95_low_ms;
    std::optional<double> p95_high_ms;
    bool within_limit = false;  ///< p95 at most the target's.
};

/// How requests are simulated, or why they are not.
struct ModelBasis {
    bool simulated = false;
    std::string pods;      ///< How a pod is modelled.
    std::string database;  ///< How the database is.
};

/// The answer. All arithmetic is done: writers only write.
struct Plan {
    PlanTarget target;
    Figure per_pod;  ///< Requests per second that one pod holds within the SLA.
    Figure saturation;
    Figure startup;
    LoadDay day;
    HpaPolicy policy;
    std::uint64_t steady_replicas = 0;  ///< ceil(rate / per pod)
    HpaDay hpa;
    std::uint64_t pods = 0;              ///< The most of the day, at least the steady ones.
    bool fits = false;                   ///< No finding is a problem.
    bool confident = false;              ///< No finding asks for care about a figure.
    std::vector<PlannedBudget> budgets;  ///< At the plan's pods, at the autoscaler's limit, audit.
    const SizingRow* documented_row = nullptr;
    bool bouncer = false;
    std::vector<std::string> bouncer_reasons;
    BouncerSettings bouncer_settings;
    std::uint64_t max_connections = 0;  ///< To set, with PgBouncer when the plan has it.
    std::string bouncer_ini;            ///< Empty without PgBouncer.
    RedisMemory redis;
    StorageGrowth storage;
    ModelBasis model_basis;
    std::vector<ModelRow> model;
    std::vector<Contradiction> contradictions;
    std::vector<PlanFinding> findings;
    std::vector<std::pair<std::string, Figure>> inputs;  ///< Every figure it rests on.
};

/// Errc::invalid_argument when nothing says what a pod holds, or a figure cannot be one.
[[nodiscard]] Result<Plan> make_plan(const PlanRequest& request);

}  // namespace sark::reports::planning
