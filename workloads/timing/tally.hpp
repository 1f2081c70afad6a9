#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "workloads/timing/failure_causes.hpp"
#include "workloads/timing/histogram.hpp"
#include "workloads/timing/outcome.hpp"

namespace sark::workloads {

/// What one operation did in one of the equal parts of its load's measured window. Reports see from
/// the scatter between parts how far neighbouring samples resemble each other, so that intervals
/// need not take them as independent. Samples are placed by intended time. `response` has 1
/// significant digit (4 KB a part) and holds ok samples; mergeable.
struct BatchTally {
    static constexpr Histogram::Layout layout = {1, 60'000'000'000, 1};
    /// Parts of a window.
    static constexpr std::size_t count = 32;
    std::uint64_t failed = 0;  ///< Every outcome but ok, and the abandoned.
    Histogram response{layout};

    void merge(const BatchTally& other) noexcept;
};

/// What one operation of one load measured. Only samples whose *intended* time lies in the measured
/// window are here. Three clocks: response = done - intended, service = done - sent, and the
/// generator's own lateness, wake_lag (GeneratorTally). Mergeable by adding.
struct OperationTally {
    std::string name;    ///< e.g. "api.policy_evaluate"
    std::string load;    ///< The load it ran in.
    std::string driver;  ///< core | http | postgres | redis
    Histogram response_ok;
    Histogram response_failed;  ///< Every outcome but ok, and abandoned arrivals at what they had
                                ///< accrued.
    Histogram service;          ///< Every operation that was sent and ended, whatever its outcome.
    std::array<std::uint64_t, outcome_count> outcomes{};
    FailureCauses causes;         ///< Why those failed that are no ok, as far as it was told.
    std::uint64_t abandoned = 0;  ///< Planned for this operation but never ended.
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    /// How long the server took by its own account, of those ok answers that told it; absent when
    /// none did. Its count() is how many.
    std::optional<Histogram> server{};
    std::uint64_t cache_hits = 0;     ///< Ok answers that the server had in its cache (X-Cache).
    std::uint64_t cache_misses = 0;   ///< Ok answers that it says it had not.
    Nanos batch{0};                   ///< Length of each of `batches`.
    std::vector<BatchTally> batches;  ///< In order of time; fewer than BatchTally::count after an
                                      ///< early end.

    /// Adds the same operation's tally from elsewhere.
    void merge(const OperationTally& other);
};

/// One slice of the time axis (1 s, or longer so that there are at most 600). Samples are placed by
/// intended time. `response` has 2 significant digits and holds ok samples; mergeable.
struct IntervalTally {
    static constexpr Histogram::Layout layout = {1'000, 60'000'000'000, 2};
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    Histogram response{layout};

    void merge(const IntervalTally& other) noexcept;
};

/// What one operation measured in one phase of the run (samples placed by intended time). Response
/// has 3 significant digits from 1 us; mergeable.
struct PhaseTally {
    static constexpr Histogram::Layout layout = {1'000, 3'600'000'000'000, 3};
    std::string phase;
    std::string operation;
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;     ///< Every outcome but ok, and the abandoned.
    std::uint64_t abandoned = 0;  ///< Of the failed.
    std::uint64_t ended = 0;      ///< Ended with an outcome inside the phase, whenever due.
    Histogram response{layout};   ///< Of ok samples.
    /// As OperationTally::server, in this layout.
    std::optional<Histogram> server{};

    void merge(const PhaseTally& other);
};

/// What one load (one executor with its operations) did. planned = completed + abandoned, always.
struct LoadTally {
    std::string name;
    std::uint64_t planned = 0;    ///< Arrivals due in the measured window.
    std::uint64_t started = 0;    ///< Sent to the target.
    std::uint64_t completed = 0;  ///< Ended with an Outcome.
    std::uint64_t overdue =
        0;  ///< Found every connection busy when due: the target's (or pool's) slowness.
    std::uint64_t abandoned = 0;  ///< Never started, or outstanding when the drain ended.
    std::uint64_t warmup_completed = 0;
    double offered_rate =
        0.0;  ///< Arrivals per second that the plan asked for; 0 in a closed loop.
    double achieved_rate = 0.0;  ///< ended_in_window per second of the measured window, so that
                                 ///< what only the drain finished does not count.
    Nanos measured{0};           ///< Length of the measured window.
    std::vector<OperationTally> operations;
    std::vector<IntervalTally> intervals;
    std::vector<PhaseTally>
        phases;  ///< Phase by phase, operation by operation; none without phases.
    std::vector<std::uint64_t> completions_per_connection;
    /// Of each connection: operations, whenever due, that timed out inside the window or later, or
    /// were still outstanding when the drain ended.
    std::vector<std::uint64_t> unanswered_per_connection;
    std::uint64_t dropped = 0;  ///< Of the abandoned: refused by the overflow policy `drop`.
    std::uint64_t outstanding_at_end = 0;  ///< Of the abandoned: sent, and still unanswered when
                                           ///< the drain ended.
    std::uint64_t backlog_at_begin = 0;    ///< Arrivals of the warm-up that were due and not yet
                                           ///< ended when the measured window began.
    double in_flight_seconds = 0.0;     ///< Integral of operations in flight (sent, not ended) over
                                        ///< the window, for Little's law.
    double service_seconds = 0.0;       ///< Sum of the service times of those of ended_in_window.
    double edge_seconds = 0.0;          ///< How far the two may differ by right: what operations
                                        ///< that ended spent on the other side of an edge of the
                                        ///< window.
    std::uint64_t ended_in_window = 0;  ///< Operations that ended inside the measured window,
                                        ///< whenever they were due.

    /// Adds the counts and histograms of the same load's tally from another worker; rates and
    /// windows stay.
    void merge(const LoadTally& other);
};

/// The health of the generator itself.
struct GeneratorTally {
    Histogram wake_lag;  ///< sent - intended where a connection was idle in time: our own lateness.
    Histogram turn;  ///< Wall time of one pass of a worker's loop, target work in process excluded.
    /// What a pass may take, or a wait oversleep, before the rest counts as a stall.
    static constexpr Nanos stall_allowance = std::chrono::milliseconds(10);
    Nanos stalled{0};  ///< Sum of what passes took, and waits overslept, beyond the allowance.
    /// Of lateness: 100 ns to 60 s at 2 digits.
    static constexpr Histogram::Layout lateness_layout = {100, 60'000'000'000, 2};
    /// How late a thread was that did nothing but wake up every 5 ms of the window; empty without
    /// such a probe (StallProbe).
    Histogram host_lag{lateness_layout};
    Nanos host_stalled{0};  ///< Sum of host_lag beyond the allowance.
    Nanos cpu{0};           ///< CPU used by the worker threads between start and drain.
    unsigned workers = 0;

    void merge(const GeneratorTally& other) noexcept;
};

}  // namespace sark::workloads
