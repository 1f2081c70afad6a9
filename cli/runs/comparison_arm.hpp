#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/scenario.hpp"

namespace sark::cli {

/// One side of a comparison: what differs from the command's other options.
struct ComparisonArm {
    std::string label;  ///< Its settings in words; "as is" without any.
    std::vector<scenarios::Assignment> set;
    std::string url;
    std::string dsn;
    std::string redis;
    std::string program;                       ///< Build whose `serve` is the API.
    std::string command;                       ///< Starts somebody's own target.
    std::string revision;                      ///< Of a git repository, in whose tree it starts.
    std::vector<std::string> serve_arguments;  ///< Of the managed `serve`.
    std::vector<std::string> variables;        ///< NAME=VALUE for the API or the command.
    std::optional<bool> evidence;              ///< Asks the stores; absent: as the command says.

    [[nodiscard]] bool operator==(const ComparisonArm&) const = default;
};

/// Reads settings KEY=VALUE: url, dsn, redis, program, command, revision, evidence; env.NAME;
/// serve.OPTION; index_set, pg_profile, pgbouncer, replica and pg.SETTING for those keys of the
/// scenario's environment; anything else is a key of the scenario as --set takes it.
/// Faults of those name `option` and the setting. Errc::invalid_argument for one without '='. No
/// password of a DSN or address reaches the label.
[[nodiscard]] Result<ComparisonArm> parse_arm(const std::string& option,
                                              const std::vector<std::string>& settings);

}  // namespace sark::cli
