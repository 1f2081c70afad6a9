#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark {

/// Events that are acknowledged together: one group of a spool, one batch of the database.
/// Thread-safe.
class AckGroup {
 public:
    /// This one fails whatever becomes of the others. Before settle().
    void refuse(std::size_t index, Error why);
    /// Acknowledges the group, or fails all of it. Once.
    void settle(Result<void> outcome);
    /// Waits at most this long; Errc::timeout when it is not settled by then.
    [[nodiscard]] Result<void> wait(std::size_t index, Nanos timeout) const;

 private:
    mutable std::mutex mutex_;
    mutable std::condition_variable settled_;
    std::optional<Result<void>> outcome_;
    std::map<std::size_t, Error> refused_;
};

/// What an accepted event's acknowledgement can be waited for by. Copyable; any thread.
class AuditAck {
 public:
    /// Of level "memory": acknowledged with its acceptance.
    AuditAck() = default;
    AuditAck(std::shared_ptr<const AckGroup> group, std::size_t index)
        : group_(std::move(group)), index_(index) {}

    /// Success: the event is as safe as the writer's level says. Errc::io: the spool could not hold
    /// it; Errc::invalid_argument and the like: the database refuses it; Errc::unavailable: the
    /// writer ended first; Errc::timeout: not settled yet, and it may still be. After any failure
    /// the event may be appended again under the same id and time: it lands once.
    [[nodiscard]] Result<void> wait(Nanos timeout) const;

 private:
    std::shared_ptr<const AckGroup> group_;
    std::size_t index_ = 0;
};

}  // namespace sark
