#pragma once

#include <utility>

#include "workloads/engine/reactor.hpp"

namespace sark::workloads {

/// A worker's time within one pass of its loop. Reading the clock costs as much as everything else
/// that the engine does for an in-process operation, so a reading is shared until something slow
/// has happened since.
class TurnClock {
 public:
    explicit TurnClock(Reactor& reactor) : reactor_(&reactor) {}

    /// A fresh reading.
    TimePoint read() noexcept {
        now_ = reactor_->now();
        fresh_ = true;
        return now_;
    }
    /// The latest reading when nothing slow happened since, else a fresh one.
    TimePoint now() noexcept { return fresh_ ? now_ : read(); }
    /// The latest reading, whatever happened since.
    [[nodiscard]] TimePoint latest() const noexcept { return now_; }
    /// Something slow (a system call, a driver) happened.
    void spoil() noexcept { fresh_ = false; }

    /// The target's work was done on this thread from `begin` to `end`: not the generator's time.
    void worked_in_process(TimePoint begin, TimePoint end) noexcept {
        in_process_ += end - begin;
        in_process_until_ = end;
    }
    [[nodiscard]] TimePoint in_process_until() const noexcept { return in_process_until_; }
    /// In-process time since the last call.
    [[nodiscard]] Nanos take_in_process() noexcept { return std::exchange(in_process_, Nanos{0}); }

 private:
    Reactor* reactor_;
    TimePoint now_{};
    bool fresh_ = false;
    Nanos in_process_{0};
    TimePoint in_process_until_ = TimePoint::min();
};

}  // namespace sark::workloads
