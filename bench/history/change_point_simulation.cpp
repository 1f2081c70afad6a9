// change_point_simulation [--quick | SERIES]: how often the change points of `sark-bench history`
// are false, and which steps they find, on simulated courses of runs. The search is the one that
// the program uses; only the runs are simulated.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "bench/binomial_interval.hpp"
#include "bench/history/run_series.hpp"
#include "reports/history/course.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using bench::Scatter;
using reports::ChangePointRule;

constexpr reports::CourseScale scale{.is_ratio = true, .more_is_worse = true, .tolerance = 0.05};

std::uint64_t seed_of(int series) {
    return 1'000'003U * static_cast<std::uint64_t>(series) + 17U;
}

/// Courses in which nothing changes: any change point is false.
void print_false_alarms(Scatter scatter, std::size_t runs, double alpha, int series) {
    int changed = 0;
    int regressed = 0;
    for (int s = 0; s < series; ++s) {
        const auto figures = bench::run_series(scatter, runs, runs, 0.0, seed_of(s));
        const auto found = reports::find_shifts(figures, scale, {.alpha = alpha});
        changed += found.shifts.empty() ? 0 : 1;
        regressed += reports::standing_regression(found, scale, 0) ? 1 : 0;
    }
    fmt::print("| {} | {} | {} | {} | {} |\n", name_of(scatter), runs, alpha,
               bench::proportion_text(changed, series), bench::proportion_text(regressed, series));
}

/// Courses that step up once: found when a change for the worse is reported near it.
void print_detection(Scatter scatter, std::size_t runs, std::size_t after, double step,
                     double alpha, int series) {
    constexpr std::size_t near = 3;
    const std::size_t change = runs - after;
    int found = 0;
    int regressed = 0;
    int exact = 0;
    double error = 0.0;
    for (int s = 0; s < series; ++s) {
        const auto figures = bench::run_series(scatter, runs, change, step, seed_of(s));
        const auto shifts = reports::find_shifts(figures, scale, {.alpha = alpha}).shifts;
        for (const reports::Shift& shift : shifts) {
            const std::size_t off =
                shift.index > change ? shift.index - change : change - shift.index;
            if (!shift.worse || off > near)
                continue;
            ++found;
            regressed += shift.regression ? 1 : 0;
            exact += off == 0 ? 1 : 0;
            error += static_cast<double>(off);
            break;
        }
    }
    const double hits = found > 0 ? found : 1;
    fmt::print("| {} | {:.0f} % | {} + {} | {} | {:.1f} % | {:.1f} % | {:.2f} |\n",
               name_of(scatter), 100.0 * step, change, after, bench::proportion_text(found, series),
               100.0 * regressed / series, 100.0 * exact / hits, error / hits);
}

/// Courses that step up again and again: how many of the steps are found.
void print_staircase(Scatter scatter, std::size_t steps, std::size_t stretch, double step,
                     double alpha, int series) {
    constexpr std::size_t near = 3;
    std::size_t found = 0;
    std::size_t others = 0;
    for (int s = 0; s < series; ++s) {
        const std::size_t runs = (steps + 1) * stretch;
        auto figures = bench::run_series(scatter, runs, runs, 0.0, seed_of(s));
        for (std::size_t i = 0; i < runs; ++i)
            *figures[i] *= std::pow(1.0 + step, static_cast<double>(i / stretch));
        const auto shifts = reports::find_shifts(figures, scale, {.alpha = alpha}).shifts;
        std::vector<bool> hit(steps + 1, false);
        for (const reports::Shift& shift : shifts) {
            const std::size_t nearest = (shift.index + stretch / 2) / stretch;
            const std::size_t place = nearest * stretch;
            const std::size_t off = shift.index > place ? shift.index - place : place - shift.index;
            const bool right = off <= near && nearest >= 1 && nearest <= steps && !hit[nearest];
            if (right)
                hit[nearest] = true;
            ++(right ? found : others);
        }
    }
    const int all = series * static_cast<int>(steps);
    fmt::print("| {} | {} x {:.0f} % | {} | {} | {:.2f} |\n", name_of(scatter), steps, 100.0 * step,
               stretch, bench::proportion_text(static_cast<int>(found), all),
               static_cast<double>(others) / series);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view argument = argc > 1 ? argv[1] : "";
    const bool quick = argument == "--quick";
    const int series = argument.empty() ? 2'000 : quick ? 400 : std::atoi(argv[1]);
    if (series <= 0 || argc > 2) {
        fmt::print(stderr, "usage: change_point_simulation [--quick | SERIES]\n");
        return 104;
    }
    fmt::print("{} series a row{}; 95 % intervals are exact (Clopper and Pearson)\n\n", series,
               quick ? " (--quick)" : "");
    fmt::print(
        "Nothing changes. \"Any change\" is a false change point anywhere in the course; "
        "\"regression\" is one for the worse beyond the tolerance of 5 % that still holds.\n\n"
        "| scatter between runs | runs | alpha | any change | regression "
        "|\n|---|---|---|---|---|\n");
    for (const Scatter scatter : bench::scatters)
        for (const std::size_t runs : {20U, 50U, 100U})
            for (const double alpha : {0.01, 0.002})
                print_false_alarms(scatter, runs, alpha, series);
    fmt::print(
        "\nThe level rises once, by the step (alpha 0.002, as of the five courses of a scenario "
        "with one operation). Found: a change for the worse within three runs of it; location: of "
        "those found.\n\n"
        "| scatter between runs | step | runs before + after | found | called a regression | at "
        "the "
        "very run | mean error, runs |\n|---|---|---|---|---|---|---|\n");
    const int fewer = std::max(1, series / 4);  // a step that stands is tested to the end
    for (const Scatter scatter :
         {Scatter::independent, Scatter::correlated_06, Scatter::heavy_tailed, Scatter::bursts})
        for (const std::size_t after : {5U, 10U, 25U})
            for (const double step : {0.03, 0.05, 0.10, 0.20})
                print_detection(scatter, 30 + after, after, step, 0.002, fewer);
    fmt::print(
        "\nThe level rises again and again (alpha 0.002).\n\n"
        "| scatter between runs | steps | runs between them | steps found | other changes a series "
        "|\n|---|---|---|---|---|\n");
    for (const Scatter scatter : {Scatter::independent, Scatter::correlated_06})
        for (const std::size_t steps : {2U, 5U})
            for (const double step : {0.10, 0.20})
                print_staircase(scatter, steps, 20, step, 0.002, std::max(1, fewer / 4));
    return 0;
}
