#include "reports/views/steady_view.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/order_statistics.hpp"

namespace sark::reports {

namespace {

/// Whether the plan asks for the same all the time. In a closed loop that is the number of users.
bool is_constant(const scenarios::LoadSpec& plan) {
    if (const auto* open = std::get_if<workloads::OpenArrivals>(&plan.arrivals))
        return std::ranges::all_of(open->stages, [&](const workloads::Stage& stage) {
            return stage.target_rate == open->start_rate;
        });
    return std::holds_alternative<workloads::ClosedArrivals>(plan.arrivals) &&
           plan.executor == "constant-vus";
}

/// Growth over a minute, or over the whole window where that is shorter, in words.
std::string growth_text(const SteadyState& state, double slice_s, std::size_t slices) {
    const double per_minute = std::expm1(std::log1p(state.growth_per_slice) * 60.0 / slice_s);
    const double over_all =
        std::expm1(std::log1p(state.growth_per_slice) * static_cast<double>(slices));
    const bool minute = static_cast<double>(slices) * slice_s >= 60.0;
    const double growth = minute ? per_minute : over_all;
    const std::string subject =
        state.moving == "throughput" ? "throughput" : fmt::format("response {}", state.moving);
    if (std::abs(growth) <= steady_tolerated)
        return fmt::format("no steady state: {} changes for more than half of the window", subject);
    return fmt::format("no steady state: {} {} by {} {}", subject, growth > 0 ? "rises" : "falls",
                       format_value(std::abs(growth), "ratio"),
                       minute ? "per minute" : "over the window");
}

void describe_window(const workloads::LoadTally& load, const SteadyState& state, double slice_s,
                     SteadyView& view) {
    LatencySample sample;
    std::uint64_t ok = 0;
    for (std::size_t i = state.first; i < state.last; ++i) {
        sample.add_interval(load.intervals[i]);
        ok += load.intervals[i].ok;
    }
    const auto quantile = [&](double q) {
        return sample.total() < samples_needed(q) ? std::nullopt : sample.bare_quantile(q).ms;
    };
    view.begin_s = static_cast<double>(state.first) * slice_s;
    view.end_s = static_cast<double>(state.last) * slice_s;
    view.ok_per_s = static_cast<double>(ok) / (*view.end_s - *view.begin_s);
    view.p50_ms = quantile(0.50);
    view.p95_ms = quantile(0.95);
    view.p99_ms = quantile(0.99);
    view.sentence = fmt::format("steady from {:g} s to {:g} s", *view.begin_s, *view.end_s);
}

}  // namespace

std::vector<SteadySlice> steady_slices_of(const workloads::LoadTally& load, Nanos interval) {
    const std::size_t whole =
        interval > Nanos{0} ? static_cast<std::size_t>(load.measured / interval) : 0;
    std::vector<SteadySlice> slices;
    for (std::size_t i = 0; i < std::min(whole, load.intervals.size()); ++i) {
        LatencySample sample;
        sample.add_answers(load.intervals[i].response);
        slices.push_back(
            {sample.bare_quantile(0.50).ms, sample.bare_quantile(0.95).ms, load.intervals[i].ok});
    }
    return slices;
}

SteadyView steady_view_of(const workloads::LoadTally& load, const scenarios::LoadSpec* plan,
                          Nanos interval) {
    SteadyView view;
    if (plan == nullptr || !is_constant(*plan)) {
        view.verdict = "not_constant";
        view.sentence = "the load is not constant";
        return view;
    }
    const auto slices = steady_slices_of(load, interval);
    const double slice_s = to_seconds(interval);
    const SteadyState state = find_steady_state(slices);
    switch (state.verdict) {
        case SteadyState::Verdict::steady:
            view.verdict = "steady";
            describe_window(load, state, slice_s, view);
            break;
        case SteadyState::Verdict::none:
            view.verdict = "none";
            view.moving = state.moving;
            view.growth_per_minute =
                std::expm1(std::log1p(state.growth_per_slice) * 60.0 / slice_s);
            view.sentence = growth_text(state, slice_s, slices.size());
            break;
        case SteadyState::Verdict::too_short:
            view.verdict = "too_short";
            view.sentence = fmt::format("too short to say: {} of {} slices of the time axis needed",
                                        slices.size(), steady_slices_minimum);
            break;
    }
    return view;
}

}  // namespace sark::reports
