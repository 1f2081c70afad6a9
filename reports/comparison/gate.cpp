#include "reports/comparison/gate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace sark::reports {

namespace {

std::vector<double> minus(std::span<const double> values, double centre) {
    std::vector<double> moved(values.begin(), values.end());
    for (double& value : moved) value -= centre;
    return moved;
}

std::vector<double> below(std::span<const double> values, double centre) {
    std::vector<double> moved(values.begin(), values.end());
    for (double& value : moved) value = centre - value;
    return moved;
}

/// The point that a standard normal exceeds with probability p (bisection of erfc).
double normal_upper_point(double p) {
    double low = -10.0;
    double high = 10.0;
    for (int i = 0; i < 80; ++i) {
        const double middle = (low + high) / 2.0;
        (std::erfc(middle / std::numbers::sqrt2) / 2.0 > p ? low : high) = middle;
    }
    return (low + high) / 2.0;
}

}  // namespace

Gate::Gate(std::vector<GateMetric> metrics, Rule rule)
    : rule_(rule), table_(rule.blocks_max), looks_(look_schedule(rule.blocks_max)) {
    for (GateMetric& metric : metrics) {
        MetricFinding finding;
        finding.name = metric.name;
        courses_.push_back({std::move(metric), {}, std::move(finding)});
    }
}

void Gate::add(std::span<const std::optional<double>> effects) {
    if (decision_ != GateDecision::undecided || next_look_ == looks_.size())
        return;
    for (std::size_t i = 0; i < courses_.size(); ++i)
        if (effects[i])
            courses_[i].effects.push_back(*effects[i]);
    ++blocks_;
    if (blocks_ != looks_[next_look_].blocks)
        return;
    const Look& due = looks_[next_look_++];
    look(due.share, next_look_ == looks_.size());
}

void Gate::finish() {
    if (decision_ != GateDecision::undecided)
        return;
    next_look_ = looks_.size();
    if (blocks_ >= blocks_before_first_look)
        look(1.0 - spent_, true);
    else
        decision_ = GateDecision::inconclusive;
}

void Gate::look(double share, bool last) {
    spent_ += share;
    const bool regressed = find_regressions(rule_.alpha * share);
    // A regression ends the looking: what the other metrics say is known as well as it will be.
    const bool cleared = clear_metrics(rule_.beta * share, last || regressed);
    if (regressed)
        decision_ = GateDecision::regressed;
    else if (cleared)
        decision_ = GateDecision::no_regression;
    else if (last)
        decision_ = GateDecision::inconclusive;
}

bool Gate::find_regressions(double alpha) {
    std::vector<Course*> by_p;
    for (Course& course : courses_) {
        course.finding.p_regressed =
            signed_rank_p(table_, minus(course.effects, course.metric.tolerance));
        by_p.push_back(&course);
    }
    std::sort(by_p.begin(), by_p.end(), [](const Course* a, const Course* b) {
        return a->finding.p_regressed < b->finding.p_regressed;
    });
    bool found = false;
    for (std::size_t i = 0; i < by_p.size(); ++i) {
        if (*by_p[i]->finding.p_regressed > alpha / static_cast<double>(by_p.size() - i))
            break;
        found = by_p[i]->finding.regressed = true;
    }
    return found;
}

bool Gate::clear_metrics(double beta, bool over) {
    bool all = true;
    for (Course& course : courses_) {
        const bool strict = course.metric.indifference > course.metric.tolerance;
        const double limit = std::max(course.metric.tolerance, course.metric.indifference);
        course.finding.p_cleared = signed_rank_p(table_, below(course.effects, limit));
        // Whoever tolerates less than what is indifferent wants every block spent on looking.
        course.finding.cleared = course.finding.p_cleared <= beta && (over || !strict);
        all = all && course.finding.cleared;
    }
    return all;
}

std::vector<MetricFinding> Gate::findings() const {
    std::vector<MetricFinding> findings;
    for (const Course& course : courses_) {
        MetricFinding finding = course.finding;
        finding.blocks = course.effects.size();
        finding.effect = pseudo_median(course.effects);
        finding.interval95 = centre_interval(table_, course.effects, 0.025);
        findings.push_back(std::move(finding));
    }
    return findings;
}

std::optional<double> detectable_effect(std::span<const double> pilot, std::size_t metrics,
                                        const Gate::Rule& rule) {
    const std::vector<Look> looks = look_schedule(rule.blocks_max);
    if (pilot.size() < 2 || looks.empty())
        return std::nullopt;
    const double n = static_cast<double>(pilot.size());
    const double mean = std::accumulate(pilot.begin(), pilot.end(), 0.0) / n;
    double square = 0.0;
    for (const double effect : pilot) square += (effect - mean) * (effect - mean);
    const double deviation = std::sqrt(square / (n - 1.0));
    const double alpha = rule.alpha * looks.back().share / static_cast<double>(metrics);
    const double blocks = static_cast<double>(rule.blocks_max) * 3.0 / std::numbers::pi;
    return (normal_upper_point(alpha) + normal_upper_point(0.05)) * deviation / std::sqrt(blocks);
}

}  // namespace sark::reports
