#include "reports/capacity/step_decision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sark::reports {

namespace {

constexpr std::size_t blocks_minimum = 4;

double share_of_misses(std::uint64_t misses, std::uint64_t operations) {
    return operations == 0 ? 0.0 : static_cast<double>(misses) / static_cast<double>(operations);
}

/// x ln(x / y), 0 at x = 0.
double weighted_log(double x, double y) {
    if (x <= 0.0)
        return 0.0;
    return y <= 0.0 ? std::numeric_limits<double>::infinity() : x * std::log(x / y);
}

/// Kullback-Leibler divergence of Bernoulli(p) from Bernoulli(q).
double divergence(double p, double q) {
    return weighted_log(p, q) + weighted_log(1.0 - p, 1.0 - q);
}

/// Blocks of `length` parts; a rest shorter than that at the end of a window is left out.
std::vector<PartCount> blocks_of(const std::vector<std::vector<PartCount>>& windows,
                                 std::size_t length) {
    std::vector<PartCount> blocks;
    for (const std::vector<PartCount>& parts : windows) {
        for (std::size_t begin = 0; begin + length <= parts.size(); begin += length) {
            PartCount block;
            for (std::size_t i = begin; i < begin + length; ++i) {
                block.operations += parts[i].operations;
                block.misses += parts[i].misses;
            }
            blocks.push_back(block);
        }
    }
    return blocks;
}

double inflation_of_blocks(const std::vector<PartCount>& blocks) {
    double operations = 0.0;
    double misses = 0.0;
    for (const PartCount& block : blocks) {
        operations += block.operations;
        misses += block.misses;
    }
    if (misses <= 0.0 || misses >= operations)
        return 1.0;
    const double share = misses / operations;
    double squares = 0.0;
    for (const PartCount& block : blocks) {
        const double residual = block.misses - share * block.operations;
        squares += residual * residual;
    }
    const double count = static_cast<double>(blocks.size());
    return squares * count / (count - 1.0) / (operations * share * (1.0 - share));
}

}  // namespace

double inflation_of(const std::vector<std::vector<PartCount>>& windows) {
    std::size_t longest = 0;
    for (const auto& parts : windows) longest = std::max(longest, parts.size());
    double inflation = 1.0;
    for (std::size_t length = 1; length <= longest; length *= 2) {
        const std::vector<PartCount> blocks = blocks_of(windows, length);
        if (blocks.size() < blocks_minimum)
            break;
        inflation = std::max(inflation, inflation_of_blocks(blocks));
    }
    return inflation;
}

double cautious_inflation_of(const std::vector<std::vector<PartCount>>& windows) {
    double bursts = 0.0;
    for (const auto& parts : windows)
        bursts += static_cast<double>(
            std::ranges::count_if(parts, [](const PartCount& part) { return part.misses > 0.0; }));
    if (bursts <= 0.0)
        return burst_assumed;
    return std::max(burst_assumed, inflation_of(windows) * (1.0 + 2.0 / std::sqrt(bursts)));
}

ShareBound chernoff_bound(double ratio, double operations, double evidence) {
    if (operations <= 0.0)
        return {};
    const auto excluded = [&](double p) { return operations * divergence(ratio, p) >= evidence; };
    // The divergence grows away from the ratio on either side: halve towards where it is enough.
    const auto edge = [&](double inside, double outside) {
        if (!excluded(outside))
            return outside;
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (inside + outside);
            (excluded(middle) ? outside : inside) = middle;
        }
        return inside;
    };
    return {edge(ratio, 0.0), edge(ratio, 1.0)};
}

StepDecision::StepDecision(std::vector<double> shares, StepRule rule) : rule_(rule) {
    for (const double share : shares) courses_.push_back({share, 0, 0, {}});
}

void StepDecision::add(const WindowEvidence& window) {
    ++windows_;
    fell_behind_ = fell_behind_ || window.fell_behind;
    for (std::size_t i = 0; i < courses_.size() && i < window.objectives.size(); ++i) {
        const ObjectiveEvidence& seen = window.objectives[i];
        courses_[i].operations += seen.operations;
        courses_[i].misses += seen.misses;
        courses_[i].windows.push_back(seen.parts);
    }
    if (verdict_ == StepVerdict::open)
        look();
}

double StepDecision::evidence_needed(double parts) const {
    return std::log(static_cast<double>(rule_.looks) * parts / rule_.error);
}

bool StepDecision::accepts_breaking(const Course& course) const {
    const double allowed = 1.0 - course.share;
    const double seen = share_of_misses(course.misses, course.operations);
    const double effective = static_cast<double>(course.operations) / inflation_of(course.windows);
    return seen > allowed && effective * divergence(seen, allowed) >=
                                 evidence_needed(static_cast<double>(courses_.size()));
}

bool StepDecision::accepts_holding(const Course& course) const {
    const double allowed = 1.0 - course.share;
    const double seen = share_of_misses(course.misses, course.operations);
    const double effective =
        static_cast<double>(course.operations) / cautious_inflation_of(course.windows);
    return seen < allowed && effective * divergence(seen, allowed) >= evidence_needed(1.0);
}

void StepDecision::look() {
    const auto leans_to_hold = [](const Course& course) {
        return course.operations > 0 &&
               share_of_misses(course.misses, course.operations) <= 1.0 - course.share;
    };
    const auto breaking = [this](const Course& course) { return accepts_breaking(course); };
    const auto holding = [this](const Course& course) { return accepts_holding(course); };
    if (fell_behind_ || std::ranges::any_of(courses_, breaking))
        verdict_ = StepVerdict::breaks;
    else if (windows_ >= rule_.windows_to_hold && std::ranges::all_of(courses_, holding))
        verdict_ = StepVerdict::holds;
    else if (windows_ >= rule_.looks)
        verdict_ = std::ranges::all_of(courses_, leans_to_hold) ? StepVerdict::leans_holds
                                                                : StepVerdict::leans_breaks;
}

std::optional<std::size_t> StepDecision::tightest() const {
    std::optional<std::size_t> tightest;
    double worst = -1.0;
    for (std::size_t i = 0; i < courses_.size(); ++i) {
        const Course& course = courses_[i];
        if (course.operations == 0)
            continue;
        const double used =
            share_of_misses(course.misses, course.operations) / (1.0 - course.share);
        if (used > worst) {
            worst = used;
            tightest = i;
        }
    }
    return tightest;
}

WithinBound StepDecision::bound(std::size_t objective) const {
    const Course& course = courses_[objective];
    WithinBound bound;
    if (course.operations == 0)
        return bound;
    bound.operations = static_cast<double>(course.operations);
    bound.effective = bound.operations / cautious_inflation_of(course.windows);
    bound.ratio = 1.0 - share_of_misses(course.misses, course.operations);
    bound.low = chernoff_bound(bound.ratio, bound.effective, evidence_needed(1.0)).low;
    bound.high = chernoff_bound(bound.ratio, bound.operations / inflation_of(course.windows),
                                evidence_needed(static_cast<double>(courses_.size())))
                     .high;
    return bound;
}

}  // namespace sark::reports
