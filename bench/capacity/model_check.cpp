// model_check CAPACITY_JSON SARK_BENCH [--scenario FILE] [--quick] [--shares S,S…] [--seconds N]
// [--warmup N] [--rounds N]
// Holds the pod model of `sark-bench plan` against the real thing. CAPACITY_JSON is what
// `sark-bench capacity` measured of ONE process on this machine. Four `serve` processes are started
// on one PostgreSQL and one Redis; 1, 2 and 4 of them get SHARE of what the one process held each,
// Poisson arrivals. In the same rounds one process is measured again at the rates of the file's
// curve next to those shares, and the model is fed from these windows: what the host did since the
// file was made is then no error of the model. What a plan made of the file alone would say stands
// beside it. Prints predicted and measured p95 as Markdown. Exit 0 when
// every row is within 15 %, 99 when one is not, 122 when the machine is not quiet, 104 on bad
// input, 100 when a service does not start or answer. Release build; bench/capacity/model runs both
// halves.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include "bench/capacity/fleet_windows.hpp"
#include "bench/capacity/model_rounds.hpp"
#include "bench/capacity/model_table.hpp"
#include "bench/capacity/process_fleet.hpp"
#include "reports/exit_code.hpp"
#include "reports/planning/capacity_figures.hpp"
#include "scenarios/language/parser.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using reports::ExitCode;

struct Arguments {
    std::string capacity;
    std::string program;
    std::string scenario;  ///< Empty: the shipped one that CAPACITY_JSON names.
    /// Of what one process held, between the rates of the file's curve (10, 25, 40, 55, 70, 85 %).
    std::vector<double> shares = {0.325, 0.625, 0.775};
    double seconds = 5.0;
    double warmup = 0.5;
    unsigned rounds = 8;
};

constexpr const char* usage =
    "usage: model_check CAPACITY_JSON SARK_BENCH [--scenario FILE] [--quick] [--shares S,S…] "
    "[--seconds N] [--warmup N] [--rounds N]\n";

constexpr unsigned most_processes = 4;

/// 0 where it is none.
double number_of(std::string_view text) {
    double value = 0.0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size() ? value : 0.0;
}

std::vector<double> numbers_of(std::string_view text) {
    std::vector<double> numbers;
    std::istringstream list{std::string(text)};
    for (std::string one; std::getline(list, one, ',');) numbers.push_back(number_of(one));
    return numbers;
}

/// Absent when they make no sense.
std::optional<Arguments> parse(int argc, char** argv) {
    Arguments arguments;
    std::vector<std::string> files;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto value = [&] { return ++i < argc ? std::string_view(argv[i]) : ""; };
        if (word == "--quick") {
            arguments.shares = {0.325, 0.775};
            arguments.seconds = 4.0;
            arguments.rounds = 6;
        } else if (word == "--scenario") {
            arguments.scenario = value();
        } else if (word == "--shares") {
            arguments.shares = numbers_of(value());
        } else if (word == "--seconds") {
            arguments.seconds = number_of(value());
        } else if (word == "--warmup") {
            arguments.warmup = number_of(value());
        } else if (word == "--rounds") {
            arguments.rounds = static_cast<unsigned>(std::clamp(number_of(value()), 0.0, 400.0));
        } else if (word.starts_with('-')) {
            return std::nullopt;
        } else {
            files.emplace_back(word);
        }
    }
    const bool positive = std::ranges::all_of(arguments.shares, [](double s) { return s > 0.0; });
    if (files.size() != 2 || !positive || arguments.shares.empty() || arguments.seconds <= 0.0 ||
        arguments.warmup <= 0.0 || arguments.rounds < 1)
        return std::nullopt;
    arguments.capacity = files[0];
    arguments.program = files[1];
    return arguments;
}

Result<reports::planning::CapacityFigures> read_file(const std::string& path) {
    std::ifstream file(path);
    if (!file)
        return Error{Errc::not_found, "cannot be read", path,
                     "give the capacity.json that sark-bench capacity wrote"};
    std::ostringstream text;
    text << file.rdbuf();
    return reports::planning::read_capacity(text.str(), path);
}

Result<scenarios::Scenario> scenario_of(const std::string& name) {
    const auto text = scenarios::find_scenario(name);
    if (!text)
        return text.error();
    auto parsed = scenarios::parse_scenario(text->text, text->source_name, {});
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        return faults->front();
    return std::get<scenarios::Scenario>(std::move(parsed));
}

/// Fewer answers in a window than this have no p95 to speak of.
Result<void> check_length(const capacity::ModelRounds& rounds, const Arguments& arguments) {
    constexpr double enough_for_p95 = 200.0;
    const double lowest = rounds.inputs().front().per_s;
    if (lowest * arguments.seconds >= enough_for_p95)
        return {};
    return Error{Errc::invalid_argument,
                 fmt::format("windows of {:g} s have {:.0f} requests at the lowest rate: too few "
                             "for a p95",
                             arguments.seconds, lowest * arguments.seconds),
                 "--seconds", fmt::format("at least --seconds {:.1f}", enough_for_p95 / lowest)};
}

Result<ExitCode> check(const Arguments& arguments) {
    const auto figures = read_file(arguments.capacity);
    if (!figures)
        return figures.error();
    auto rounds = capacity::ModelRounds::plan(*figures, arguments.shares);
    if (!rounds)
        return rounds.error();
    if (auto long_enough = check_length(*rounds, arguments); !long_enough)
        return long_enough.error();
    auto scenario =
        scenario_of(arguments.scenario.empty() ? figures->scenario : arguments.scenario);
    if (!scenario)
        return scenario.error();
    const auto fleet = capacity::ProcessFleet::start(*scenario, arguments.program, most_processes);
    if (!fleet)
        return fleet.error();
    const reports::StepTiming timing{from_seconds(arguments.warmup),
                                     from_seconds(arguments.seconds), scenario->drain};
    capacity::FleetWindows windows(*std::move(scenario), **fleet, timing);
    if (auto opened = windows.open_pools(); !opened)
        return opened.error();
    bool quiet = true;
    for (unsigned round = 1; round <= arguments.rounds && quiet; ++round) {
        const auto counts = rounds->measure(windows);
        if (!counts)
            return counts.error();
        quiet = *counts;
        if (quiet)
            fmt::print(stderr, "round {} of {}\n", round, arguments.rounds);
    }
    if (!quiet)
        fmt::print(stderr,
                   "model_check: other programs used CPU in three windows in a row: this machine "
                   "is not quiet\n");
    if (rounds->rows().front().rounds.empty())
        return ExitCode::invalid_run;
    capacity::print_basis(*figures, *rounds, arguments.seconds, windows.disturbed());
    const bool good = capacity::print_table(*rounds);
    if (!quiet)
        return ExitCode::invalid_run;
    return good ? ExitCode::pass : ExitCode::sla_failed;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = parse(argc, argv);
    if (!arguments) {
        fmt::print(stderr, usage);
        return static_cast<int>(ExitCode::bad_usage);
    }
    const auto checked = check(*arguments);
    if (!checked)
        fmt::print(stderr, "model_check: {}\n", describe(checked.error()));
    std::fflush(stdout);
    return static_cast<int>(checked ? *checked : reports::exit_code_of(checked.error().code));
}
