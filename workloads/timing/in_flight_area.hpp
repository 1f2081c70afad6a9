#pragma once

#include <algorithm>

#include "core/base/time.hpp"

namespace sark::workloads {

/// The integral over a window of how many operations are in flight, kept with two additions per
/// operation: every end adds its instant and every departure takes its own away, both moved into
/// the window. Independent of what is recorded as an operation's service time, so that the two can
/// be held against each other (Little's law).
class InFlightArea {
 public:
    void begin(TimePoint begin, TimePoint end) noexcept {
        begin_ = begin;
        end_ = end;
    }
    /// The window ends earlier than planned; what was added beyond stays.
    void end_at(TimePoint end) noexcept { end_ = std::max(begin_, std::min(end_, end)); }

    void departed(TimePoint at) noexcept { area_ -= inside(at); }
    void ended(TimePoint at) noexcept { area_ += inside(at); }

    /// Meaningful once everything that departed has ended.
    [[nodiscard]] double seconds() const noexcept { return to_seconds(area_); }

 private:
    [[nodiscard]] Nanos inside(TimePoint at) const noexcept {
        return std::min(std::max(at, begin_), end_) - begin_;
    }

    TimePoint begin_{};
    TimePoint end_{};
    Nanos area_{0};
};

}  // namespace sark::workloads
