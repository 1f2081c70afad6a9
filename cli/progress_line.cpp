#include "cli/progress_line.hpp"

#include <cstdio>

#include <fmt/core.h>
#include <unistd.h>

namespace sark::cli {

namespace {
constexpr Nanos plain_period = std::chrono::seconds(5);
constexpr Nanos rate_window = std::chrono::seconds(1);
}  // namespace

std::string progress_text(const scenarios::RunProgress& progress, double rate) {
    return fmt::format(
               "[{:>3.0f}s/{:.0f}s{}] {:>7.0f} ops/s  {} done  {} failed  {} overdue  {} in flight",
               to_seconds(progress.elapsed), to_seconds(progress.total),
               progress.warming_up ? " warm-up" : "", rate, progress.completed, progress.failed,
               progress.overdue, progress.in_flight)
        .substr(0, 79);
}

ProgressLine::ProgressLine(bool enabled)
    : enabled_(enabled), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    finish();
}

void ProgressLine::show(const scenarios::RunProgress& progress) {
    if (!enabled_)
        return;
    const Nanos since_rate = progress.elapsed - last_elapsed_;
    if (since_rate >= rate_window) {
        rate_ = static_cast<double>(progress.completed - last_completed_) / to_seconds(since_rate);
        last_completed_ = progress.completed;
        last_elapsed_ = progress.elapsed;
    }
    if (terminal_) {
        fmt::print(stderr, "\r{:<79}", progress_text(progress, rate_));
        std::fflush(stderr);
        open_ = true;
    } else if (last_shown_ < Nanos{0} || progress.elapsed - last_shown_ >= plain_period) {
        fmt::print(stderr, "{}\n", progress_text(progress, rate_));
        last_shown_ = progress.elapsed;
    }
}

void ProgressLine::note(std::string_view text) {
    if (!enabled_)
        return;
    finish();
    fmt::print(stderr, "{}\n", text);
}

void ProgressLine::finish() {
    if (!open_)
        return;
    fmt::print(stderr, "\n");
    open_ = false;
}

}  // namespace sark::cli
