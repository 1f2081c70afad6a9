#include "reports/judgement/recovery.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/statistic.hpp"
#include "reports/statistics/latency_sample.hpp"

namespace sark::reports {

namespace {

using scenarios::Happening;
using scenarios::MeanwhileSpec;
using workloads::IntervalTally;

/// What the scenario calls healthy after this; absent: whatever is ok.
std::optional<Nanos> healthy_after(const Happening& outage, const scenarios::RunResult& run) {
    for (const MeanwhileSpec& spec : run.scenario.meanwhile)
        if (spec.name == outage.name)
            return spec.healthy;
    return std::nullopt;
}

bool is_healthy(const IntervalTally& slice, const std::optional<Nanos>& limit) {
    if (slice.ok == 0 || slice.failed > 0)
        return false;
    if (!limit)
        return true;
    const auto p95 = slice.response.quantile(0.95);
    return p95 && *p95 <= *limit;
}

}  // namespace

bool is_outage(const Happening& happening) {
    constexpr auto kinds = scenarios::meanwhile_names;
    for (const MeanwhileSpec::Kind kind : {MeanwhileSpec::Kind::lock, MeanwhileSpec::Kind::fault})
        if (happening.kind == kinds[static_cast<std::size_t>(kind)])
            return true;
    return false;
}

std::optional<Nanos> recovery_of(const workloads::LoadTally& load, const Happening& outage,
                                 const scenarios::RunResult& run) {
    const Nanos slice = run.engine.interval;
    if (outage.outcome == Happening::Outcome::not_started || slice <= Nanos{0})
        return std::nullopt;
    const std::optional<Nanos> limit = healthy_after(outage, run);
    for (std::size_t i = 0; i < load.intervals.size(); ++i) {
        const Nanos begin = slice * static_cast<std::int64_t>(i);
        // The last slice may be a part of one.
        const bool whole = begin + slice <= run.engine.measured;
        if (whole && begin >= outage.end && is_healthy(load.intervals[i], limit))
            return begin - outage.end;
    }
    return std::nullopt;
}

Judgement judge_recovery(const SlaRow& row, Judgement judged, const scenarios::RunResult& run) {
    std::optional<double> longest_ms;
    std::string unrecovered;
    for (const Happening& outage : run.happenings) {
        if (!is_outage(outage) || outage.outcome == Happening::Outcome::not_started)
            continue;
        for (const workloads::LoadTally& load : run.engine.loads) {
            if (!row.load.empty() && load.name != row.load)
                continue;
            ++judged.samples;
            const auto recovery = recovery_of(load, outage, run);
            if (recovery)
                longest_ms = std::max(longest_ms.value_or(0.0), to_ms(*recovery));
            else
                unrecovered += fmt::format("{}{} from {}", unrecovered.empty() ? "" : ", ",
                                           load.name, outage.name);
        }
    }
    judged.actual = longest_ms;
    if (!unrecovered.empty()) {
        judged.verdict = RowVerdict::fail;
        judged.actual.reset();
        judged.failed = 1;
        judged.reason = "did not recover before the run ended: " + unrecovered;
    } else if (!longest_ms) {
        judged.verdict = RowVerdict::no_data;
        judged.decides = true;
        judged.reason = "nothing befell the run before it ended";
    } else if (holds(*longest_ms, row.comparison, *row.target)) {
        judged.verdict = RowVerdict::pass;
    } else {
        judged.verdict = RowVerdict::fail;
        judged.reason = fmt::format("{} misses the target {}", format_value(*longest_ms, "ms"),
                                    format_limit(row.comparison, *row.target, "ms"));
    }
    return judged;
}

}  // namespace sark::reports
