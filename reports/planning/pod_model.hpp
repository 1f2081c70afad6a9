#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "reports/planning/connection_budget.hpp"
#include "reports/planning/shared_station.hpp"
#include "reports/planning/times_by_rate.hpp"
#include "reports/planning/work_times.hpp"

namespace sark::reports::planning {

/// The database behind the pods.
struct DatabaseModel {
    WorkTimes work;                   ///< Of one visit, when nothing else is going on.
    double visits_per_request = 1.0;  ///< Queries that reach it; they follow one another.
    std::size_t slots = SharedStation::unlimited;  ///< Cores, or connections of PgBouncer.
    Contention contention{};
    PoolSize pool{};  ///< Of every pod; a request holds one connection over all its visits.
    /// Visits as measured at their rate: wins over work, slots and contention.
    std::optional<TimesByRate> measured{};
};

/// Requests come at random (Poisson), each goes to a pod drawn at random, works there, then at the
/// database, which all pods share. Pods share nothing else: each has its CPU for itself.
struct PodModel {
    std::size_t pods = 1;
    std::size_t pod_slots = SharedStation::unlimited;  ///< Requests at work at a time in a pod.
    WorkTimes pod_work;
    Contention pod_contention{};
    /// Responses of a pod as measured at its rate: wins over work, slots and contention, which are
    /// for what was not measured.
    std::optional<TimesByRate> pod_measured{};
    std::optional<DatabaseModel> database{};
    double rate_per_s = 1.0;          ///< Of all pods together.
    std::uint64_t requests = 60'000;  ///< Counted; a tenth more come before as a warm-up.
    std::uint64_t seed = 1;
};

/// What the requests of a simulation met.
struct PodModelResult {
    /// Work piled up, so that there is no steady state, or a place would have to carry more than it
    /// was measured with. No figure below then.
    bool overloaded = false;
    double mean_s = 0.0;
    double p50_s = 0.0;
    double p95_s = 0.0;
    double p99_s = 0.0;
    double mean_stretch_s = 0.0;  ///< Response less the pod's own work: waits, slow-down, database.
    double mean_pool_wait_s = 0.0;  ///< For a connection, over all requests.
    double busy_connections = 0.0;  ///< Lent by the pools at a time, mean over all pods together.
    double in_flight = 0.0;         ///< Requests in the system, mean.
};

/// Requests per second of each pod.
[[nodiscard]] double pod_rate_of(const PodModel& model) noexcept;

/// Discrete-event simulation, a pure function of the model. pods, rate_per_s and requests must be
/// positive.
[[nodiscard]] PodModelResult simulate(const PodModel& model);

}  // namespace sark::reports::planning
