#include "cli/options/round_options.hpp"

#include <CLI/CLI.hpp>

#include "scenarios/language/load_limits.hpp"
#include "scenarios/language/units.hpp"

namespace sark::cli {

void add_round_options(CLI::App& command, RoundOptions& options, const std::string& what) {
    command.add_option("--round", options.round, "Measured length of " + what)
        ->capture_default_str();
    command.add_option("--round-warmup", options.warmup, "Warm-up of " + what)
        ->capture_default_str();
}

Result<RoundTimes> round_times(const RoundOptions& options) {
    const auto round = scenarios::language::parse_duration(options.round);
    if (!round || *round < scenarios::language::load_duration_min ||
        *round > scenarios::language::load_duration_max)
        return Error{Errc::invalid_argument, round ? "not between 1s and 24h" : "not a duration",
                     "--round " + options.round, "write it with a unit, e.g. 5s"};
    const auto warmup = scenarios::language::parse_duration(options.warmup);
    if (!warmup || *warmup > scenarios::language::warmup_max)
        return Error{Errc::invalid_argument, warmup ? "longer than 1h" : "not a duration",
                     "--round-warmup " + options.warmup, "write it with a unit, e.g. 500ms"};
    return RoundTimes{*round, *warmup};
}

void cut_to_round(const RoundOptions& options, scenarios::Overrides& overrides) {
    overrides.duration = options.round;
    overrides.set.emplace(overrides.set.begin(), "warmup=" + options.warmup,
                          "--round-warmup " + options.warmup);
}

}  // namespace sark::cli
