#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "core/audit/ack_level.hpp"
#include "core/audit/audit_ack.hpp"
#include "core/audit/audit_event.hpp"
#include "core/base/result.hpp"

namespace sark {

struct BacklogOptions {
    std::size_t capacity = 10'000;
    std::size_t batch_size = 100;
    Nanos flush_interval = std::chrono::seconds(5);
    AuditOverflow overflow = AuditOverflow::block;
    Nanos block_timeout = std::chrono::seconds(1);
    /// Least time from the beginning of one synchronisation of a spool to that of the next.
    Nanos sync_spacing{0};
};

struct BacklogCounts {
    std::uint64_t accepted = 0;
    std::uint64_t settled = 0;  ///< Written, refused by the database or lost, in order.
    std::uint64_t rejected = 0;
    std::uint64_t blocked = 0;  ///< Appends that waited for room, rejected in the end or not.
    std::uint64_t failed = 0;   ///< The disk did not take them: the caller was told.
    std::uint64_t lost = 0;     ///< Damaged on disk after they were accepted.
};

/// Accepted events on their way to the database, in order: what producers fill and one consumer
/// empties, batch by batch. Where they are kept is the derived classes' matter. Thread-safe.
class AuditBacklog {
 public:
    explicit AuditBacklog(const BacklogOptions& options);
    virtual ~AuditBacklog() = default;
    AuditBacklog(const AuditBacklog&) = delete;
    AuditBacklog& operator=(const AuditBacklog&) = delete;

    /// Errc::unavailable when there was no room (counted) or the writer ends;
    /// Errc::invalid_argument when the event could never be written.
    [[nodiscard]] virtual Result<AuditAck> submit(AuditEvent event) = 0;

    /// Consumer: waits until a batch is due (full, old enough, hurried or stopping) and takes it.
    /// Empty when stopping and nothing is left that can be read.
    [[nodiscard]] std::vector<AuditEvent> next_batch();
    /// Consumer: the next `count` of the batch are committed.
    void written(std::size_t count);
    /// Consumer: the next one of the batch, which is number `index` in it, is what the database
    /// refuses. False: that could not be kept for people, so try it again later.
    [[nodiscard]] bool refused(std::size_t index, const AuditEvent& event, const Error& why);
    /// Consumer: the whole batch is settled.
    virtual void finish_batch() {}

    /// Whatever is accepted so far is due at once; waits until it is settled. False: not in time.
    [[nodiscard]] bool flush(Nanos timeout);
    /// No more is accepted, and what there is is due at once.
    virtual void stop();
    /// The consumer gives up; whoever waits for an acknowledgement is told.
    virtual void abandon(const Error& why) { static_cast<void>(why); }
    [[nodiscard]] bool stopping() const;
    /// Whether next_batch() would not wait.
    [[nodiscard]] bool is_due() const;
    /// Consumer: waits for a while, or until stop().
    void pause(Nanos length);
    [[nodiscard]] BacklogCounts counts() const;
    [[nodiscard]] TimePoint last_progress() const;

 protected:
    /// `limit` of the accepted events, in order, or more that belong with them; fewer: the others
    /// are lost. Called by the consumer without the lock. Error: try again later.
    [[nodiscard]] virtual Result<std::vector<AuditEvent>> take(std::size_t limit) = 0;
    /// Keeps a refused event for people; without the lock.
    [[nodiscard]] virtual Result<void> keep_refused(std::size_t index, const AuditEvent& event,
                                                    const Error& why) = 0;
    /// Whether a batch need not be full or old.
    [[nodiscard]] virtual bool eager() const { return false; }
    [[nodiscard]] virtual bool has_room() const = 0;  ///< With the lock.

    /// With the lock: waits for room as the options say; Errc::unavailable when there is none.
    /// Where somebody has waited in vain nobody else does until there is room again: while the
    /// store is away, not every caller is to lose a thread for the deadline.
    [[nodiscard]] Result<void> wait_for_room(std::unique_lock<std::mutex>& lock);
    /// With the lock: `count` more may be taken.
    void note_accepted(std::size_t count);
    /// With the lock: `count` could not be made durable.
    void note_failed(std::size_t count) { counts_.failed += count; }
    /// With the lock: accepted and not settled.
    [[nodiscard]] std::uint64_t unsettled() const { return counts_.accepted - counts_.settled; }
    [[nodiscard]] const BacklogOptions& options() const noexcept { return options_; }

    mutable std::mutex mutex_;
    std::condition_variable
        room_;  ///< For producers that wait; notified by written() and the like.

 private:
    [[nodiscard]] bool due() const;
    [[nodiscard]] TimePoint oldest() const;
    void settle(std::size_t count);

    BacklogOptions options_;
    std::condition_variable work_;
    /// Of who pauses: there is work all the while, and none of it is to wake them.
    std::condition_variable stop_;
    std::condition_variable progress_;
    BacklogCounts counts_;
    std::uint64_t taken_ = 0;
    std::uint64_t flush_up_to_ = 0;
    /// Somebody waited for room in vain, and there has been none since.
    bool is_stuck_ = false;
    bool stopping_ = false;
    TimePoint last_progress_;
    /// When the last batch_size events were accepted: enough to know the age of an incomplete
    /// batch.
    std::vector<TimePoint> accepted_at_;
};

}  // namespace sark
