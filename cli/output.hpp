#pragma once

#include <string>

#include "core/base/error.hpp"
#include "reports/exit_code.hpp"

namespace sark::cli {

/// Says on stderr what went wrong, where, and how to mend it.
void print_error(const Error& error);

/// print_error, and the exit code that goes with the kind of error.
[[nodiscard]] reports::ExitCode fail(const Error& error);

}  // namespace sark::cli
