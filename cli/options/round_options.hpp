#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/scenario.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// How long one of many short measurements of a scenario takes: --round and --round-warmup.
struct RoundOptions {
    std::string round;
    std::string warmup;
};

/// `what` is measured in a round, for --help; the options' values are what holds without them.
void add_round_options(CLI::App& command, RoundOptions& options, const std::string& what);

struct RoundTimes {
    Nanos round{0};
    Nanos warmup{0};
};
/// Errc::invalid_argument, by the option's own name, where a scenario would refuse the time.
[[nodiscard]] Result<RoundTimes> round_times(const RoundOptions& options);

/// The scenario cut to one round.
void cut_to_round(const RoundOptions& options, scenarios::Overrides& overrides);

}  // namespace sark::cli
