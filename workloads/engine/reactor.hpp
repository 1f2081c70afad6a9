#pragma once

#include <cstdint>
#include <span>

#include "core/base/time.hpp"

namespace sark::workloads {

/// A worker's view of time and descriptors, so that tests can supply both. Used by one thread,
/// except wake(), which any thread may call.
class Reactor {
 public:
    struct Event {
        std::uint32_t token = 0;   ///< As given to watch().
        std::uint32_t events = 0;  ///< EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP.
    };
    virtual ~Reactor() = default;
    [[nodiscard]] virtual TimePoint now() noexcept = 0;
    /// Sets what is watched for token: descriptor and interest; fd -1 or interest 0 stops watching.
    /// Also after the descriptor number was closed and reused.
    virtual void watch(std::uint32_t token, int fd, std::uint32_t interest) noexcept = 0;
    /// Waits until an event, a wake() or `deadline`, whichever is first (finer than a millisecond).
    /// Fills `events` and returns how many.
    virtual std::size_t wait(TimePoint deadline, std::span<Event> events) noexcept = 0;
    virtual void wake() noexcept = 0;
};

}  // namespace sark::workloads
