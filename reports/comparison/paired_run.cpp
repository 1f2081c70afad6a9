#include "reports/comparison/paired_run.hpp"

#include <algorithm>
#include <utility>

#include "workloads/data/hash.hpp"

namespace sark::reports {

namespace {

constexpr std::uint64_t order_stream = 0x61626261;

/// Half of (b1 + b2) - (a1 + a2); absent unless every round measured it.
std::optional<double> effect_of(const std::vector<RoundMeasure>& rounds, std::size_t metric,
                                bool b_outside) {
    double effect = 0.0;
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        const std::optional<double>& value = rounds[i].values[metric];
        if (!value)
            return std::nullopt;
        const bool outside = i == 0 || i == 3;
        effect += (outside == b_outside ? 0.5 : -0.5) * *value;
    }
    return effect;
}

}  // namespace

PairedRun::PairedRun(Plan plan) : plan_(std::move(plan)), pilot_(plan_.metrics.size()) {}

bool PairedRun::b_outside() const {
    return (workloads::draw(plan_.seed, block_, order_stream) >> 63U) != 0;
}

std::optional<Arm> PairedRun::next() const {
    if (over_)
        return std::nullopt;
    const bool outside = rounds_.empty() || rounds_.size() == 3;
    return outside == b_outside() ? Arm::b : Arm::a;
}

void PairedRun::told(const RoundMeasure& round, Nanos elapsed) {
    if (over_)
        return;
    rounds_.push_back(round);
    if (!round.unusable.empty())
        ++reasons_[round.unusable];
    if (rounds_.size() == rounds_per_block)
        end_block(elapsed);
}

void PairedRun::stop() {
    over_ = true;
    if (gate_)
        gate_->finish();
}

void PairedRun::end_block(Nanos elapsed) {
    const bool disturbed =
        std::any_of(rounds_.begin(), rounds_.end(),
                    [](const RoundMeasure& round) { return !round.unusable.empty(); });
    std::vector<std::optional<double>> effects;
    for (std::size_t m = 0; m < plan_.metrics.size(); ++m)
        effects.push_back(effect_of(rounds_, m, b_outside()));
    rounds_.clear();
    ++block_;
    if (gate_) {
        std::vector<std::optional<double>> judged;
        for (const std::size_t m : gated_) judged.push_back(effects[m]);
        if (disturbed)
            ++discarded_;
        else
            gate_->add(judged);
        if (gate_->decision() != GateDecision::undecided)
            over_ = true;
        else if (elapsed >= plan_.budget)
            stop();
        return;
    }
    // The pilot asks how the host scatters: what disturbed it belongs to that.
    for (std::size_t m = 0; m < effects.size(); ++m)
        if (effects[m])
            pilot_[m].push_back(*effects[m]);
    if (block_ == pilot_blocks)
        end_pilot(elapsed);
}

void PairedRun::end_pilot(Nanos elapsed) {
    const Nanos per_block = std::max(Nanos{1}, elapsed / static_cast<std::int64_t>(pilot_blocks));
    shortest_budget_ = elapsed + per_block * static_cast<std::int64_t>(blocks_before_first_look);
    const auto fit = std::max<std::int64_t>(0, (plan_.budget - elapsed) / per_block);
    const auto blocks = std::min(static_cast<std::size_t>(fit), blocks_limit);
    if (blocks < blocks_before_first_look) {
        over_ = true;
        return;
    }
    blocks_planned_ = blocks;
    std::vector<GateMetric> judged;
    for (std::size_t m = 0; m < pilot_.size(); ++m) {
        if (pilot_[m].empty())
            continue;
        gated_.push_back(m);
        judged.push_back(plan_.metrics[m]);
    }
    if (judged.empty()) {
        over_ = true;
        return;
    }
    const Gate::Rule rule{plan_.alpha, plan_.beta, blocks};
    for (const std::vector<double>& effects : pilot_)
        detectable_.push_back(detectable_effect(effects, judged.size(), rule));
    gate_.emplace(std::move(judged), rule);
}

PairedRun::Outcome PairedRun::outcome() const {
    if (!gate_)
        return Outcome::inconclusive;
    if (discarded_ > gate_->blocks())
        return Outcome::invalid;
    switch (gate_->decision()) {
        case GateDecision::regressed:
            return Outcome::regressed;
        case GateDecision::no_regression:
            return Outcome::no_regression;
        case GateDecision::undecided:
        case GateDecision::inconclusive:
            break;
    }
    return Outcome::inconclusive;
}

std::vector<MetricFinding> PairedRun::findings() const {
    std::vector<MetricFinding> all(plan_.metrics.size());
    for (std::size_t m = 0; m < all.size(); ++m) all[m].name = plan_.metrics[m].name;
    if (!gate_)
        return all;
    std::vector<MetricFinding> judged = gate_->findings();
    for (std::size_t i = 0; i < judged.size(); ++i) all[gated_[i]] = std::move(judged[i]);
    return all;
}

}  // namespace sark::reports
