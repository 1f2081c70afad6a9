#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/audit/audit_event.hpp"
#include "core/audit/siem/collector_client.hpp"
#include "core/base/result.hpp"
#include "core/circuit_breaker/circuit_breaker.hpp"

namespace sark {

/// Defaults: BatchConfig, SIEMConfig and the fallback file of upstream (SARK-UPSTREAM section 4).
struct SiemOptions {
    CollectorOptions collector;
    std::size_t queue_capacity = 10'000;
    std::size_t batch_size = 100;
    Nanos flush_interval = std::chrono::seconds(5);
    unsigned retries = 3;                           ///< After the first attempt.
    Nanos first_backoff = std::chrono::seconds(1);  ///< Doubled each time.
    Nanos longest_backoff = std::chrono::seconds(60);
    CircuitBreakerOptions breaker;
    std::string spill_directory;  ///< For what was not delivered; empty: it is dropped and counted.
    std::uint64_t spill_rotate_bytes = 100'000'000;
};

/// offered == sent + spilled + dropped + queued, at every instant.
struct SiemStats {
    std::uint64_t offered = 0;
    std::uint64_t sent = 0;     ///< Taken by the collector.
    std::uint64_t spilled = 0;  ///< Written to the spill file instead.
    std::uint64_t dropped = 0;  ///< The queue was full, or there was nowhere to spill to.
    std::size_t queued = 0;
    std::uint64_t batches_sent = 0;
    std::uint64_t batches_failed = 0;
    std::uint64_t retries = 0;
    CircuitBreakerStats breaker;
};

/// Forwards audit events to a SIEM in batches of NDJSON, gzipped where that helps, on a thread of
/// its own. No answer, 429 and 5xx are retried with growing pauses; every attempt goes through a
/// circuit breaker. What could not be delivered, at once when the breaker is open or the collector
/// refuses it (other 4xx), goes to the spill file. At least once: an answer that was lost is
/// followed by the same events again, to be told by event_id. Never holds up its callers.
/// Thread-safe.
class SiemForwarder {
 public:
    /// Sends one body: the status of the answer, or why there was none.
    using Post = std::function<Result<int>(const std::string& body, bool gzipped)>;

    /// Errc::invalid_argument when the collector's URL is not one. `time` is borrowed.
    [[nodiscard]] static Result<std::unique_ptr<SiemForwarder>> create(const SiemOptions& options,
                                                                       const TimeSource& time);
    /// With another way to the collector than HTTP; `post` is called from one thread.
    SiemForwarder(const SiemOptions& options, const TimeSource& time, Post post);
    /// Sends what is queued, once and without retries; the rest is spilled.
    ~SiemForwarder();
    SiemForwarder(const SiemForwarder&) = delete;
    SiemForwarder& operator=(const SiemForwarder&) = delete;

    /// Queues it, or drops and counts it when the queue is full.
    void offer(AuditEvent event);
    [[nodiscard]] SiemStats stats() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sark
