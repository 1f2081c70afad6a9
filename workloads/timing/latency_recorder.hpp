#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "workloads/arrivals/arrival.hpp"
#include "workloads/timing/in_flight_area.hpp"
#include "workloads/timing/live_tally.hpp"
#include "workloads/timing/phase_recorder.hpp"
#include "workloads/timing/run_parts.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::workloads {

/// What one worker measures of one load. Allocates everything when it is made; nothing while it
/// records. Used by one thread, but for live(); tallies are merged after the run.
class LatencyRecorder {
 public:
    struct Labels {
        std::string load;
        std::string driver;
        std::vector<std::string> operations;
        std::vector<std::string> phases{};  ///< Names of the run's phases; none: one whole.
        std::vector<Nanos> phase_lengths{};
        bool server_timed = false;  ///< Answers may tell the server's own time: keep it.
    };
    /// Slices are at least a second long and at most this many.
    static constexpr std::int64_t intervals_max = 600;
    /// The slice length for a window: max(1 s, window / intervals_max).
    [[nodiscard]] static Nanos interval_for(Nanos measured) noexcept;
    /// The length of the parts that a load's own window is cut into: a BatchTally::count-th.
    [[nodiscard]] static Nanos batch_for(Nanos measured) noexcept;

    /// `measured` is the load's own window; `interval` may stem from a longer load of the run.
    LatencyRecorder(const Labels& labels, Nanos measured, Nanos interval, std::size_t connections);

    /// Fixes the instant at which the measured window begins.
    void begin(TimePoint window_begin) noexcept;
    /// Ends the window early: what completes after `end` no longer counts for the achieved rate.
    void end_at(TimePoint end) noexcept;

    [[nodiscard]] bool measures(TimePoint intended) const noexcept {
        return intended >= window_begin_;
    }
    /// What was recorded so far, for readers on other threads; lives as long as this.
    [[nodiscard]] const LiveTally& live() const noexcept { return *live_; }
    /// The operation of `arrival` was sent at `at`.
    void sent(const Arrival& arrival, TimePoint at, bool overdue) noexcept {
        in_flight_.departed(at);
        live_->sent(overdue);
        if (!measures(arrival.intended))
            return;
        ++started_;
        overdue_ += overdue ? 1U : 0U;
    }
    /// It ended; connection is its number within the load.
    void completed(std::size_t operation, std::size_t connection, const Arrival& arrival,
                   TimePoint sent, TimePoint done, const Outcome& outcome) noexcept;
    /// It will not end, or was never sent: counted as failed with the latency accrued until `now`.
    /// `crossed` is what crossed the wire for it.
    void abandoned(std::size_t operation, const Arrival& arrival, TimePoint now,
                   const Outcome& crossed) noexcept;

    /// It was sent and is still unanswered when the drain ends: abandoned as well.
    void outstanding(std::size_t operation, std::size_t connection, const Arrival& arrival,
                     TimePoint now, const Outcome& crossed) noexcept {
        in_flight_.ended(now);
        ++unanswered_[connection];
        outstanding_ += measures(arrival.intended) ? 1U : 0U;
        abandoned(operation, arrival, now, crossed);
    }

    /// It was never sent, because no connection was ever idle for it: abandoned and overdue.
    void never_sent(std::size_t operation, const Arrival& arrival, TimePoint now) noexcept {
        overdue_ += measures(arrival.intended) ? 1U : 0U;
        abandoned(operation, arrival, now, {});
    }

    /// It was refused when it was due, because no connection was free: abandoned and overdue.
    void dropped(std::size_t operation, const Arrival& arrival) noexcept {
        dropped_ += measures(arrival.intended) ? 1U : 0U;
        never_sent(operation, arrival, arrival.intended);
    }

    /// What was recorded; planned, rates and window are for the caller to fill. Once, at the end.
    [[nodiscard]] LoadTally take(Nanos measured, Nanos interval);

 private:
    [[nodiscard]] IntervalTally& interval_at(TimePoint intended) noexcept;
    void crossed_an_edge(TimePoint sent, TimePoint done) noexcept;
    [[nodiscard]] std::size_t batch_at(TimePoint intended) noexcept;

    TimePoint window_begin_{};
    TimePoint window_end_{};
    Nanos measured_;
    Nanos interval_;
    std::uint64_t started_ = 0;
    std::uint64_t overdue_ = 0;
    std::uint64_t completed_ = 0;
    std::uint64_t abandoned_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t warmup_completed_ = 0;
    std::uint64_t ended_in_window_ = 0;
    std::uint64_t outstanding_ = 0;
    std::uint64_t backlog_ = 0;
    InFlightArea in_flight_;
    Nanos service_{0};
    Nanos edges_{0};
    std::string load_;
    std::vector<OperationTally> operations_;
    std::vector<IntervalTally> intervals_;
    std::vector<std::uint64_t> per_connection_;
    RunParts parts_;  // of the instants at which operations are due
    PhaseRecorder phases_;
    std::unique_ptr<LiveTally> live_;  // where readers find it, wherever this is moved
    std::vector<std::uint64_t> unanswered_;
    // The slice of the latest sample: consecutive samples share it, which saves a division.
    std::size_t slice_ = 0;
    TimePoint slice_begin_{};
    // Likewise the part of the window.
    Nanos batch_length_;
    std::size_t batch_ = 0;
    TimePoint batch_begin_{};
};

}  // namespace sark::workloads
