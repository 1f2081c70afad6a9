#include "reports/capacity/capacity_search.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace sark::reports {

namespace {

bool points_to_holding(StepVerdict verdict) {
    return verdict == StepVerdict::holds || verdict == StepVerdict::leans_holds;
}

bool ends_above(StepVerdict verdict) {
    return verdict == StepVerdict::breaks || verdict == StepVerdict::generator;
}

/// The geometric middle, to three digits where these lie between the ends.
double middle_of(double low, double high) {
    const double exact = std::sqrt(low * high);
    const double unit = std::pow(10.0, std::floor(std::log10(exact)) - 2.0);
    const double rounded = std::round(exact / unit) * unit;
    return rounded > low * 1.001 && rounded < high * 0.999 ? rounded : exact;
}

}  // namespace

CapacitySearch::CapacitySearch(Plan plan) : plan_(std::move(plan)) {
    plan_.start = std::clamp(plan_.start, plan_.lowest, plan_.highest);
    begin(StepKind::search, plan_.start);
}

std::optional<WindowRequest> CapacitySearch::next() const {
    if (over_)
        return std::nullopt;
    const SearchStep& step = steps_.back();
    return WindowRequest{step.rate, step.kind, steps_.size() - 1};
}

void CapacitySearch::begin(StepKind kind, double rate) {
    const StepRule& rule = kind == StepKind::confirm ? plan_.confirm_rule : plan_.rule;
    steps_.push_back({kind, rate, StepVerdict::open, StepDecision(plan_.shares, rule), 0, 0, 0});
}

void CapacitySearch::end(Outcome outcome, std::string reason) {
    over_ = true;
    outcome_ = outcome;
    reason_ = std::move(reason);
}

void CapacitySearch::told(const WindowEvidence& evidence, Disturbance disturbance) {
    if (over_)
        return;
    SearchStep& step = steps_.back();
    if (disturbance == Disturbance::none) {
        step.disturbed_in_a_row = 0;
        step.by_generator = 0;
        step.decision.add(evidence);
        step.verdict = step.decision.verdict();
    } else {
        ++step.disturbed;
        ++step.disturbed_in_a_row;
        if (disturbance == Disturbance::generator)
            ++step.by_generator;
        if (step.disturbed_in_a_row >= disturbances_limit)
            step.verdict = 2 * step.by_generator > step.disturbed_in_a_row ? StepVerdict::generator
                                                                           : StepVerdict::disturbed;
    }
    if (step.verdict != StepVerdict::open)
        end_step();
}

void CapacitySearch::stop() {
    if (over_)
        return;
    SearchStep& step = steps_.back();
    step.verdict = StepVerdict::unjudged;
    if (step.decision.windows() == 0 && step.disturbed == 0)
        steps_.pop_back();
    end(Outcome::stopped);
}

std::vector<CapacitySearch::Finding> CapacitySearch::findings() const {
    std::map<double, Finding> by_rate;
    for (const SearchStep& step : steps_) {
        if (step.verdict == StepVerdict::open || step.verdict == StepVerdict::unjudged)
            continue;
        Finding& finding = by_rate[step.rate];
        finding.rate = step.rate;
        ++finding.trials;
        finding.verdict = step.verdict;
        if (step.verdict == StepVerdict::holds)
            ++finding.holds;
        if (step.verdict == StepVerdict::breaks)
            ++finding.breaks;
        if (step.kind == StepKind::confirm)
            (step.verdict == StepVerdict::holds ? finding.confirmed : finding.confirm_failed) =
                true;
    }
    std::vector<Finding> known;
    for (auto& [rate, finding] : by_rate) {
        if (finding.holds != finding.breaks)
            finding.verdict =
                finding.holds > finding.breaks ? StepVerdict::holds : StepVerdict::breaks;
        const bool unconfirmed = finding.confirm_failed && !finding.confirmed;
        if (unconfirmed && points_to_holding(finding.verdict))
            finding.verdict = StepVerdict::leans_breaks;
        known.push_back(finding);
    }
    return known;
}

void CapacitySearch::end_step() {
    const SearchStep& step = steps_.back();
    if (step.verdict == StepVerdict::disturbed) {
        end(Outcome::disturbed);
        return;
    }
    if (step.kind == StepKind::confirm)
        ++confirms_;
    plan_next();
}

void CapacitySearch::plan_next() {
    const std::vector<Finding> known = findings();
    if (settle(known))
        return;
    const auto ceiling = std::ranges::find_if(known, ends_above, &Finding::verdict);
    const Finding* low = nullptr;
    const Finding* high = nullptr;
    for (auto one = known.begin(); one != ceiling; ++one)
        if (points_to_holding(one->verdict))
            low = &*one;
    for (const Finding& one : known)
        if (high == nullptr && (low == nullptr || one.rate > low->rate) &&
            !points_to_holding(one.verdict))
            high = &one;
    const Finding& top = known.back();
    if (low == nullptr)
        go_down(known.front());
    else if (ceiling == known.end() && top.rate < plan_.highest)
        begin(StepKind::search, std::min(2.0 * top.rate, plan_.highest));
    else if (high != nullptr && high->rate > low->rate * (1.0 + plan_.resolution))
        begin(StepKind::search, middle_of(low->rate, high->rate));
    else
        verify(*low, high);
}

bool CapacitySearch::settle(const std::vector<Finding>& known) {
    for (const Finding& one : known) {
        if (!one.contradictory())
            continue;
        const auto latest =
            std::find_if(steps_.rbegin(), steps_.rend(),
                         [&](const SearchStep& step) { return step.rate == one.rate; });
        if (one.trials < trials_limit)
            begin(latest->kind, one.rate);
        else
            end(Outcome::inconclusive,
                fmt::format("at {:.4g}/s it held and broke by turns: target or host are not steady",
                            one.rate));
        return true;
    }
    return false;
}

void CapacitySearch::go_down(const Finding& lowest) {
    if (lowest.rate > plan_.lowest)
        begin(StepKind::search, std::max(plan_.lowest, 0.5 * lowest.rate));
    else if (lowest.verdict == StepVerdict::breaks && lowest.trials < 2)
        begin(StepKind::break_again, lowest.rate);
    else if (lowest.verdict == StepVerdict::breaks)
        end(Outcome::never_holds);
    else if (lowest.verdict == StepVerdict::generator)
        end(Outcome::generator_limited);
    else
        end(Outcome::inconclusive,
            fmt::format("at {:.4g}/s, the lowest rate, it could not be told", lowest.rate));
}

void CapacitySearch::verify(const Finding& low, const Finding* high) {
    if (high != nullptr && high->verdict == StepVerdict::breaks && high->trials < 2)
        begin(StepKind::break_again, high->rate);
    else if (low.confirmed)
        finish(low, high);
    else if (confirms_ < confirms_limit)
        begin(StepKind::confirm, low.rate);
    else
        end(Outcome::inconclusive, "what held for a while did not hold in the longer windows");
}

void CapacitySearch::finish(const Finding& low, const Finding* high) {
    confirmed_ = low.rate;
    if (breaks())
        end(Outcome::found);
    else if (generator_limit())
        end(Outcome::generator_limited);
    else if (high == nullptr)
        end(Outcome::holds_throughout);
    else
        end(Outcome::inconclusive,
            fmt::format("between {:.4g}/s and the highest rate it could not be told", high->rate));
}

std::optional<double> CapacitySearch::holds() const {
    if (confirmed_)
        return confirmed_;
    std::optional<double> highest;
    for (const Finding& one : findings()) {
        if (ends_above(one.verdict))
            break;
        if (one.verdict == StepVerdict::holds && !one.contradictory())
            highest = one.rate;
    }
    return highest;
}

std::optional<double> CapacitySearch::breaks() const {
    const double above = holds().value_or(0.0);
    for (const Finding& one : findings())
        if (one.rate > above && one.verdict == StepVerdict::breaks && !one.contradictory())
            return one.rate;
    return std::nullopt;
}

std::optional<double> CapacitySearch::generator_limit() const {
    for (const Finding& one : findings())
        if (one.verdict == StepVerdict::generator)
            return one.rate;
    return std::nullopt;
}

}  // namespace sark::reports
