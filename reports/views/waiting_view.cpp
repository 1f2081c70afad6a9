#include "reports/views/waiting_view.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/selection.hpp"
#include "reports/statistics/order_statistics.hpp"

namespace sark::reports {

namespace {

constexpr double parting_ratio = 1.1;

struct Quantile {
    std::string_view name;
    double q = 0.0;
};
constexpr std::array<Quantile, 5> quantiles = {
    {{"p50", 0.50}, {"p90", 0.90}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}}};

/// Both clocks at one quantile.
struct Pair {
    std::string_view quantile;
    double response_ms = 0.0;
    double service_ms = 0.0;

    [[nodiscard]] double ratio() const { return service_ms > 0.0 ? response_ms / service_ms : 1.0; }
    [[nodiscard]] bool differs() const { return response_ms > service_ms * parting_ratio; }
    [[nodiscard]] bool parts(double lag_ms) const {
        return differs() && response_ms - service_ms > lag_ms;
    }
};

std::optional<double> quantile_ms(const workloads::Histogram& histogram, double q) {
    if (histogram.count() < samples_needed(q))
        return std::nullopt;
    const auto value = histogram.quantile(q);
    return value ? std::optional(to_ms(*value)) : std::nullopt;
}

std::vector<Pair> pairs_of(const workloads::OperationTally& tally) {
    workloads::Histogram response = tally.response_ok;
    response.merge(tally.response_failed);
    std::vector<Pair> pairs;
    for (const Quantile& one : quantiles) {
        const auto due = quantile_ms(response, one.q);
        const auto sent = quantile_ms(tally.service, one.q);
        if (due && sent)
            pairs.push_back({one.name, *due, *sent});
    }
    return pairs;
}

std::string ms(double value) {
    return format_value(value, "ms");
}

std::string waited_sentence(const Pair& pair, const workloads::LoadTally& load) {
    return fmt::format(
        "at {0} response time is {1} but service time {2}: {3} of {4} arrivals of load {5} found "
        "every connection busy and waited. A tool whose clock starts at sending would have shown "
        "{2} (coordinated omission)",
        pair.quantile, ms(pair.response_ms), ms(pair.service_ms), format_count(load.overdue),
        format_count(load.planned), load.name);
}

WaitingView compared(const workloads::OperationTally& tally, const workloads::LoadTally& load,
                     double lag_ms) {
    WaitingView view;
    const std::vector<Pair> pairs = pairs_of(tally);
    if (pairs.empty()) {
        view.sentence = "too few samples to tell response from service time";
        return view;
    }
    const auto parted = [&](const Pair& pair) { return pair.parts(lag_ms); };
    const bool part = std::ranges::any_of(pairs, parted);
    // Where they part the most; where they agree, the slowest quantile that is known.
    const Pair pair =
        part ? *std::ranges::max_element(
                   pairs, {}, [&](const Pair& one) { return parted(one) ? one.ratio() : 0.0; })
             : pairs.back();
    if (!part) {
        view.kind = WaitingView::Kind::agree;
        view.sentence = fmt::format(
            "response and service time {} ({} {} and {}): no waiting for a connection is hidden",
            pair.differs() ? "differ by no more than the generator's own lateness" : "agree",
            pair.quantile, ms(pair.response_ms), ms(pair.service_ms));
    } else if (load.overdue > 0 || tally.abandoned > 0) {
        view.kind = WaitingView::Kind::waited;
        view.sentence = waited_sentence(pair, load);
    } else {
        view.kind = WaitingView::Kind::generator;
        view.sentence = fmt::format(
            "at {} response time is {} but service time {} although no arrival waited for a "
            "connection: the generator sent late",
            pair.quantile, ms(pair.response_ms), ms(pair.service_ms));
    }
    return view;
}

/// What the generator's lateness explains: its p99, or its worst while there are too few samples
/// for that.
double explained_lag_ms(const workloads::Histogram& wake_lag) {
    if (const auto p99 = quantile_ms(wake_lag, 0.99))
        return *p99;
    const auto worst = wake_lag.max();
    return worst ? to_ms(*worst) : 0.0;
}

bool is_closed(const scenarios::RunResult& run, const std::string& load) {
    const scenarios::LoadSpec* plan = plan_of(run, load);
    return plan != nullptr && std::holds_alternative<workloads::ClosedArrivals>(plan->arrivals);
}

}  // namespace

std::vector<WaitingView> waiting_of(const scenarios::RunResult& run) {
    const double lag_ms = explained_lag_ms(run.engine.generator.wake_lag);
    std::vector<WaitingView> views;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& tally : load.operations) {
            WaitingView view = compared(tally, load, lag_ms);
            view.operation = tally.name;
            view.load = load.name;
            if (is_closed(run, load.name)) {
                view.kind = WaitingView::Kind::closed;
                view.sentence =
                    "a closed loop sends the next request when the last is answered, so waiting "
                    "shows as fewer requests, not as response time";
            }
            views.push_back(std::move(view));
        }
    return views;
}

}  // namespace sark::reports
