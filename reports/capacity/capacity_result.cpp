#include "reports/capacity/capacity_result.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/capacity/knee.hpp"
#include "reports/format.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

using SearchOutcome = CapacitySearch::Outcome;

CapacityStep step_of(const MeasuredStep& measured) {
    CapacityStep step;
    step.windows = measured.windows;
    step.disturbed = measured.disturbed;
    step.disturbances = measured.disturbances;
    step.figures = measured.totals.figures();
    step.error_ratio = ratio_of(step.figures.failed, step.figures.operations);
    step.concurrency = step.figures.in_flight;
    return step;
}

std::string percent(double share) {
    return fmt::format("{:.2f} %", 100.0 * share);
}

std::string reason_of(const CapacityStep& step) {
    if (step.fell_behind)
        return "work piled up";
    if (step.verdict == StepVerdict::disturbed || step.verdict == StepVerdict::generator)
        return fmt::format("{} of {} windows disturbed: {}", step.disturbed,
                           step.windows + step.disturbed, fmt::join(step.disturbances, ", "));
    if (!step.within)
        return {};
    return fmt::format("{} within the limit of {} [{}, {}]", percent(step.within->ratio),
                       step.objective, percent(step.within->low), percent(step.within->high));
}

CapacityStep search_step_of(const SearchStep& searched, const MeasuredStep& measured,
                            const CapacitySetup& setup) {
    CapacityStep step = step_of(measured);
    step.kind = name_of(searched.kind);
    step.rate = searched.rate;
    step.verdict = searched.verdict;
    step.fell_behind = searched.decision.fell_behind();
    if (const auto tightest = searched.decision.tightest()) {
        step.objective = setup.sla.objectives[*tightest].name;
        step.within = searched.decision.bound(*tightest);
    }
    step.reason = reason_of(step);
    return step;
}

CapacityOutcome outcome_of(const CapacitySearch& search, const std::optional<EarlyEnd>& ended_by) {
    switch (search.outcome()) {
        case SearchOutcome::found:
            return CapacityOutcome::found;
        case SearchOutcome::holds_throughout:
            return CapacityOutcome::holds_throughout;
        case SearchOutcome::never_holds:
            return CapacityOutcome::never_holds;
        case SearchOutcome::generator_limited:
            return CapacityOutcome::generator_limited;
        case SearchOutcome::disturbed:
            return CapacityOutcome::disturbed;
        case SearchOutcome::stopped:
            return ended_by && ended_by->by == EarlyEnd::By::signal ? CapacityOutcome::interrupted
                                                                    : CapacityOutcome::inconclusive;
        case SearchOutcome::inconclusive:
            break;
    }
    return CapacityOutcome::inconclusive;
}

ExitCode exit_code_of(CapacityOutcome outcome) {
    constexpr std::array<ExitCode, 7> codes = {
        ExitCode::pass,         ExitCode::pass,        ExitCode::sla_failed, ExitCode::inconclusive,
        ExitCode::inconclusive, ExitCode::invalid_run, ExitCode::interrupted};
    return codes[static_cast<std::size_t>(outcome)];
}

/// The search was over, so what followed was the curve.
std::string curve_end_text(const EarlyEnd& ended_by) {
    switch (ended_by.by) {
        case EarlyEnd::By::signal:
            return "; its curve was stopped on request";
        case EarlyEnd::By::time:
            return "; the time was up (--max-time) before its curve was complete";
        case EarlyEnd::By::failure:
            break;
    }
    return "; its curve ended before it was complete: " + describe(ended_by.failure);
}

/// "at least 300/s hold, 800/s break": what is known, whatever the outcome.
std::string interval_text(const CapacityResult& result) {
    const std::string holds =
        result.holds_per_s ? rate_text(*result.holds_per_s) + " held" : "no rate was seen to hold";
    return holds + (result.breaks_per_s ? ", " + rate_text(*result.breaks_per_s) + " broke" : "");
}

/// Rates between the ends that were measured and belong to neither.
std::string between_text(const CapacityResult& result) {
    std::set<double> rates;
    for (const CapacityStep& step : result.steps)
        if (step.rate > result.holds_per_s && step.rate < result.breaks_per_s)
            rates.insert(*step.rate);
    std::vector<std::string> texts;
    for (const double rate : rates) texts.push_back(rate_text(rate));
    return texts.empty() ? ""
                         : fmt::format("; {} in between could not be told", fmt::join(texts, ", "));
}

/// What the search says, its curve apart.
std::string answer_of(const CapacityResult& result, const CapacitySearch& search) {
    const std::string so_far = interval_text(result);
    switch (result.outcome) {
        case CapacityOutcome::found:
            return fmt::format("the SLA holds up to {} and breaks at {}",
                               rate_text(*result.holds_per_s), rate_text(*result.breaks_per_s)) +
                   between_text(result);
        case CapacityOutcome::holds_throughout:
            return fmt::format("the SLA holds at {}, the highest rate that was to be tried",
                               rate_text(*result.holds_per_s));
        case CapacityOutcome::never_holds:
            return fmt::format(
                "the SLA does not hold at {}, the lowest rate that was to be tried (--from)",
                rate_text(*result.breaks_per_s));
        case CapacityOutcome::generator_limited:
            return so_far + "; above that " + (result.limit ? result.limit->text : "");
        case CapacityOutcome::disturbed:
            return "the host disturbed one window after the other; so far " + so_far;
        case CapacityOutcome::interrupted:
            return "stopped on request; so far " + so_far;
        case CapacityOutcome::inconclusive:
            break;
    }
    if (search.outcome() != SearchOutcome::stopped)
        return search.reason() + "; so far " + so_far;
    if (result.ended_by && result.ended_by->by == EarlyEnd::By::failure)
        return "ended before it was decided: " + describe(result.ended_by->failure) + "; so far " +
               so_far;
    return "the time was up (--max-time); so far " + so_far;
}

std::string summary_of(const CapacityResult& result, const CapacitySearch& search) {
    const std::string answer = answer_of(result, search);
    const bool over = search.outcome() != SearchOutcome::stopped;
    return over && result.ended_by ? answer + curve_end_text(*result.ended_by) : answer;
}

ExitCode exit_code_of(const CapacityResult& result, const CapacitySearch& search) {
    if (search.outcome() == SearchOutcome::stopped && result.ended_by &&
        result.ended_by->by == EarlyEnd::By::failure)
        return reports::exit_code_of(result.ended_by->failure.code);
    if (result.outcome == CapacityOutcome::generator_limited && !result.holds_per_s)
        return ExitCode::invalid_run;
    return exit_code_of(result.outcome);
}

std::optional<CapacityLimit> find_limit(const CapacityResult& result,
                                        const CapacitySearch& search) {
    const auto measured_at = [&](double rate) {
        // The latest usable one of that rate.
        const CapacityStep* found = nullptr;
        for (const CapacityStep& step : result.steps)
            if (step.rate == rate && (step.windows > 0 || step.disturbed > 0))
                found = &step;
        return found;
    };
    if (result.breaks_per_s) {
        const CapacityStep* step = measured_at(*result.breaks_per_s);
        return step == nullptr
                   ? std::nullopt
                   : std::optional(limit_of(step->figures, *result.breaks_per_s, step->objective));
    }
    const auto rate = search.generator_limit();
    const CapacityStep* step = rate ? measured_at(*rate) : nullptr;
    if (step == nullptr)
        return std::nullopt;
    return generator_limit_of(step->figures, *rate,
                              fmt::format("{}", fmt::join(step->disturbances, ", ")));
}

bool usable(const CapacityStep& step) {
    return step.windows > 0 && step.verdict != StepVerdict::generator &&
           step.verdict != StepVerdict::disturbed && step.figures.ok_per_s && step.figures.mean_ms;
}

/// Steps by their rate: what the law says of the search, and where the knee is.
void fit(CapacityResult& result) {
    std::vector<UslPoint> users;
    std::vector<UslPoint> rates;
    std::vector<KneePoint> knee;
    for (const CapacityStep& step : result.steps) {
        if (!usable(step) || !step.concurrency)
            continue;
        const UslPoint point{*step.concurrency, *step.figures.ok_per_s};
        (step.rate ? rates : users).push_back(point);
        if (step.rate)
            knee.push_back({*step.figures.ok_per_s, *step.figures.mean_ms});
    }
    result.usl_fits = {fit_usl("concurrency", users), fit_usl("rate", rates)};
    result.usl = !result.usl_fits[0].accepted && result.usl_fits[1].accepted ? 1 : 0;
    if (const auto at = knee_of(knee))
        result.knee_per_s = knee[*at].per_s;
}

/// Service times where it holds (the latest step there), and those of one user at a time.
std::vector<CapacityOperation> operations_of(std::optional<double> holds,
                                             const CapacitySearch& search,
                                             const std::vector<MeasuredStep>& measured,
                                             const std::vector<CurveStep>& curve) {
    const std::vector<OperationService>* at_holds = nullptr;
    for (std::size_t i = 0; i < search.steps().size() && i < measured.size(); ++i)
        if (holds == search.steps()[i].rate && measured[i].windows > 0)
            at_holds = &measured[i].totals.services();
    if (at_holds == nullptr)
        return {};
    const auto lone = std::ranges::find_if(curve, [](const CurveStep& step) {
        return !step.rate && step.users == 1 && step.measured.windows > 0;
    });
    std::uint64_t all = 0;
    for (const OperationService& one : *at_holds) all += one.count;
    std::vector<CapacityOperation> operations;
    for (const OperationService& one : *at_holds) {
        CapacityOperation operation{one.name,    one.load,
                                    one.driver,  ratio_of(one.count, all).value_or(0.0),
                                    one.service, {}};
        if (lone != curve.end())
            for (const OperationService& other : lone->measured.totals.services())
                if (other.name == one.name && other.load == one.load && !other.service.empty())
                    operation.alone = other.service;
        operations.push_back(std::move(operation));
    }
    return operations;
}

double p95_ms_of(const workloads::Histogram& answers) {
    return to_ms(answers.quantile(0.95).value_or(Nanos{0}));
}

std::optional<PacedLatency> paced_of(double rate, std::vector<workloads::Histogram> windows) {
    constexpr std::uint64_t enough_for_p95 = 200;  // ten answers beyond it
    std::erase_if(windows, [](const auto& window) { return window.empty(); });
    if (windows.empty())
        return std::nullopt;
    PacedLatency latency;
    latency.rate = rate;
    latency.windows = windows.size();
    if (std::ranges::any_of(windows,
                            [](const auto& window) { return window.count() < enough_for_p95; })) {
        workloads::Histogram all = windows.front();
        for (std::size_t i = 1; i < windows.size(); ++i) all.merge(windows[i]);
        windows = {std::move(all)};
    }
    std::ranges::sort(windows, {}, p95_ms_of);
    latency.answers = windows[(windows.size() - 1) / 2];
    latency.p95_low_ms = p95_ms_of(windows.front());
    latency.p95_high_ms = p95_ms_of(windows.back());
    return latency;
}

/// The curve's rates and the one that holds (the latest step there).
std::vector<PacedLatency> paced_of(std::optional<double> holds, const CapacitySearch& search,
                                   const std::vector<MeasuredStep>& measured,
                                   const std::vector<CurveStep>& curve) {
    std::vector<PacedLatency> paced;
    for (const CurveStep& step : curve)
        if (step.rate && holds && *step.rate < *holds)
            if (auto latency = paced_of(*step.rate, step.measured.answers))
                paced.push_back(*std::move(latency));
    if (paced.empty())
        return {};  // the rate that holds alone says nothing of a lighter load
    for (std::size_t i = std::min(search.steps().size(), measured.size()); i-- > 0;) {
        if (holds != search.steps()[i].rate)
            continue;
        if (auto latency = paced_of(*holds, measured[i].answers)) {
            paced.push_back(*std::move(latency));
            break;
        }
    }
    std::ranges::sort(paced, {}, &PacedLatency::rate);
    return paced;
}

std::string headroom_text(const CapacityResult& result) {
    const double ratio = *result.headroom_ratio;
    const std::string asked = rate_text(result.setup.asked_per_s);
    if (ratio >= 1.0 && !result.confirmed)
        return fmt::format(
            "The scenario's own {} are {:.0f} % of the {} that held so far, which is not "
            "confirmed.",
            asked, 100.0 / ratio, rate_text(*result.holds_per_s));
    if (ratio >= 1.0)
        return fmt::format(
            "The scenario's own {} use {:.0f} % of that: {:.2f} times as much would "
            "still hold.",
            asked, 100.0 / ratio, ratio);
    return fmt::format("The scenario's own {} are more than that: {:.0f} % of them hold.", asked,
                       100.0 * ratio);
}

}  // namespace

std::string_view name_of(CapacityOutcome outcome) noexcept {
    constexpr std::array<std::string_view, 7> names = {
        "found",        "holds_throughout", "never_holds", "generator_limited",
        "inconclusive", "disturbed",        "interrupted"};
    return names[static_cast<std::size_t>(outcome)];
}

std::string_view name_of(StepKind kind) noexcept {
    constexpr std::array<std::string_view, 3> names = {"search", "break_again", "confirm"};
    return names[static_cast<std::size_t>(kind)];
}

std::string rate_text(double per_s) {
    return format_number(per_s) + "/s";
}

CapacityResult conclude_capacity(CapacitySetup setup, const CapacitySearch& search,
                                 const std::vector<MeasuredStep>& measured,
                                 const std::vector<CurveStep>& curve, Nanos elapsed,
                                 std::optional<EarlyEnd> ended_by) {
    CapacityResult result;
    result.ended_by = std::move(ended_by);
    result.setup = std::move(setup);
    result.elapsed = elapsed;
    result.holds_per_s = search.holds();
    result.breaks_per_s = search.breaks();
    result.confirmed = search.confirmed();
    for (std::size_t i = 0; i < search.steps().size() && i < measured.size(); ++i) {
        result.steps.push_back(search_step_of(search.steps()[i], measured[i], result.setup));
    }
    for (const CurveStep& one : curve) {
        CapacityStep step = step_of(one.measured);
        step.kind = one.rate ? "curve" : "concurrency";
        step.rate = one.rate;
        if (!one.rate)
            step.concurrency = one.users;
        result.steps.push_back(std::move(step));
    }
    result.operations = operations_of(result.holds_per_s, search, measured, curve);
    result.paced = paced_of(result.holds_per_s, search, measured, curve);
    result.outcome = outcome_of(search, result.ended_by);
    result.exit_code = exit_code_of(result, search);
    result.limit = find_limit(result, search);
    result.summary = summary_of(result, search);
    if (result.holds_per_s && result.setup.asked_per_s > 0.0) {
        result.headroom_ratio = *result.holds_per_s / result.setup.asked_per_s;
        result.headroom = headroom_text(result);
    }
    fit(result);
    return result;
}

std::vector<double> curve_rates(const CapacitySearch& search) {
    const auto holds = search.holds();
    if (!holds)
        return {};
    constexpr std::array<double, 6> shares = {0.1, 0.25, 0.4, 0.55, 0.7, 0.85};
    std::vector<double> rates;
    for (const double share : shares) {
        const double rate = std::max(1.0, std::round(share * *holds));
        if (rate < *holds && (rates.empty() || rate > rates.back()))
            rates.push_back(rate);
    }
    return rates;
}

std::vector<unsigned> concurrency_levels(unsigned connections) {
    constexpr unsigned highest_least = 16;
    const unsigned highest = std::clamp(connections, highest_least, 256U);
    std::set<unsigned> levels = {1, 2, 3, highest};
    for (unsigned level = 4; level < highest; level *= 2) levels.insert(level);
    return {levels.begin(), levels.end()};
}

}  // namespace sark::reports
