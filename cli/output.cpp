#include "cli/output.hpp"

#include <cstdio>

#include <fmt/core.h>

namespace sark::cli {

void print_error(const Error& error) {
    const std::string where = error.where.empty() ? "" : error.where + ": ";
    fmt::print(stderr, "sark-bench: error: {}{}\n", where, error.message);
    if (!error.hint.empty())
        fmt::print(stderr, "  {}\n", error.hint);
}

reports::ExitCode fail(const Error& error) {
    print_error(error);
    return reports::exit_code_of(error.code);
}

}  // namespace sark::cli
