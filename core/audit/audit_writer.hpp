#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

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
};

struct AuditWriterStats {
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;  ///< Queue full: the caller was told.
    std::uint64_t written = 0;   ///< Committed rows.
    std::uint64_t batches = 0;
    std::uint64_t retries = 0;  ///< Batches that failed and were kept.
    std::size_t queued = 0;
};

/// Writes audit events in batches by COPY from a bounded queue on a thread of its own
/// (acknowledgement level "memory": an accepted event is lost if the process dies before its batch
/// commits), or one row at a time on the caller's thread (level "database"). A failed batch is kept
/// and retried; a full queue rejects and counts, it never grows and never drops silently.
/// Thread-safe.
class AuditWriter {
 public:
    AuditWriter(postgres::ConnectionPool& pool, AuditWriterOptions options);
    /// Drains the queue (bounded: gives up when the database stays away for 5 s), then stops.
    ~AuditWriter();

    /// False when the queue is full.
    [[nodiscard]] bool append(AuditEvent event);
    /// Committed when it returns success.
    [[nodiscard]] Result<void> write_single(const AuditEvent& event);
    /// Waits until everything accepted so far is committed; Errc::timeout otherwise.
    [[nodiscard]] Result<void> flush(Nanos timeout);
    [[nodiscard]] AuditWriterStats stats() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sark
