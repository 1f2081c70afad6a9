#pragma once

#include "core/base/error.hpp"

namespace sark::reports {

/// Exit codes of every subcommand; k6's numbers where the meaning is the same.
enum class ExitCode : int {
    pass = 0,
    internal_error = 1,
    sla_failed = 99,    ///< A threshold or SLA row failed; doctor: a question is answered no.
    unavailable = 100,  ///< Target or service unavailable.
    bad_usage = 104,    ///< Usage or scenario error.
    interrupted = 105,
    regressed = 120,
    inconclusive = 121,
    invalid_run = 122,
    not_comparable = 123,
};

/// With which code a program ends that an error of this kind kept from doing its work.
[[nodiscard]] ExitCode exit_code_of(Errc code) noexcept;

}  // namespace sark::reports
