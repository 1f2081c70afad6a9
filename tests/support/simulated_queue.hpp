#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "reports/capacity/step_decision.hpp"
#include "workloads/data/hash.hpp"

namespace sark::test {

/// Numbers in (0, 1), a pure function of the seed.
class Draws {
 public:
    explicit Draws(std::uint64_t seed) : seed_(seed) {}
    double uniform() {
        return (static_cast<double>(workloads::draw(seed_, next_++, 0) >> 11U) + 0.5) * 0x1.0p-53;
    }
    double exponential(double mean) { return -mean * std::log(uniform()); }

 private:
    std::uint64_t seed_;
    std::uint64_t next_ = 0;
};

/// A queue with `servers` exponential servers and Poisson arrivals (M/M/c), of which everything is
/// known.
struct Queue {
    unsigned servers = 1;
    double service_s = 0.004;

    [[nodiscard]] double capacity() const { return servers / service_s; }

    /// P(response time > t) at `rate` arrivals per second (below capacity); Erlang's C.
    [[nodiscard]] double beyond(double t, double rate) const {
        const double mu = 1.0 / service_s;
        const double offered = rate / mu;
        double term = 1.0;
        double sum = 0.0;
        for (unsigned k = 0; k < servers; ++k) {
            sum += term;
            term *= offered / (k + 1);
        }
        const double waiting = term / (1.0 - offered / servers);
        const double wait = waiting / (sum + waiting);
        const double spare = servers * mu - rate - mu;
        const double joint =
            std::abs(spare) < 1e-9 ? mu * t : mu * (1.0 - std::exp(-spare * t)) / spare;
        return std::exp(-mu * t) * (1.0 + wait * joint);
    }
    /// The highest rate at which at most `misses` of the operations take longer than `limit_s`.
    [[nodiscard]] double highest_rate(double limit_s, double misses) const {
        double low = 0.0;
        double high = capacity();
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (low + high);
            (beyond(limit_s, middle) <= misses ? low : high) = middle;
        }
        return low;
    }
};

/// How a window of it is measured.
struct QueueWindow {
    double warmup_s = 1.0;
    double measured_s = 5.0;
    double limit_s = 0.020;
    std::size_t parts = 32;
};

/// One window from an empty queue, warm-up first. `slow` multiplies service times.
inline reports::WindowEvidence measure_queue(const Queue& queue, const QueueWindow& window,
                                             double rate, std::uint64_t seed, double slow = 1.0) {
    Draws draws(seed);
    std::vector<double> free_at(queue.servers, 0.0);
    reports::ObjectiveEvidence seen;
    seen.parts.resize(window.parts);
    const double end = window.warmup_s + window.measured_s;
    std::uint64_t ended = 0;
    for (double now = draws.exponential(1.0 / rate); now < end;
         now += draws.exponential(1.0 / rate)) {
        const auto server = std::ranges::min_element(free_at);
        *server = std::max(*server, now) + draws.exponential(queue.service_s * slow);
        if (*server >= window.warmup_s && *server < end)
            ++ended;
        if (now < window.warmup_s)
            continue;
        const double into = (now - window.warmup_s) / window.measured_s;
        reports::PartCount& part =
            seen.parts[static_cast<std::size_t>(into * static_cast<double>(window.parts))];
        part.operations += 1.0;
        ++seen.operations;
        if (*server - now > window.limit_s) {
            part.misses += 1.0;
            ++seen.misses;
        }
    }
    reports::WindowEvidence evidence;
    evidence.fell_behind = static_cast<double>(ended) < 0.95 * static_cast<double>(seen.operations);
    evidence.objectives.push_back(std::move(seen));
    return evidence;
}

}  // namespace sark::test
