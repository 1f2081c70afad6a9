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

/// Open loop: arrivals come when they are due, whatever the target does.
/// `constant-arrival-rate` is one stage whose target equals start_rate.
struct OpenArrivals {
    double start_rate = 0.0;
    std::vector<Stage> stages;
    bool poisson = false;  ///< Exponential gaps (scaled by the rate curve) instead of even ones.
};

/// Closed loop (`constant-vus`): every connection is a user that thinks, then asks again.
/// Subject to coordinated omission by nature; reports say so.
struct ClosedArrivals {
    Nanos duration{0};
    Nanos think_time{0};
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
