#pragma once

#include <cstdint>

#include "bench/gate/gate_record.hpp"
#include "bench/gate/noisy_host.hpp"

namespace sark::bench {

/// What the gate tolerates of every metric.
enum class Tolerated : std::uint8_t { nothing, defaults, the_slowdown };

/// A gate on a simulated host; the arm B is slower by the share `slowdown` in all but throughput.
struct SimulatedGate {
    HostModel host = HostModel::quiet;
    Tolerated tolerated = Tolerated::nothing;
    double slowdown = 0.0;
};

/// What many gates said. Whole numbers, so that their sums do not depend on the order.
struct GateTally {
    int regressed = 0;
    int cleared = 0;
    int inconclusive = 0;
    int invalid = 0;
    std::int64_t blocks = 0;  ///< Used, all together.

    [[nodiscard]] int gates() const { return regressed + cleared + inconclusive + invalid; }
    GateTally& operator+=(const GateTally& other);
    bool operator==(const GateTally&) const = default;
};

/// A pilot and 75 blocks.
[[nodiscard]] GateSize simulated_size();

/// Holds the gate that `sark-bench ab` holds; only its rounds are simulated. Rounds in which the
/// hypervisor takes more than a run may lose are unusable, as they are in a real one.
[[nodiscard]] GateTally simulate(const SimulatedGate& what, std::uint64_t seed);

/// Holds that many on that many threads. Each gate has a seed of its own: what they say does not
/// depend on the threads.
[[nodiscard]] GateTally simulate_many(const SimulatedGate& what, int gates, unsigned threads);

}  // namespace sark::bench
