#pragma once

#include <optional>

#include "workloads/arrivals/arrival.hpp"

namespace sark::workloads {

/// Offsets of arrivals from the start of a load: a pure function of (spec, seed) that never reads a
/// clock. Arrival n of an even schedule is due where the integral of the rate curve reaches n
/// (closed form: t = 2N / (b + sqrt(b^2 + 2aN)) within a stage of slope a and initial rate b); a
/// Poisson schedule puts unit-rate exponential gaps through the same inverse integral.
class ArrivalSchedule {
 public:
    /// Stages need finite rates >= 0 and durations >= 0; a stage without duration is a jump.
    ArrivalSchedule(const OpenArrivals& spec, std::uint64_t seed);

    /// The next offset, non-decreasing and before duration(); absent when the plan is exhausted.
    /// Every stage holds the arrivals from its beginning up to, but not at, its end.
    [[nodiscard]] std::optional<Nanos> next();
    /// The integral of the rate curve: the expected number of arrivals.
    [[nodiscard]] double expected_arrivals() const noexcept { return total_events_; }
    [[nodiscard]] Nanos duration() const noexcept { return duration_; }

 private:
    struct Piece {
        double begin_s;
        double rate_begin;
        double slope;
        double events_begin;
        double events;
    };
    std::vector<Piece> pieces_;
    std::size_t piece_ = 0;
    double position_ = 0.0;  // in events
    double total_events_ = 0.0;
    Nanos duration_{0};
    Nanos last_{0};
    bool poisson_ = false;
    std::uint64_t seed_ = 0;
    std::uint64_t drawn_ = 0;
};

}  // namespace sark::workloads
