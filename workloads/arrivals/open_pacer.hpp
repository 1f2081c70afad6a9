#pragma once

#include <mutex>
#include <optional>
#include <variant>

#include "workloads/arrivals/arrival_schedule.hpp"
#include "workloads/arrivals/trace_schedule.hpp"

namespace sark::workloads {

/// Hands the arrivals of an open load, in order and each once, to whichever worker has an idle
/// connection: the only object that workers share. Warm-up arrivals come first, at the plan's first
/// rate; the measured schedule is the same with and without them. Indices count through both. A
/// replay has no rate to warm up at: nothing is sent before its first entry is due.
class OpenPacer {
 public:
    OpenPacer(const OpenArrivals& spec, Nanos warmup, std::uint64_t seed,
              std::uint64_t first_index);
    OpenPacer(const TraceArrivals& trace, Nanos warmup, std::uint64_t first_index);

    /// Fixes the instant that offsets count from; before any take().
    void begin(TimePoint start) noexcept { start_ = start; }
    /// The next arrival, due or not; absent when the plan is exhausted. Any thread.
    [[nodiscard]] std::optional<Arrival> take();

    /// Where arrivals that find no room are refused, those who have any say so: one has got some,
    /// or took its last at `at`. Nobody has any at first. Any thread, as all below.
    void room_gained();
    void room_lost(TimePoint at);
    /// When the next arrival will be refused unless somebody gets room before; absent while
    /// somebody has some, when it was due while there still was some, or when there is none.
    [[nodiscard]] std::optional<TimePoint> next_refusal();
    /// That arrival, if it is due by `now`.
    [[nodiscard]] std::optional<Arrival> take_refused(TimePoint now);

    /// Arrivals that the measured part of the plan asks for.
    [[nodiscard]] double expected_arrivals() const noexcept;

 private:
    [[nodiscard]] std::optional<Arrival> next();
    [[nodiscard]] bool refuses_next();

    std::mutex mutex_;
    ArrivalSchedule warmup_;
    std::variant<ArrivalSchedule, TraceSchedule> measured_;
    bool warming_up_ = true;
    TimePoint start_{};
    std::uint64_t next_index_;
    std::optional<Arrival> ahead_;  // looked at and not yet taken
    std::size_t with_room_ = 0;
    TimePoint full_since_ = TimePoint::min();
};

}  // namespace sark::workloads
