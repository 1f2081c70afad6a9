#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "reports/exit_code.hpp"

namespace sark::cli {

/// Writes to stderr. One that takes nothing (its disk is full, it was closed) ends nothing: what is
/// being measured is worth more than what is told about it.
void print_note(std::string_view text);

/// Opens what somebody closed of stdin, stdout and stderr. A connection would get its number
/// otherwise, and what we say would be sent there.
void keep_standard_streams();

/// Whether some of what was written to stdout found no room.
[[nodiscard]] bool output_lost();

/// For the end of a command: writes what stdout still holds. `code`, or that of lost output after
/// saying so.
[[nodiscard]] reports::ExitCode end_output(reports::ExitCode code);

/// Says on stderr what went wrong, where, and how to mend it.
void print_error(const Error& error);

/// print_error, and the exit code that goes with the kind of error.
[[nodiscard]] reports::ExitCode fail(const Error& error);

}  // namespace sark::cli
