#pragma once

#include <cstdint>
#include <vector>

#include "reports/comparison/paired_run.hpp"

namespace sark::bench {

/// The rounds of one gate as they were measured, so that the same rounds answer for every
/// tolerance: the order of the arms depends on the seed alone.
struct GateRecord {
    struct Round {
        reports::Arm arm = reports::Arm::a;
        reports::RoundMeasure measure;
    };
    std::uint64_t seed = 1;
    std::vector<Round> rounds;
};

/// What a gate may use: its clock counts rounds, so that every gate plans as many blocks.
struct GateSize {
    std::size_t blocks = 12;  ///< Beside the pilot; at least blocks_before_first_look.
    Nanos round = std::chrono::milliseconds(100);

    [[nodiscard]] Nanos after(std::size_t rounds) const {
        return round * static_cast<std::int64_t>(rounds);
    }
    [[nodiscard]] std::size_t rounds() const {
        return (reports::PairedRun::pilot_blocks + blocks) * reports::PairedRun::rounds_per_block;
    }
};

/// The gate that `sark-bench ab` would hold.
[[nodiscard]] inline reports::PairedRun gate_of(const std::vector<reports::GateMetric>& metrics,
                                                const GateSize& size, std::uint64_t seed) {
    reports::PairedRun::Plan plan;
    plan.metrics = metrics;
    plan.budget = size.after(size.rounds());
    plan.seed = seed;
    return reports::PairedRun(std::move(plan));
}

/// Whether so many blocks are discarded already that the gate can only be invalid, whatever those
/// say that are left.
[[nodiscard]] inline bool is_lost(const reports::PairedRun& gate) {
    return gate.blocks_planned() > 0 && 2 * gate.blocks_discarded() > gate.blocks_planned();
}

/// What the gate says of recorded rounds; where they end before it has decided, it takes its last
/// look.
[[nodiscard]] inline reports::PairedRun::Outcome replay(
    const GateRecord& record, const std::vector<reports::GateMetric>& metrics,
    const GateSize& size) {
    reports::PairedRun gate = gate_of(metrics, size, record.seed);
    for (std::size_t i = 0; i < record.rounds.size() && gate.next(); ++i)
        gate.told(record.rounds[i].measure, size.after(i + 1));
    if (gate.next())
        gate.stop();
    return gate.outcome();
}

using BlockEffects = std::vector<std::optional<double>>;  // by metric

/// The effects of the record's undisturbed blocks, the pilot's included.
[[nodiscard]] inline std::vector<BlockEffects> effects_of(const GateRecord& record) {
    constexpr std::size_t per_block = reports::PairedRun::rounds_per_block;
    std::vector<BlockEffects> blocks;
    for (std::size_t begin = 0; begin + per_block <= record.rounds.size(); begin += per_block) {
        BlockEffects effects(record.rounds[begin].measure.values.size(), 0.0);
        bool disturbed = false;
        for (std::size_t i = begin; i < begin + per_block; ++i) {
            const GateRecord::Round& round = record.rounds[i];
            disturbed = disturbed || !round.measure.unusable.empty();
            const double sign = round.arm == reports::Arm::b ? 0.5 : -0.5;
            for (std::size_t m = 0; m < effects.size(); ++m) {
                const std::optional<double>& value = round.measure.values[m];
                effects[m] =
                    effects[m] && value ? std::optional(*effects[m] + sign * *value) : std::nullopt;
            }
        }
        if (!disturbed)
            blocks.push_back(std::move(effects));
    }
    return blocks;
}

}  // namespace sark::bench
