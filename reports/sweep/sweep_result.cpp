#include "reports/sweep/sweep_result.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sark::reports {

namespace {

void count_reason(std::vector<std::pair<std::string, std::size_t>>& reasons,
                  const std::string& reason) {
    const auto known =
        std::ranges::find_if(reasons, [&](const auto& one) { return one.first == reason; });
    if (known == reasons.end())
        reasons.emplace_back(reason, 1);
    else
        ++known->second;
}

std::string summary_of(const SweepResult& result, std::size_t measured) {
    std::string text =
        fmt::format("{} points, {} rounds of each", result.points.size(), result.setup.rounds);
    std::size_t discarded = 0;
    for (const SweptPoint& point : result.points) discarded += point.rounds_discarded;
    if (discarded > 0)
        text += fmt::format(", {} of {} discarded", discarded, measured);
    if (!result.ended_by)
        return text;
    const bool interrupted = result.ended_by->code == Errc::interrupted;
    text += fmt::format(", {} after {} of {}", interrupted ? "interrupted" : "ended", measured,
                        result.points.size() * result.setup.rounds);
    if (!interrupted)
        text += ": " + describe(*result.ended_by);
    return text;
}

}  // namespace

SweepResult conclude_sweep(SweepSetup setup, std::vector<SweptPoint> points,
                           const std::vector<SweptRound>& rounds, Nanos elapsed,
                           std::optional<Error> ended_by) {
    SweepResult result;
    result.setup = std::move(setup);
    result.elapsed = elapsed;
    result.ended_by = std::move(ended_by);
    for (std::size_t i = 0; i < points.size(); ++i) {
        SweptPoint& point = points[i];
        std::array<std::vector<std::optional<double>>, sweep_metric_count> values;
        for (const SweptRound& round : rounds) {
            if (round.point != i)
                continue;
            if (!round.unusable.empty()) {
                ++point.rounds_discarded;
                count_reason(result.disturbances, round.unusable);
                continue;
            }
            ++point.rounds_used;
            point.offered_per_s = round.offered_per_s;
            point.pool_size = round.pool_size;
            for (std::size_t metric = 0; metric < sweep_metric_count; ++metric)
                values[metric].push_back(round.figures[metric]);
        }
        for (std::size_t metric = 0; metric < sweep_metric_count; ++metric)
            point.figures[metric] = figure_of(std::move(values[metric]));
    }
    result.points = std::move(points);
    result.order = fmt::format(
        "each round measures every point once, {:.1f} s after {:.1f} s of warm-up, in an order "
        "shuffled from seed {}",
        to_seconds(result.setup.round), to_seconds(result.setup.warmup), result.setup.seed);
    const bool empty = std::ranges::any_of(
        result.points, [](const SweptPoint& point) { return point.rounds_used == 0; });
    result.exit_code = result.ended_by ? exit_code_of(result.ended_by->code)
                       : empty         ? ExitCode::invalid_run
                                       : ExitCode::pass;
    result.summary = summary_of(result, rounds.size());
    return result;
}

}  // namespace sark::reports
