#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/audit/ack_level.hpp"
#include "core/audit/audit_ack.hpp"
#include "core/audit/audit_backlog.hpp"
#include "core/audit/audit_event.hpp"
#include "core/audit/spool/spool.hpp"
#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

struct AuditWriterOptions {
    AckLevel ack = AckLevel::memory;
    std::size_t queue_capacity = 10'000;             ///< BatchConfig.max_queue of upstream.
    std::size_t batch_size = 100;                    ///< BatchConfig.batch_size
    Nanos flush_interval = std::chrono::seconds(5);  ///< BatchConfig.timeout
    AuditOverflow overflow = AuditOverflow::block;
    Nanos block_timeout = std::chrono::seconds(1);  ///< With AuditOverflow::block.
    /// Least time from the beginning of one synchronisation of the spool to that of the next: what
    /// comes meanwhile shares it. An event that comes alone does not wait for others.
    Nanos sync_spacing = std::chrono::milliseconds(1);
    /// How long append() and append_all() wait for their acknowledgements.
    Nanos ack_timeout = std::chrono::seconds(30);
    /// How long the destructor keeps trying while nothing can be written.
    Nanos drain_timeout = std::chrono::seconds(5);
    /// Told of every event that was accepted, on the caller's thread; must not block. May be empty.
    std::function<void(AuditEvent event)> accepted;
};

/// accepted + spool.recovered == written + rejected_data + lost + queued, at every instant.
struct AuditWriterStats {
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;       ///< No room: the caller was told.
    std::uint64_t failed = 0;         ///< The spool's disk did not take it: the caller was told.
    std::uint64_t blocked = 0;        ///< Waited for room, rejected in the end or not.
    std::uint64_t rejected_data = 0;  ///< Accepted, but the schema refuses their values.
    std::uint64_t written = 0;        ///< Known to be committed.
    std::uint64_t batches = 0;        ///< Committed in one piece.
    std::uint64_t retries = 0;        ///< Attempts that failed and whose events were kept.
    std::uint64_t lost = 0;           ///< Damaged in the spool while we ran; kept aside.
    std::size_t queued = 0;           ///< Accepted and neither written nor refused yet.
    audit_spool::SpoolStats spool;    ///< All zero without one.
};

/// Writes audit events in batches by COPY on a thread of its own, at one of three levels of
/// acknowledgement (docs/audit.md), or one row at a time on the caller's thread. A batch that fails
/// is kept and retried with growing pauses, and lands exactly once by (time to the microsecond,
/// event_id) even when the connection is lost during its COMMIT or the process dies. Events land in
/// the order of their acceptance. One whose values the schema refuses is set aside and counted
/// without holding up the others. Where there is no room the caller is refused and counted, at once
/// or after a deadline; nothing grows without bound and nothing is dropped silently. Thread-safe.
class AuditWriter {
 public:
    /// Levels memory and database.
    AuditWriter(postgres::ConnectionPool& pool, AuditWriterOptions options);
    /// Level spool, whatever options.ack says; delivers what the spool held before.
    AuditWriter(postgres::ConnectionPool& pool, AuditWriterOptions options,
                std::unique_ptr<audit_spool::Spool> spool);
    /// Drains, then stops. Gives up when nothing could be written for drain_timeout (plus the
    /// attempt under way) and says on stderr how many events were lost, or stay in the spool.
    ~AuditWriter();
    AuditWriter(const AuditWriter&) = delete;
    AuditWriter& operator=(const AuditWriter&) = delete;

    /// Success: the event is acknowledged at the writer's level. Errc::unavailable: there was no
    /// room; for the others see AuditAck::wait().
    [[nodiscard]] Result<void> append(AuditEvent event);
    /// append() for each, in their order. They share one ack_timeout: acknowledgements come in
    /// groups, and an outage must not hold a caller up once for every event.
    [[nodiscard]] std::vector<Result<void>> append_all(std::vector<AuditEvent> events);
    /// As append(), but the acknowledgement is the caller's to wait for.
    [[nodiscard]] Result<AuditAck> submit(AuditEvent event);
    /// Committed when it returns success, also when it was there already: safe to repeat after
    /// Errc::unavailable.
    [[nodiscard]] Result<void> write_single(const AuditEvent& event);
    /// Writes without waiting for full batches, until everything accepted so far is committed or
    /// refused for its values (stats().rejected_data); Errc::timeout otherwise.
    [[nodiscard]] Result<void> flush(Nanos timeout);
    [[nodiscard]] AuditWriterStats stats() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sark
