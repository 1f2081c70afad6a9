#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/runner.hpp"
#include "scenarios/scenario.hpp"

namespace sark::cli {

/// What the live figures are of.
struct LiveSubject {
    std::string title;  ///< The scenario's name, "run 2 of 5".
    Nanos warmup{0};
    std::vector<scenarios::PhaseSpec> phases;
};

/// The line for where there is no terminal: how far, operations per second and response times of
/// the latest seconds, and counts since the start.
[[nodiscard]] std::string live_line(const scenarios::RunProgress& progress);

/// The block for a terminal: how far the run has come, then a row per load. Never more than `rows`
/// lines of `columns`; `colour` marks errors.
[[nodiscard]] std::vector<std::string> live_block(const LiveSubject& subject,
                                                  const scenarios::RunProgress& progress,
                                                  std::size_t columns, std::size_t rows,
                                                  bool colour);

}  // namespace sark::cli
