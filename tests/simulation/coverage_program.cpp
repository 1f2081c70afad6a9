// sark_statistics_coverage [--quick]: how often 95 % intervals hold the truth, and how often
// steady-state detection is wrong about steady runs. Prints the tables of docs/measurement.md.

#include <cstdio>
#include <string_view>

#include <fmt/format.h>

#include "tests/simulation/interval_coverage.hpp"
#include "tests/simulation/steady_alarms.hpp"

namespace {

using namespace sark::test;

std::vector<LatencyProcess> processes() {
    return {
        independent(1'000, 30),
        independent(40, 5),
        autoregressive(0.3, 1'000, 30),
        autoregressive(0.6, 1'000, 30),
        autoregressive(0.9, 1'000, 30),
        autoregressive(0.9, 200, 5),
        autoregressive(0.99, 1'000, 30),
        autoregressive(0.998, 1'000, 30),
        drifting(0.5, 1'000, 60),
        drifting(2.0, 1'000, 60),
        drifting(5.0, 1'000, 60),
        drifting(10.0, 200, 30),
        spells(0.9, 0.1, 1'000, 30),
        spells(2.0, 0.5, 1'000, 60),
        spells(4.0, 2.0, 1'000, 60),
        stalls(1.0, 0.1, 0.1, 1'000, 60),
        stalls(2.0, 0.1, 0.3, 1'000, 60),
        stalls(5.0, 0.1, 1.0, 1'000, 60),
        stalls(10.0, 0.1, 1.0, 1'000, 60),
        pauses(0.7, 0.03, 1'000, 30),
        pauses(3.0, 0.2, 1'000, 60),
        outages(2.0, 0.1, 0.3, 1'000, 60),
    };
}

std::string percent(double share) {
    return fmt::format("{:.1f} %", 100.0 * share);
}

void print_coverage(unsigned runs, unsigned truth_runs) {
    fmt::print(
        "| series | statistic | coverage | open | absent | width | naive coverage |\n"
        "|---|---|---:|---:|---:|---:|---:|\n");
    for (const LatencyProcess& process : processes()) {
        for (const Coverage& one : cover(process, runs, truth_runs, 20'261'121)) {
            const double all = one.given + one.absent;
            fmt::print("| {} | {} | {} | {} | {} | {} | {} |\n", process.name, one.statistic,
                       one.share() ? percent(*one.share()) : "-", percent(one.open / all),
                       percent(one.absent / all),
                       one.widening() ? fmt::format("{:.1f}", *one.widening()) : "-",
                       percent(one.naive_share()));
        }
        std::fflush(stdout);
    }
}

void print_alarms(unsigned runs) {
    fmt::print("\n| series | cut short | no steady state |\n|---|---:|---:|\n");
    for (const LatencyProcess& process : processes()) {
        if (process.seconds < 10.0)
            continue;
        const SteadyAlarms alarms = count_steady_alarms(process, runs, 7);
        const double all = alarms.runs;
        fmt::print("| {} | {} | {} |\n", process.name, percent(alarms.cut / all),
                   percent(alarms.none / all));
        std::fflush(stdout);
    }
}

}  // namespace

int main(int count, char** words) {
    const bool quick = count == 2 && std::string_view(words[1]) == "--quick";
    if (count > 1 && !quick) {
        fmt::print(stderr, "usage: sark_statistics_coverage [--quick]\n");
        return 2;
    }
    print_coverage(quick ? 100 : 1'000, quick ? 40 : 400);
    print_alarms(quick ? 50 : 1'000);
    return 0;
}
