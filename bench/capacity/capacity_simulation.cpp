// capacity_simulation [repeats]: what the search for a capacity finds on simulated queues (M/M/c)
// whose capacity is known, and how often the bound that decides a step is wrong. Prints the tables
// of docs/capacity.md.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "reports/capacity/capacity_search.hpp"
#include "tests/support/simulated_queue.hpp"

namespace {

using namespace sark;
using reports::CapacitySearch;
using reports::StepDecision;
using reports::StepVerdict;

/// A queue and the SLA that it has to hold.
struct Case {
    test::Queue queue;
    double limit_s;
    double share;
    double noise = 0.0;  ///< A window's service times vary by so much, either way.

    [[nodiscard]] double truth() const { return queue.highest_rate(limit_s, 1.0 - share); }
    [[nodiscard]] std::string name() const {
        return fmt::format("{} x {:.0f} ms, p{:.0f} < {:.0f} ms{}", queue.servers,
                           1e3 * queue.service_s, 100.0 * share, 1e3 * limit_s,
                           noise > 0.0 ? fmt::format(", +-{:.0f} %", 100.0 * noise) : "");
    }
};

const std::array<Case, 8> cases = {{
    {{4, 0.004}, 0.040, 0.95},
    {{4, 0.004}, 0.040, 0.95, 0.03},
    {{16, 0.004}, 0.040, 0.95},
    {{8, 0.002}, 0.050, 0.99},
    {{8, 0.002}, 0.050, 0.99, 0.03},
    {{1, 0.004}, 0.100, 0.95},
    {{8, 0.002}, 0.010, 0.99},
    {{2, 0.008}, 0.040, 0.95},
}};

constexpr double window_s = 5.0;
constexpr double warmup_s = 1.0;
constexpr double confirm_s = 15.0;

reports::WindowEvidence measure(const Case& one, double rate, double length_s, std::uint64_t seed) {
    test::Draws draws(seed + 1);
    const double slow = 1.0 + one.noise * (2.0 * draws.uniform() - 1.0);
    return test::measure_queue(one.queue, {warmup_s, length_s, one.limit_s, 32}, rate, seed, slow);
}

void print_errors_of_steps(std::size_t repeats) {
    fmt::print("Steps: called holds / breaks, of {} each, at so much of the true capacity\n\n",
               repeats);
    fmt::print("| queue | 0.90 | 0.95 | 1.00 | 1.05 | 1.10 |\n|---|---|---|---|---|---|\n");
    for (const Case& one : cases) {
        fmt::print("| {} |", one.name());
        for (const double part : {0.90, 0.95, 1.00, 1.05, 1.10}) {
            std::size_t holds = 0;
            std::size_t breaks = 0;
            std::uint64_t seed = static_cast<std::uint64_t>(1e6 * part) << 32U;
            for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
                StepDecision decision({one.share}, {});
                while (decision.verdict() == StepVerdict::open)
                    decision.add(measure(one, part * one.truth(), window_s, seed += 2));
                holds += decision.verdict() == StepVerdict::holds;
                breaks += decision.verdict() == StepVerdict::breaks;
            }
            const double percent = 100.0 / static_cast<double>(repeats);
            fmt::print(" {:.0f} % / {:.0f} % |", percent * static_cast<double>(holds),
                       percent * static_cast<double>(breaks));
        }
        fmt::print("\n");
    }
}

/// What repeated searches of one case came to.
struct Tally {
    std::size_t confirmed = 0;
    std::size_t within = 0;
    std::size_t too_high = 0;
    std::size_t enclosed = 0;
    std::vector<double> ratios;
    double seconds = 0.0;
};

Tally search(const Case& one, std::size_t repeats) {
    Tally tally;
    const double truth = one.truth();
    for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
        CapacitySearch::Plan plan;
        plan.shares = {one.share};
        plan.start = one.queue.capacity() / 7.3;
        CapacitySearch searched(plan);
        std::uint64_t seed = (repeat + 1) << 24U;
        while (const auto request = searched.next()) {
            const bool longer = request->kind == reports::StepKind::confirm;
            const double length = longer ? confirm_s : window_s;
            searched.told(measure(one, request->rate, length, seed += 2),
                          reports::Disturbance::none);
            tally.seconds += warmup_s + length;
        }
        const double ratio = searched.holds().value_or(0.0) / truth;
        tally.ratios.push_back(ratio);
        tally.confirmed += searched.confirmed();
        tally.within += searched.confirmed() && ratio > 0.9 && ratio < 1.1;
        tally.too_high += ratio >= 1.1;
        tally.enclosed += ratio <= 1.0 && (!searched.breaks() || *searched.breaks() >= truth);
    }
    std::ranges::sort(tally.ratios);
    return tally;
}

void print_searches(std::size_t repeats) {
    fmt::print("\nSearches: {} of each\n\n", repeats);
    fmt::print(
        "| queue | true rate | confirmed | within 10 % | 10 % too high | encloses the truth | "
        "found / "
        "true: lowest, middle, highest | load |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (const Case& one : cases) {
        const Tally tally = search(one, repeats);
        fmt::print("| {} | {:.0f}/s | {} | {} | {} | {} | {:.2f}, {:.2f}, {:.2f} | {:.0f} s |\n",
                   one.name(), one.truth(), tally.confirmed, tally.within, tally.too_high,
                   tally.enclosed, tally.ratios.front(), tally.ratios[repeats / 2],
                   tally.ratios.back(), tally.seconds / static_cast<double>(repeats));
    }
}

}  // namespace

int main(int argc, char** argv) {
    const long given = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 100;
    if (given < 1) {
        fmt::print(stderr, "usage: capacity_simulation [repeats]\n");
        return 104;
    }
    const auto repeats = static_cast<std::size_t>(given);
    print_errors_of_steps(repeats);
    print_searches(repeats);
    return 0;
}
