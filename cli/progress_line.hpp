#pragma once

#include <string>

#include "scenarios/runner.hpp"

namespace sark::cli {

/// The live line of a run on stderr: rewritten in place on a terminal, one plain line every five
/// seconds elsewhere. One thread.
class ProgressLine {
 public:
    explicit ProgressLine(bool enabled);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const scenarios::RunProgress& progress);
    /// A line of its own ("starting PostgreSQL").
    void note(std::string_view text);
    /// Ends the live line.
    void finish();

 private:
    bool enabled_;
    bool terminal_;
    bool open_ = false;
    Nanos last_shown_{-1};
    std::uint64_t last_completed_ = 0;
    Nanos last_elapsed_{0};
    double rate_ = 0.0;
};

/// The text of the line, at most 79 columns.
[[nodiscard]] std::string progress_text(const scenarios::RunProgress& progress, double rate);

}  // namespace sark::cli
