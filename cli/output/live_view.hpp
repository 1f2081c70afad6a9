#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/output/live_text.hpp"
#include "scenarios/runner.hpp"

namespace sark::cli {

/// The live figures of a run on stderr: on a terminal a block that is redrawn in place, elsewhere
/// (and on a "dumb" terminal) one plain line every five seconds. Only ever moves the cursor up over
/// its own lines, so that there is nothing to restore however the program ends. NO_COLOR is obeyed.
/// One thread.
class LiveView {
 public:
    /// `interrupted` says that somebody else has written to the terminal since: a signal's message.
    LiveView(bool enabled, std::function<bool()> interrupted);
    ~LiveView();
    LiveView(const LiveView&) = delete;
    LiveView& operator=(const LiveView&) = delete;

    /// What follows is of this.
    void begin(LiveSubject subject);
    void show(const scenarios::RunProgress& progress);
    /// A line of its own ("starting PostgreSQL").
    void note(std::string_view text);
    /// Leaves the block as it stands; the next starts below it.
    void finish();

 private:
    void draw(const scenarios::RunProgress& progress);

    bool enabled_;
    bool terminal_;
    bool colour_;
    std::function<bool()> interrupted_;
    bool was_interrupted_ = false;
    LiveSubject subject_;
    std::size_t drawn_ = 0;  // lines of the block above the cursor
    std::size_t columns_ = 0;
    Nanos last_shown_{-1};
};

}  // namespace sark::cli
