#include "reports/judgement/live_judge.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "reports/judgement/part_of_run.hpp"
#include "reports/judgement/row_judge.hpp"
#include "reports/judgement/statistic.hpp"
#include "reports/judgement/threshold.hpp"
#include "reports/report.hpp"

namespace sark::reports {

namespace {

using scenarios::Threshold;

/// The upper end of a live bucket is at most this much above the sample.
constexpr double live_resolution = 0.01;

/// The part of the run that a threshold is about, if it is going on or has just been.
std::optional<LiveStretch> stretch_of(const Threshold& threshold,
                                      const scenarios::Scenario& scenario, Nanos into_window) {
    LiveStretch stretch;
    stretch.length = into_window;
    stretch.window = threshold.window;
    if (!threshold.phase.empty()) {
        Nanos begin{0};
        const auto phase = std::ranges::find_if(scenario.phases, [&](const auto& one) {
            if (one.name == threshold.phase)
                return true;
            begin += one.duration;
            return false;
        });
        if (phase == scenario.phases.end() || into_window <= begin ||
            into_window > begin + phase->duration)
            return std::nullopt;
        const auto part = 1 + static_cast<std::size_t>(phase - scenario.phases.begin());
        stretch.parts = {part, part + 1};
        stretch.length = into_window - begin;
    }
    if (stretch.window && stretch.length < *stretch.window)
        return std::nullopt;
    return stretch;
}

/// Whether more of the run may still turn the failure into a pass, or the live figures may err.
bool may_hold(const Threshold& threshold, const Judgement& row) {
    const bool floor = row.comparison.starts_with('>');
    if (threshold.aggregation == Threshold::Aggregation::count && floor)
        return true;
    if (row.unit != "ms" || !row.actual)
        return false;
    const double margin = floor ? 1.0 + live_resolution : 1.0 - live_resolution;
    return holds(*row.actual * margin, row.comparison, threshold.limit);
}

}  // namespace

LiveJudge::LiveJudge(scenarios::Scenario scenario) : scenario_(std::move(scenario)) {
    for (const scenarios::LoadSpec& load : scenario_.loads)
        measured_ = std::max(measured_, workloads::duration_of(load.arrivals));
}

bool LiveJudge::needed() const noexcept {
    return std::ranges::any_of(scenario_.thresholds, &Threshold::abort_on_fail);
}

Nanos LiveJudge::memory() const noexcept {
    Nanos longest{0};
    for (const Threshold& threshold : scenario_.thresholds)
        if (threshold.abort_on_fail)
            longest = std::max(longest, threshold.window.value_or(Nanos{0}));
    return longest;
}

std::optional<scenarios::ThresholdBreach> LiveJudge::check(
    const workloads::LiveHistory& live) const {
    const Nanos into_window = live.read_at() - scenario_.warmup;
    if (into_window <= Nanos{0} || into_window > measured_)
        return std::nullopt;
    for (std::size_t number = 0; number < scenario_.thresholds.size(); ++number) {
        const Threshold& threshold = scenario_.thresholds[number];
        if (!threshold.abort_on_fail || into_window < threshold.delay_abort)
            continue;
        if (auto breach = judge(number, into_window, live))
            return breach;
    }
    return std::nullopt;
}

std::optional<scenarios::ThresholdBreach> LiveJudge::judge(
    std::size_t number, Nanos into_window, const workloads::LiveHistory& live) const {
    const Threshold& threshold = scenario_.thresholds[number];
    const auto stretch = stretch_of(threshold, scenario_, into_window);
    if (!stretch)
        return std::nullopt;
    const Judgement row =
        judge_row(row_of(threshold), "thresholds", live_run(scenario_, live, *stretch));
    if (row.verdict != RowVerdict::fail || may_hold(threshold, row))
        return std::nullopt;
    scenarios::ThresholdBreach breach;
    breach.threshold = number;
    breach.at = into_window;
    breach.actual = row.actual;
    breach.samples = row.samples;
    breach.failed = row.failed;
    breach.reason = fmt::format(
        "{} failed after {:.1f} s{}: {}", row.id, to_seconds(into_window),
        threshold.window ? fmt::format(" over the latest {:g} s", to_seconds(*threshold.window))
                         : std::string(),
        row.reason);
    return breach;
}

}  // namespace sark::reports
