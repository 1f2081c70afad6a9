#include "cli/output/live_view.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/output/output.hpp"

namespace sark::cli {

namespace {

constexpr Nanos plain_period = std::chrono::seconds(5);

struct Screen {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

Screen screen_size() {
    winsize size{};
    Screen screen;
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
        screen = {size.ws_col, size.ws_row};
    return screen;
}

bool is_terminal() {
    const char* kind = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

}  // namespace

LiveView::LiveView(bool enabled, std::function<bool()> interrupted)
    : enabled_(enabled),
      terminal_(is_terminal()),
      colour_(terminal_ && std::getenv("NO_COLOR") == nullptr),
      interrupted_(std::move(interrupted)) {}

LiveView::~LiveView() {
    finish();
}

void LiveView::begin(LiveSubject subject) {
    finish();
    subject_ = std::move(subject);
    last_shown_ = Nanos{-1};
}

void LiveView::show(const scenarios::RunProgress& progress) {
    if (!enabled_)
        return;
    if (terminal_) {
        draw(progress);
    } else if (last_shown_ < Nanos{0} || progress.elapsed - last_shown_ >= plain_period) {
        print_note(fmt::format("{}\n", live_line(progress)));
        last_shown_ = progress.elapsed;
    }
}

void LiveView::draw(const scenarios::RunProgress& progress) {
    const Screen screen = screen_size();
    const bool interrupted = interrupted_ && interrupted_();
    // Somebody wrote below the block, or the terminal has broken its lines anew: it stays as it is.
    if (interrupted != was_interrupted_ || screen.columns != columns_)
        drawn_ = 0;
    was_interrupted_ = interrupted;
    columns_ = screen.columns;
    // A character in the last column, or a line break in the last row, would scroll.
    const auto lines = live_block(subject_, progress, screen.columns - 1, screen.rows - 1, colour_);
    std::string text;
    if (drawn_ > 0)
        text = fmt::format("\r\x1b[{}A", drawn_);
    for (const std::string& line : lines) text += line + "\x1b[K\n";
    text += "\x1b[J";
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
    drawn_ = lines.size();
}

void LiveView::note(std::string_view text) {
    if (!enabled_)
        return;
    finish();
    print_note(fmt::format("{}\n", text));
}

void LiveView::finish() {
    drawn_ = 0;
}

}  // namespace sark::cli
