#include "reports/views/meanwhile_view.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reports/judgement/recovery.hpp"
#include "reports/statistics/latency_sample.hpp"

namespace sark::reports {

namespace {

using scenarios::Happening;
using workloads::IntervalTally;
using workloads::LoadTally;

/// Whether [begin, end] of a happening touches slice `number`.
bool touches(const Happening& one, std::size_t number, Nanos slice) {
    if (one.outcome == Happening::Outcome::not_started)
        return false;
    const Nanos begin = slice * static_cast<std::int64_t>(number);
    return one.begin < begin + slice && one.end >= begin;
}

/// Adds up slices, which have few samples each.
class Slices {
 public:
    void add(const IntervalTally& interval) {
        sample_.add_interval(interval);
        ++count_;
    }
    [[nodiscard]] SliceQuantiles quantiles() const {
        return {count_, sample_.bare_quantile(0.50).ms, sample_.bare_quantile(0.95).ms,
                sample_.bare_quantile(0.99).ms};
    }

 private:
    LatencySample sample_;
    std::size_t count_ = 0;
};

MeanwhileLoadView load_of(const LoadTally& load, const Happening& one,
                          const std::vector<Happening>& all, Nanos slice) {
    Slices during;
    Slices quiet;
    for (std::size_t i = 0; i < load.intervals.size(); ++i) {
        if (touches(one, i, slice))
            during.add(load.intervals[i]);
        else if (std::ranges::none_of(
                     all, [&](const Happening& other) { return touches(other, i, slice); }))
            quiet.add(load.intervals[i]);
    }
    MeanwhileLoadView view;
    view.load = load.name;
    view.during = during.quantiles();
    view.quiet = quiet.quantiles();
    if (view.during.p95 && view.quiet.p95 && *view.quiet.p95 > 0.0)
        view.p95_ratio = *view.during.p95 / *view.quiet.p95;
    return view;
}

std::string_view words_of(Happening::Outcome outcome) {
    constexpr std::array<std::string_view, 4> words = {"not started", "done", "failed",
                                                       "cut short by the end of the run"};
    return words[static_cast<std::size_t>(outcome)];
}

/// How each load came back, and says so.
void add_recovery(const scenarios::RunResult& run, const Happening& one, MeanwhileView& view) {
    for (std::size_t i = 0; i < view.loads.size(); ++i) {
        const auto recovery = recovery_of(run.engine.loads[i], one, run);
        MeanwhileLoadView& load = view.loads[i];
        if (recovery)
            load.recovered_s = to_seconds(*recovery);
        view.recovery += view.recovery.empty() ? "" : ", ";
        view.recovery += load.recovered_s ? fmt::format("{} recovered within {:.1f} s", load.load,
                                                        *load.recovered_s)
                                          : load.load + " did not recover before the run ended";
    }
}

}  // namespace

std::string_view name_of(Happening::Outcome outcome) {
    constexpr std::array<std::string_view, 4> names = {"not_started", "done", "failed",
                                                       "cut_short"};
    return names[static_cast<std::size_t>(outcome)];
}

std::vector<MeanwhileView> meanwhile_of(const scenarios::RunResult& run) {
    std::vector<MeanwhileView> views;
    const Nanos slice = run.engine.interval;
    for (const Happening& one : run.happenings) {
        MeanwhileView view;
        view.name = one.name;
        view.what = one.name == one.kind ? one.kind : one.name + " (" + one.kind + ")";
        view.outcome = words_of(one.outcome);
        view.detail = one.detail;
        view.planned_s = to_seconds(one.planned);
        view.sentence = fmt::format("{}: {}", view.what, view.outcome);
        if (one.outcome != Happening::Outcome::not_started) {
            view.begin_s = to_seconds(one.begin);
            view.end_s = to_seconds(one.end);
            view.sentence += fmt::format(", {:.1f} s to {:.1f} s", *view.begin_s, *view.end_s);
            if (slice > Nanos{0})
                for (const LoadTally& load : run.engine.loads)
                    view.loads.push_back(load_of(load, one, run.happenings, slice));
        }
        if (is_outage(one))
            add_recovery(run, one, view);
        for (const std::string& more : {one.detail, view.recovery})
            if (!more.empty())
                view.sentence += "; " + more;
        views.push_back(std::move(view));
    }
    return views;
}

}  // namespace sark::reports
