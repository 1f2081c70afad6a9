#include "cli/output/output.hpp"

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

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

bool output_lost() {
    // std::cout has no buffer of its own: what it cannot write, stdout could not.
    return std::ferror(stdout) != 0;
}

reports::ExitCode end_output(reports::ExitCode code) {
    int reason = std::fflush(stdout) == 0 ? 0 : errno;
    if (reason == 0 && !output_lost())
        return code;
    // Where it was lost before, errno has forgotten why: that tells who tries again.
    if (reason == 0 && ::write(STDOUT_FILENO, "\n", 1) < 0)
        reason = errno;
    const std::string why = reason == 0 ? "" : ": " + std::generic_category().message(reason);
    const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    return fail({Errc::io, "cannot write all of the output" + why, "stdout",
                 full ? "free some space where the output goes" : ""});
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
