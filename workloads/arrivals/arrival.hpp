#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "core/base/time.hpp"

namespace sark::workloads {

/// One planned operation. The intended instant travels with it from here to the recorder, so that
/// response time cannot be measured from anything else.
struct Arrival {
    std::uint64_t index = 0;  ///< Position in the schedule; picks operation and data.
    TimePoint intended;       ///< When it is due.
    std::optional<std::uint32_t> operation{};  ///< A replayed trace says which; else the mix does.
    std::optional<std::uint64_t> key{};        ///< A replayed trace says which; else drawn.
};

/// A linear piece of a rate curve: from the previous stage's target to this one over `duration`.
struct Stage {
    Nanos duration{0};
    double target_rate = 0.0;  ///< Arrivals per second at the end of the stage.
};

/// Peaks that repeat: each period of length `every` ends with `length` at `rate`, whatever the rate
/// curve says meanwhile.
struct Bursts {
    Nanos every{0};
    Nanos length{0};    ///< Above 0, shorter than `every`.
    double rate = 0.0;  ///< Arrivals per second during a burst.
};

/// Open loop: arrivals come when they are due, whatever the target does.
/// `constant-arrival-rate` is one stage whose target equals start_rate; `phased-arrival-rate` jumps
/// (a stage of no length) from one level to the next.
struct OpenArrivals {
    double start_rate = 0.0;
    std::vector<Stage> stages;
    bool poisson = false;  ///< Exponential gaps (scaled by the rate curve) instead of even ones.
    std::optional<Bursts> bursts{};
};

/// A user's pause between an answer and the next request.
struct ThinkTime {
    Nanos length{0};   ///< Constant: always. Uniform: the shortest. Exponential: the mean.
    Nanos longest{0};  ///< Of uniform.
    enum class Kind : std::uint8_t { constant, uniform, exponential } kind = Kind::constant;

    /// The pause after the operation of arrival `index`: a pure function of (seed, index).
    [[nodiscard]] Nanos after(std::uint64_t seed, std::uint64_t index) const noexcept {
        return kind == Kind::constant ? length : drawn(seed, index);
    }

 private:
    [[nodiscard]] Nanos drawn(std::uint64_t seed, std::uint64_t index) const noexcept;
};

/// A linear piece of the number of users: from the previous stage's target to this one.
struct UserStage {
    Nanos duration{0};
    unsigned target_users = 0;
};

/// Closed loop (`constant-vus`, `ramping-vus`): every connection is a user that thinks, then asks
/// again. Subject to coordinated omission by nature; reports say so.
struct ClosedArrivals {
    Nanos duration{0};
    ThinkTime think_time{};
    unsigned start_users = 0;         ///< With stages only.
    std::vector<UserStage> stages{};  ///< As long as `duration`; none: every user all the time.
};

/// One line of a recorded trace.
struct TraceEntry {
    Nanos offset{0};              ///< From the start of the trace; non-decreasing.
    std::uint32_t operation = 0;  ///< Index into the load's operations.
    std::optional<std::uint64_t> key{};
};

/// Open loop from a recording (`replay`): arrivals come when the trace says, divided by `speed`.
struct TraceArrivals {
    std::shared_ptr<const std::vector<TraceEntry>> entries;
    double speed = 1.0;
    Nanos duration{0};  ///< Of the replay, after division by speed.
};

using ArrivalSpec = std::variant<OpenArrivals, ClosedArrivals, TraceArrivals>;

/// Total length of the plan.
[[nodiscard]] Nanos duration_of(const ArrivalSpec& spec);

}  // namespace sark::workloads
