#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "reports/report.hpp"
#include "reports/statistics/connection_use.hpp"
#include "reports/views/steady_view.hpp"

namespace sark::reports {

class LatencySample;

/// What writers print, worked out once so that no two of them can differ. Absent numbers are
/// absent: nothing was measured, there were too few samples for the quantile (docs/measurement.md)
/// or it falls among the failures.
struct LatencyView {
    struct Quantile {
        std::optional<double> ms;
        std::optional<Interval95> ci95;
        std::optional<double> inflation;  ///< Of its variance over that of independent samples.
        bool among_failures = false;
    };
    std::uint64_t samples = 0;
    std::optional<double> min;  ///< min, mean and max are of the answers alone.
    std::optional<double> mean;
    std::optional<double> max;
    Quantile p50;
    Quantile p90;
    Quantile p95;
    Quantile p99;
    Quantile p99_9;
};
[[nodiscard]] LatencyView latency_of(const LatencySample& sample);

/// What ok answers of an operation said of the server: its own time (Server-Timing), and whether
/// they came from its cache (X-Cache).
struct ToldView {
    std::uint64_t answers = 0;  ///< Ok answers.
    std::uint64_t timed = 0;    ///< Of those, with the server's own time.
    LatencyView server;         ///< Of the timed.
    std::uint64_t cache_hits = 0;
    std::uint64_t cache_misses = 0;
    std::optional<double> hit_share;  ///< Of those that said either; absent when none did.
    std::string remark;               ///< That only some told their time; empty when all or none.
};

/// A point of a percentile curve; `tail` is 1 / (1 - q), the axis on which p90, p99, p99.9 are
/// evenly spaced.
struct CurvePoint {
    double quantile = 0.0;
    double tail = 1.0;
    double ms = 0.0;
};

struct OperationView {
    std::string name;
    std::string load;
    std::string driver;
    std::uint64_t count = 0;   ///< Eligible: every outcome and the abandoned.
    std::uint64_t failed = 0;  ///< Of those, not ok.
    std::array<std::uint64_t, workloads::outcome_count> outcomes{};
    std::uint64_t abandoned = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    std::optional<double> error_ratio;
    std::optional<Interval95> error_ci95;
    LatencyView response;          ///< Ranks failures behind every answer.
    LatencyView service;           ///< Whatever was sent and ended, of any outcome.
    std::optional<ToldView> told;  ///< Absent when no answer said anything of the server.
    std::vector<CurvePoint> response_curve;
    std::vector<CurvePoint> service_curve;
};

struct LoadView {
    std::string name;
    std::string executor;
    std::string driver;
    bool closed = false;
    double offered_rate = 0.0;
    double achieved_rate = 0.0;
    std::uint64_t planned = 0;
    std::uint64_t started = 0;
    std::uint64_t completed = 0;
    std::uint64_t overdue = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t dropped = 0;                    ///< Of the abandoned, by "overflow": "drop".
    ConnectionUse connections;                    ///< Of one load.
    std::optional<double> in_flight_mean;         ///< Of one load with a window.
    std::optional<double> rate_times_service;     ///< Must equal it (Little's law).
    std::optional<double> concurrency_tolerance;  ///< By how much the two may differ.
    SteadyView steady;                            ///< Of one load; empty for a sum.
};

/// One slice of the time axis of one load. Quantiles describe the slice and are never judged, so
/// they have no sample rule.
struct IntervalView {
    std::string load;
    double start_s = 0.0;
    double length_s = 0.0;
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    std::optional<double> ok_per_s;
    std::optional<double> failed_per_s;
    std::optional<double> p50;
    std::optional<double> p95;
    std::optional<double> p99;
    std::optional<double> max;
};

/// One operation of one load in one phase.
struct PhaseOperationView {
    std::string name;
    std::string load;
    bool closed = false;
    std::optional<double> offered_per_s;   ///< Arrivals due in the phase; absent when it has no
                                           ///< length.
    std::optional<double> achieved_per_s;  ///< Ended in the phase, whenever due.
    std::uint64_t ok = 0;                  ///< Of those due in the phase, as is all below.
    std::uint64_t failed = 0;
    LatencyView response;
    std::optional<LatencyView> server;  ///< The server's own time; absent when no answer told it.
};

struct PhaseView {
    std::string name;
    double start_s = 0.0;
    double length_s = 0.0;  ///< 0 when the run ended before it.
    std::vector<PhaseOperationView> operations;
};

struct GeneratorView {
    LatencyView wake_lag;
    LatencyView turn;
    double stalled_s = 0.0;
    double cpu_s = 0.0;
    std::optional<double> stalled_share;
    std::optional<double> cpu_share;
    unsigned workers = 0;
    LatencyView host_lag;
    std::optional<double> host_stalled_share;
    LatencyView wait_lateness;  ///< Of the calibration before the run.
    Nanos clock_cost{0};
};

struct ReportView {
    std::string title;       ///< The scenario's name.
    std::string started_at;  ///< ISO 8601; empty when nothing ran.
    double measured_s = 0.0;
    LoadView total;  ///< Sums over loads; executor and driver are "mixed" when they differ.
    std::vector<LoadView> loads;
    std::vector<OperationView> operations;
    std::vector<PhaseView> phases;
    std::vector<IntervalView> timeseries;
    GeneratorView generator;
};

[[nodiscard]] ReportView view_of(const Report& report);

}  // namespace sark::reports
