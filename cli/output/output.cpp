#include "cli/output/output.hpp"

#include <cstdio>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

namespace sark::cli {

void print_note(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
}

void keep_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(stream, F_GETFD) < 0)
            ::open("/dev/null", O_RDWR);  // the lowest number that is free: this one
}

void print_error(const Error& error) {
    const std::string where = error.where.empty() ? "" : error.where + ": ";
    print_note(fmt::format("sark-bench: error: {}{}\n", where, error.message));
    if (!error.hint.empty())
        print_note(fmt::format("  {}\n", error.hint));
}

reports::ExitCode fail(const Error& error) {
    print_error(error);
    return reports::exit_code_of(error.code);
}

}  // namespace sark::cli
