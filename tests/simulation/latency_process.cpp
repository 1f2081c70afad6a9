#include "tests/simulation/latency_process.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "workloads/timing/latency_recorder.hpp"

namespace sark::test {

namespace {

constexpr double noise = 0.4;

double exponential(double mean, Random& random) {
    return std::exponential_distribution<double>(1.0 / mean)(random);
}

double uniform(double low, double high, Random& random) {
    return std::uniform_real_distribution<double>(low, high)(random);
}

double base_ms(Random& random) {
    return std::exp(noise * std::normal_distribution<double>()(random));
}

std::vector<double> empty_series(double rate, double seconds) {
    return std::vector<double>(static_cast<std::size_t>(rate * seconds));
}

/// ms left of the stall that covers each instant; 0 outside. `gap` draws from one begin to the
/// next. Starts long before the series, so that it begins in the middle of things.
template <class Gap, class Length>
std::vector<double> stall_left(double rate, double seconds, Random& random, Gap gap,
                               Length length) {
    std::vector<double> left = empty_series(rate, seconds);
    double begin = -20.0 * gap(random);
    double end = begin;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const double now = static_cast<double>(i) / rate;
        while (begin <= now) {
            end = std::max(end, begin + length(random));
            begin += gap(random);
        }
        left[i] = std::max(0.0, end - now) * 1e3;
    }
    return left;
}

std::vector<double> random_stalls(double every_s, double shortest_s, double longest_s, double rate,
                                  double seconds, Random& random) {
    return stall_left(
        rate, seconds, random, [&](Random& r) { return exponential(every_s, r); },
        [&](Random& r) { return uniform(shortest_s, longest_s, r); });
}

}  // namespace

LatencyProcess independent(double rate, double seconds) {
    LatencyProcess process = autoregressive(0.0, rate, seconds);
    process.name = fmt::format("independent, {:g}/s x {:g} s", rate, seconds);
    return process;
}

LatencyProcess autoregressive(double phi, double rate, double seconds) {
    const auto draw = [=](Random& random) {
        std::normal_distribution<double> normal;
        std::vector<double> series = empty_series(rate, seconds);
        double level = normal(random);
        for (double& one : series) {
            level = phi * level + std::sqrt(1.0 - phi * phi) * normal(random);
            one = std::exp(0.5 * level);
        }
        return series;
    };
    return {fmt::format("AR(1) phi {:g}, {:g}/s x {:g} s", phi, rate, seconds), rate, seconds,
            draw};
}

LatencyProcess drifting(double memory_s, double rate, double seconds) {
    const double phi = std::exp(-1.0 / (memory_s * rate));
    const auto draw = [=](Random& random) {
        std::normal_distribution<double> normal;
        std::vector<double> series = empty_series(rate, seconds);
        double level = normal(random);
        for (double& one : series) {
            level = phi * level + std::sqrt(1.0 - phi * phi) * normal(random);
            one = std::exp(0.5 * noise * level + noise * normal(random));
        }
        return series;
    };
    return {fmt::format("drift of {:g} s, {:g}/s x {:g} s", memory_s, rate, seconds), rate, seconds,
            draw};
}

LatencyProcess spells(double fast_s, double slow_s, double rate, double seconds) {
    const auto draw = [=](Random& random) {
        std::vector<double> series = empty_series(rate, seconds);
        bool slow = uniform(0.0, fast_s + slow_s, random) < slow_s;
        double left = exponential(slow ? slow_s : fast_s, random);
        for (double& one : series) {
            for (left -= 1.0 / rate; left < 0.0;) {
                slow = !slow;
                left += exponential(slow ? slow_s : fast_s, random);
            }
            one = base_ms(random) * (slow ? 5.0 : 1.0);
        }
        return series;
    };
    return {fmt::format("spells {:g} s fast, {:g} s slow, x {:g} s", fast_s, slow_s, seconds), rate,
            seconds, draw};
}

LatencyProcess stalls(double every_s, double shortest_s, double longest_s, double rate,
                      double seconds) {
    const auto draw = [=](Random& random) {
        std::vector<double> series =
            random_stalls(every_s, shortest_s, longest_s, rate, seconds, random);
        for (double& one : series) one += base_ms(random);
        return series;
    };
    return {fmt::format("stalls {:g}-{:g} s every {:g} s, x {:g} s", shortest_s, longest_s, every_s,
                        seconds),
            rate, seconds, draw};
}

LatencyProcess pauses(double every_s, double length_s, double rate, double seconds) {
    const auto draw = [=](Random& random) {
        std::vector<double> series = stall_left(
            rate, seconds, random, [&](Random& r) { return every_s * uniform(0.8, 1.2, r); },
            [&](Random&) { return length_s; });
        for (double& one : series) one += base_ms(random);
        return series;
    };
    return {fmt::format("pauses {:g} s every {:g} s, x {:g} s", length_s, every_s, seconds), rate,
            seconds, draw};
}

LatencyProcess outages(double every_s, double shortest_s, double longest_s, double rate,
                       double seconds) {
    const auto draw = [=](Random& random) {
        std::vector<double> series =
            random_stalls(every_s, shortest_s, longest_s, rate, seconds, random);
        for (double& one : series)
            one = one > 0.0 && uniform(0.0, 1.0, random) < 0.5 ? -1.0 : base_ms(random);
        return series;
    };
    return {fmt::format("outages {:g}-{:g} s every {:g} s, x {:g} s", shortest_s, longest_s,
                        every_s, seconds),
            rate, seconds, draw};
}

workloads::LoadTally record(const LatencyProcess& process, const std::vector<double>& series) {
    const Nanos window = from_seconds(process.seconds);
    const Nanos slice = workloads::LatencyRecorder::interval_for(window);
    workloads::LatencyRecorder recorder({"load", "simulated", {"operation"}}, window, slice, 1);
    const TimePoint begin{std::chrono::seconds(1)};
    recorder.begin(begin);
    for (std::size_t i = 0; i < series.size(); ++i) {
        const workloads::Arrival arrival{
            i, begin + from_seconds(static_cast<double>(i) / process.rate)};
        const bool failed = series[i] < 0.0;
        const Nanos time = from_seconds(std::abs(series[i]) / 1e3);
        recorder.completed(0, 0, arrival, arrival.intended, arrival.intended + time,
                           {failed ? workloads::OutcomeCode::timeout : workloads::OutcomeCode::ok});
    }
    workloads::LoadTally tally = recorder.take(window, slice);
    tally.planned = tally.completed;
    return tally;
}

}  // namespace sark::test
