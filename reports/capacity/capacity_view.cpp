#include "reports/capacity/capacity_view.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace sark::reports {

namespace {

std::string rate_or(const std::optional<double>& rate, std::string_view absent) {
    return rate ? rate_text(*rate) : std::string(absent);
}

std::string outcome_text(CapacityOutcome outcome) {
    std::string text(name_of(outcome));
    for (char& c : text) c = static_cast<char>(c == '_' ? ' ' : std::toupper(c));
    return text;
}

std::string_view mark_of(CapacityOutcome outcome) {
    switch (outcome) {
        case CapacityOutcome::found:
        case CapacityOutcome::holds_throughout:
            return "pass";
        case CapacityOutcome::never_holds:
            return "fail";
        case CapacityOutcome::disturbed:
            return "invalid";
        default:
            return "inconclusive";
    }
}

/// "[830/s, 866/s]", or what is known of it.
std::string interval_text(const CapacityResult& result) {
    if (result.holds_per_s && result.breaks_per_s)
        return fmt::format("[{}, {}]", rate_text(*result.holds_per_s),
                           rate_text(*result.breaks_per_s));
    if (result.holds_per_s)
        return "at least " + rate_text(*result.holds_per_s);
    return result.breaks_per_s ? "below " + rate_text(*result.breaks_per_s) : "not known";
}

std::string title_of(const CapacityResult& result) {
    const std::string about = "Capacity of " + result.setup.scenario + ": ";
    if (!result.holds_per_s && !result.breaks_per_s)
        return about + "not known";
    const std::string holds = result.holds_per_s ? "holds " + rate_text(*result.holds_per_s) +
                                                       (result.confirmed ? " (confirmed)" : "")
                                                 : std::string("no rate held");
    return about + holds +
           (result.breaks_per_s ? ", breaks " + rate_text(*result.breaks_per_s)
                                : std::string(", breaks nowhere that was tried"));
}

std::string knee_text(const CapacityResult& result) {
    if (!result.knee_per_s && !result.holds_per_s)
        return "No knee: no rate was seen to hold.";
    if (!result.knee_per_s)
        return "No knee: response times did not grow enough within the rates that were measured.";
    return fmt::format(
        "The knee is at {}: above it response time grows faster than throughput (greatest "
        "throughput / mean response time of the steps).",
        rate_text(*result.knee_per_s));
}

std::string rule_text(const CapacityResult& result) {
    const CapacitySetup& setup = result.setup;
    return fmt::format(
        "Each step was measured in windows of {:.3g} s after {:.3g} s of warm-up, {} at most, "
        "until a sequential bound with an error of {:.3g} % told on which side of the SLA it lies; "
        "what holds was confirmed in windows of {:.3g} s.",
        to_seconds(setup.timing.window), to_seconds(setup.timing.warmup), setup.plan.rule.looks,
        100.0 * setup.plan.rule.error, to_seconds(setup.confirm_window));
}

std::string made_text(const CapacityResult& result) {
    const CapacitySetup& setup = result.setup;
    return fmt::format(
        "Started {}, took {:.0f} s, exit {}, seed {}, {} connections, {} generator thread{}. "
        "sark-bench {} {}.",
        setup.started_at, to_seconds(result.elapsed), static_cast<int>(result.exit_code),
        setup.seed, setup.connections, setup.threads, setup.threads == 1 ? "" : "s",
        setup.tool_version, setup.tool_revision);
}

std::vector<RatePoint> curve_of(const CapacityResult& result) {
    std::vector<RatePoint> curve;
    for (const CapacityStep& step : result.steps)
        if (step.rate && step.windows > 0)
            curve.push_back({*step.rate, step.figures.achieved_per_s, step.figures.p50_ms,
                             step.figures.p95_ms, step.figures.p99_ms});
    std::ranges::stable_sort(curve, {}, &RatePoint::rate);
    return curve;
}

std::vector<std::pair<std::string, std::string>> facts_of(
    const scenarios::Environment& environment) {
    auto facts = environment.facts;
    facts.insert(facts.end(), environment.services.begin(), environment.services.end());
    for (const SettingSource& one : environment.settings)
        facts.emplace_back(one.setting, one.value);
    return facts;
}

/// The middle of the confirmed rates, the lower of two.
std::optional<double> middle_of(const std::vector<double>& rising) {
    return rising.empty() ? std::nullopt : std::optional(rising[(rising.size() - 1) / 2]);
}

}  // namespace

CapacityView capacity_view_of(const CapacityResult& result) {
    CapacityView view;
    view.title = title_of(result);
    view.outcome = outcome_text(result.outcome);
    view.mark = mark_of(result.outcome);
    view.summary = interval_text(result) + ": " + result.summary;
    view.conclusion = fmt::format("{}: {} (exit {}, {:.0f} s)", view.outcome, view.summary,
                                  static_cast<int>(result.exit_code), to_seconds(result.elapsed));
    view.headroom = result.headroom;
    if (result.limit)
        view.limit = result.limit->text;
    for (const Objective& objective : result.setup.sla.objectives) {
        view.sla.emplace_back(objective.name, demand_of(objective));
        if (objective.measure != Objective::Measure::errors)
            view.limits.push_back({objective.name, objective.limit_ms});
    }
    view.left_out = result.setup.sla.left_out;
    view.knee = knee_text(result);
    view.rule = rule_text(result);
    view.made = made_text(result);
    for (const CapacityStep& step : result.steps) view.steps.push_back(row_of(step));
    view.curve = curve_of(result);
    for (const UslFit& fit : result.usl_fits) view.scalability.push_back(scalability_of(fit));
    view.law = result.usl;
    view.facts = facts_of(result.setup.environment);
    return view;
}

RepeatsView repeats_of(const std::vector<CapacityResult>& results) {
    RepeatsView view;
    std::vector<double> held;
    for (const CapacityResult& result : results)
        if (result.confirmed && result.holds_per_s)
            held.push_back(*result.holds_per_s);
    std::ranges::sort(held);
    const auto middle = middle_of(held);
    for (const CapacityResult& result : results) {
        RepeatRow row{rate_or(result.holds_per_s, "–"),
                      rate_or(result.breaks_per_s, "–"),
                      rate_or(result.knee_per_s, "–"),
                      "–",
                      fmt::format("{:.0f}", to_seconds(result.elapsed)),
                      std::string(name_of(result.outcome))};
        if (middle && result.confirmed && result.holds_per_s)
            row.deviation = fmt::format("{:+.1f} %", 100.0 * (*result.holds_per_s / *middle - 1.0));
        view.rows.push_back(std::move(row));
    }
    if (!middle) {
        view.conclusion = "No repeat confirmed a rate.";
        return view;
    }
    view.spread = (held.back() - held.front()) / *middle;
    view.conclusion = fmt::format("{} of {} confirmed: {} to {}, middle {}, spread {:.1f} % of it.",
                                  held.size(), results.size(), rate_text(held.front()),
                                  rate_text(held.back()), rate_text(*middle), 100.0 * *view.spread);
    return view;
}

}  // namespace sark::reports
