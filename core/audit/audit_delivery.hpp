#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "core/audit/audit_event.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {

/// Brings batches into sark_audit.audit_events: COPY, and where that fails the ways that cope with
/// events that are there already or that the schema refuses. One thread.
class AuditDelivery {
 public:
    /// What becomes of the events of a batch, told in their order.
    struct Outcome {
        std::function<void(std::size_t count)> written;
        /// False: the refusal could not be noted, so the event is not settled.
        std::function<bool(const AuditEvent& event, const Error& why)> refused;
    };

    explicit AuditDelivery(postgres::ConnectionPool& pool) : pool_(pool) {}

    /// Tries once. Success: all are settled. Failure: what was not settled may be tried again, and
    /// some of it may be in the table already. `first`: none of them was tried before.
    [[nodiscard]] Result<void> attempt(std::span<const AuditEvent> events, bool first,
                                       const Outcome& outcome);
    /// Gives back the connection that is kept from one batch to the next: nothing is due.
    void rest() { lease_.reset(); }
    /// Batches committed in one piece.
    [[nodiscard]] std::uint64_t whole_batches() const noexcept { return whole_batches_; }

 private:
    [[nodiscard]] static Result<void> write_each(postgres::Session& session,
                                                 std::span<const AuditEvent> events,
                                                 const Outcome& outcome);
    [[nodiscard]] Result<void> write(postgres::Session& session, std::span<const AuditEvent> events,
                                     bool first, const Outcome& outcome);
    postgres::ConnectionPool& pool_;
    std::optional<postgres::ConnectionPool::Lease> lease_;
    TimePoint leased_at_;
    std::uint64_t whole_batches_ = 0;
};

}  // namespace sark
