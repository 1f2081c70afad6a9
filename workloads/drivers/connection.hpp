#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "workloads/timing/outcome.hpp"

namespace sark::workloads {

/// Which operation of the load to perform, with the data of which arrival.
struct Call {
    std::size_t operation = 0;
    std::uint64_t index = 0;
    std::optional<std::uint64_t> key{};  ///< From a trace: stands in for the draw of a key.
};

/// One connection to a target with up to depth() operations in flight, which end in the order in
/// which they began; owned and used by one worker thread. A broken or not yet opened connection is
/// repaired by the next start(), so that the cost of reconnecting falls into the operation that
/// needed it, as it does for a real client. Nothing here allocates after open() on the path of a
/// successful operation.
class Connection {
 public:
    virtual ~Connection() = default;

    /// Connects and prepares; blocking, called before the start barrier. Errc::unavailable when the
    /// target cannot be reached, Errc::invalid_scenario when it refuses the operation itself (bad
    /// SQL).
    [[nodiscard]] virtual Result<void> open() = 0;

    /// Begins the operation. An outcome when it is over already (in-process work, refused
    /// connection); absent when it is in flight and fd() will tell. With depth() > 1 it may only
    /// have been queued: flush() sends. Never called with depth() operations in flight. An outcome
    /// is this operation's, so there is none while others are in flight: they end before it.
    [[nodiscard]] virtual std::optional<Outcome> start(const Call& call) noexcept = 0;

    /// Sends what start() queued; called once after the starts of a pass. An outcome as on_ready().
    [[nodiscard]] virtual std::optional<Outcome> flush() noexcept { return std::nullopt; }

    /// Called when fd() is ready for what interest() asked. The outcome when the oldest operation
    /// is over. With depth() > 1 it is called again (events 0) until it returns absent, so that
    /// every answer that has arrived is taken; with events 0 it takes what has been read already
    /// and reads no more, so that all of these arrived by the same instant. Also called with no
    /// operation in flight (the peer closed): then it must return absent and be ready to reconnect
    /// at the next start(). When the connection breaks, each operation in flight ends with an
    /// outcome of its own in this way.
    [[nodiscard]] virtual std::optional<Outcome> on_ready(std::uint32_t epoll_events) noexcept = 0;

    /// How many operations may be in flight at a time; fixed.
    [[nodiscard]] virtual std::size_t depth() const noexcept { return 1; }

    /// Gives up everything in flight (its timeout passed or the run ends); the wire is closed,
    /// because an answer may still be under way on it. Returns what crossed the wire for the
    /// oldest, with the code `timeout`; the others crossed nothing.
    virtual Outcome abandon() noexcept = 0;

    /// The descriptor to watch, -1 when there is none now. It may change in start() and on_ready().
    [[nodiscard]] virtual int fd() const noexcept = 0;
    /// EPOLLIN and/or EPOLLOUT as needed now.
    [[nodiscard]] virtual std::uint32_t interest() const noexcept = 0;
    /// Changes whenever fd() may stand for another descriptor than before, be it of the same
    /// number: tells a reactor to watch it anew.
    [[nodiscard]] virtual std::uint32_t generation() const noexcept { return 0; }
    /// True when start() does the target's work on this thread (the in-process core): the worker
    /// does not count that time as its own.
    [[nodiscard]] virtual bool runs_in_process() const noexcept { return false; }
};

/// Makes connection number n of a load; called on the engine's thread before the start.
using ConnectionFactory =
    std::function<Result<std::unique_ptr<Connection>>(std::size_t connection_number)>;

}  // namespace sark::workloads
