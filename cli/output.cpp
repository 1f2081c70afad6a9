#include "cli/output.hpp"

#include <cstdio>

#include <fmt/core.h>

namespace sark::cli {

namespace {

reports::ExitCode exit_code_of(Errc code) {
    using reports::ExitCode;
    switch (code) {
        case Errc::invalid_argument:
        case Errc::invalid_scenario:
        case Errc::unsafe:
        case Errc::not_found:
        case Errc::conflict:
            return ExitCode::bad_usage;
        case Errc::unavailable:
        case Errc::timeout:
        case Errc::protocol:
            return ExitCode::unavailable;
        case Errc::interrupted:
            return ExitCode::interrupted;
        case Errc::io:
        case Errc::internal:
            return ExitCode::internal_error;
    }
    return ExitCode::internal_error;
}

}  // namespace

void print_error(const Error& error) {
    const std::string where = error.where.empty() ? "" : error.where + ": ";
    fmt::print(stderr, "sark-bench: error: {}{}\n", where, error.message);
    if (!error.hint.empty())
        fmt::print(stderr, "  {}\n", error.hint);
}

reports::ExitCode fail(const Error& error) {
    print_error(error);
    return exit_code_of(error.code);
}

}  // namespace sark::cli
