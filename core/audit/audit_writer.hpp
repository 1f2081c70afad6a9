#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/audit/audit_event.hpp"
#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

struct AuditWriterOptions {
    std::size_t queue_capacity = 10'000;             ///< BatchConfig.max_queue of upstream.
    std::size_t batch_size = 100;                    ///< BatchConfig.batch_size
    Nanos flush_interval = std::chrono::seconds(5);  ///< BatchConfig.timeout
    /// How long the destructor keeps trying while nothing can be written.
    Nanos drain_timeout = std::chrono::seconds(5);
};

/// accepted == written + rejected_data + queued, at every instant.
struct AuditWriterStats {
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;       ///< Queue full: the caller was told.
    std::uint64_t rejected_data = 0;  ///< Accepted, but the schema refuses their values: dropped.
    std::uint64_t written = 0;        ///< Known to be committed.
    std::uint64_t batches = 0;        ///< Committed in one piece.
    std::uint64_t retries = 0;        ///< Attempts that failed and whose events were kept.
    std::size_t queued = 0;           ///< Accepted and neither written nor refused yet.
};

/// Writes audit events in batches by COPY from a bounded queue on a thread of its own
/// (acknowledgement level "memory": an accepted event is lost if the process dies before its batch
/// commits), or one row at a time on the caller's thread (level "database"). A batch that fails is
/// kept and retried with growing pauses, and lands exactly once by (time to the microsecond,
/// event_id) even when the connection is lost during its COMMIT. An event whose values the schema
/// refuses is set aside and counted without holding up the others. A full queue rejects and counts,
/// it never grows and never drops silently. Thread-safe.
class AuditWriter {
 public:
    AuditWriter(postgres::ConnectionPool& pool, AuditWriterOptions options);
    /// Drains the queue, then stops. Gives up when nothing could be written for drain_timeout (plus
    /// the attempt under way) and says on stderr how many events were lost.
    ~AuditWriter();
    AuditWriter(const AuditWriter&) = delete;
    AuditWriter& operator=(const AuditWriter&) = delete;

    /// False when the queue is full.
    [[nodiscard]] bool append(AuditEvent event);
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
