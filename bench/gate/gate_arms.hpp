#pragma once

#include <memory>
#include <string>
#include <utility>

#include "bench/gate/gate_record.hpp"
#include "bench/gate/short_round.hpp"

namespace sark::bench {

/// One operation of the API at a fixed mean rate, for one round.
struct RoundLoad {
    const char* operation;
    int rate;
    const char* warmup;
    Nanos round;
};

/// The services of both arms, B slowed down, and warm: caches, connection pools, tables' pages.
class GateArms {
 public:
    /// Rounds may be shorter than those of a user's scenario.
    [[nodiscard]] static Result<GateArms> start(const RoundLoad& load, const std::string& program,
                                                double slowdown);

    /// Plays one gate until it has decided at tolerance 0 and at the default tolerances, or can
    /// only be invalid.
    [[nodiscard]] Result<GateRecord> play(const GateSize& size, std::uint64_t seed) const;
    /// Measures blocks whatever a gate would say: ABBA or BAAB by a fair coin, as in a gate.
    [[nodiscard]] Result<GateRecord> measure_blocks(int blocks, std::uint64_t seed) const;

 private:
    GateArms(std::unique_ptr<ShortRounds> a, std::unique_ptr<ShortRounds> b)
        : a_(std::move(a)), b_(std::move(b)) {}
    [[nodiscard]] Result<void> measure(reports::Arm arm, GateRecord& record) const;

    std::unique_ptr<ShortRounds> a_;
    std::unique_ptr<ShortRounds> b_;
};

}  // namespace sark::bench
