#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "reports/comparison/comparison_outcome.hpp"
#include "reports/comparison/gate.hpp"

namespace sark::reports {

enum class Arm : std::uint8_t { a, b };

/// What one round says, metric by metric, on the scale of effects (see GateMetric).
struct RoundMeasure {
    std::vector<std::optional<double>> values;
    /// Why the round must not count (the generator or the host disturbed it); empty: it counts. It
    /// says nothing about how the arm did, so leaving such rounds out favours neither.
    std::string unusable;
};

/// Which arm to measure next, and when to stop: told what each round measured, asked what comes
/// next; no clock and no I/O. Rounds come in blocks of four, ABBA or BAAB by a fair coin: a drift
/// of the host cancels inside a block, and the coin makes the sign of a block's effect fair when
/// the arms are equal, whatever the noise. The block is the unit of inference. A short pilot of
/// whole blocks, not used afterwards, tells how many blocks the budget holds and what they can
/// detect, and which metrics can be measured at all: the others are left out.
class PairedRun {
 public:
    struct Plan {
        std::vector<GateMetric> metrics;
        double alpha = 0.01;
        double beta = 0.05;
        Nanos budget{0};  ///< For pilot and blocks together.
        std::uint64_t seed = 1;
    };
    static constexpr std::size_t rounds_per_block = 4;
    static constexpr std::size_t pilot_blocks = 3;
    /// More are never planned: what they would still detect does not matter to anybody.
    static constexpr std::size_t blocks_limit = 200;

    explicit PairedRun(Plan plan);

    /// The arm of the next round; absent when the run is over.
    [[nodiscard]] std::optional<Arm> next() const;
    /// What that round measured, and how long the whole run has taken so far.
    void told(const RoundMeasure& round, Nanos elapsed);
    /// Ends it early (a signal).
    void stop();

    [[nodiscard]] bool piloting() const noexcept { return !gate_ && !over_; }
    /// Blocks that the budget holds; 0 while piloting, and when it holds too few to look once.
    [[nodiscard]] std::size_t blocks_planned() const noexcept { return blocks_planned_; }
    /// What a budget must be at least to hold the first look; 0 while piloting.
    [[nodiscard]] Nanos shortest_budget() const noexcept { return shortest_budget_; }
    /// By metric: the smallest effect above the tolerance that is found with 95 % power. Absent
    /// where the pilot did not measure the metric, empty while piloting.
    [[nodiscard]] const std::vector<std::optional<double>>& detectable() const noexcept {
        return detectable_;
    }
    [[nodiscard]] std::size_t blocks_used() const noexcept { return gate_ ? gate_->blocks() : 0; }
    [[nodiscard]] std::size_t blocks_discarded() const noexcept { return discarded_; }
    /// Why blocks were discarded, with how many rounds said so.
    [[nodiscard]] const std::map<std::string, std::size_t>& reasons() const noexcept {
        return reasons_;
    }

    using Outcome = ComparisonOutcome;
    /// Once next() is absent. Inconclusive also when no metric could be measured. Invalid: more
    /// blocks were disturbed than counted.
    [[nodiscard]] Outcome outcome() const;
    /// Metric by metric; one that is left out has no blocks.
    [[nodiscard]] std::vector<MetricFinding> findings() const;

 private:
    [[nodiscard]] bool b_outside() const;
    void end_block(Nanos elapsed);
    void end_pilot(Nanos elapsed);

    Plan plan_;
    std::optional<Gate> gate_;
    std::vector<std::vector<double>> pilot_;  // by metric
    std::vector<std::size_t> gated_;          // metrics that the gate judges
    std::vector<std::optional<double>> detectable_;
    std::vector<RoundMeasure> rounds_;  // of the current block
    std::map<std::string, std::size_t> reasons_;
    std::size_t block_ = 0;
    std::size_t discarded_ = 0;
    std::size_t blocks_planned_ = 0;
    Nanos shortest_budget_{0};
    bool over_ = false;
};

}  // namespace sark::reports
