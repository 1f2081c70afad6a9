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
};

/// One connection to a target with one operation in flight at a time; owned and used by one worker
/// thread. A broken or not yet opened connection is repaired by the next start(), so that the cost
/// of reconnecting falls into the operation that needed it, as it does for a real client.
/// Nothing here allocates after open() on the path of a successful operation.
class Connection {
 public:
    virtual ~Connection() = default;

    /// Connects and prepares; blocking, called before the start barrier. Errc::unavailable when the
    /// target cannot be reached, Errc::invalid_scenario when it refuses the operation itself (bad
    /// SQL).
    [[nodiscard]] virtual Result<void> open() = 0;

    /// Begins the operation. An outcome when it is over already (in-process work, refused
    /// connection); absent when it is in flight and fd() will tell.
    [[nodiscard]] virtual std::optional<Outcome> start(const Call& call) noexcept = 0;

    /// Called when fd() is ready for what interest() asked. The outcome when the operation is over.
    /// Also called with no operation in flight (the peer closed): then it must return absent and be
    /// ready to reconnect at the next start().
    [[nodiscard]] virtual std::optional<Outcome> on_ready(std::uint32_t epoll_events) noexcept = 0;

    /// Gives up what is in flight (its timeout passed or the run ends); the wire is closed, because
    /// an answer may still be under way on it. Returns what crossed the wire with the code
    /// `timeout`.
    virtual Outcome abandon() noexcept = 0;

    /// The descriptor to watch, -1 when there is none now. It may change in start() and on_ready().
    [[nodiscard]] virtual int fd() const noexcept = 0;
    /// EPOLLIN and/or EPOLLOUT as needed now.
    [[nodiscard]] virtual std::uint32_t interest() const noexcept = 0;
    /// True when start() does the target's work on this thread (the in-process core): the worker
    /// does not count that time as its own.
    [[nodiscard]] virtual bool runs_in_process() const noexcept { return false; }
};

/// Makes connection number n of a load; called on the engine's thread before the start.
using ConnectionFactory =
    std::function<Result<std::unique_ptr<Connection>>(std::size_t connection_number)>;

}  // namespace sark::workloads
