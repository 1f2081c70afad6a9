#include "core/audit/audit_delivery.hpp"

#include <utility>

#include "core/audit/audit_table.hpp"

namespace sark {
namespace {

/// So that a busy writer's connection is still checked and recycled like any other, without a round
/// trip for every batch.
constexpr Nanos longest_lease = std::chrono::seconds(1);

}  // namespace

Result<void> AuditDelivery::attempt(std::span<const AuditEvent> events, bool first,
                                    const Outcome& outcome) {
    const TimePoint now = std::chrono::steady_clock::now();
    if (!lease_ || now - leased_at_ > longest_lease) {
        lease_.reset();
        auto lease = pool_.acquire();
        if (!lease)
            return std::move(lease).error();
        lease_.emplace(*std::move(lease));
        leased_at_ = now;
    }
    auto done = write(**lease_, events, first, outcome);
    if (!done)
        lease_.reset();
    return done;
}

Result<void> AuditDelivery::write(postgres::Session& session, std::span<const AuditEvent> events,
                                  bool first, const Outcome& outcome) {
    auto done =
        first ? audit_table::copy(session, events) : audit_table::copy_missing(session, events);
    if (!done && first && audit_table::refused_content(session, done.error()))
        done = audit_table::copy_missing(session, events);  // some may be there already
    if (!done && audit_table::refused_content(session, done.error()))
        return write_each(session, events, outcome);
    if (!done)
        return done;
    ++whole_batches_;
    outcome.written(events.size());
    return {};
}

/// One by one, so that an event with bad values harms only itself.
Result<void> AuditDelivery::write_each(postgres::Session& session,
                                       std::span<const AuditEvent> events, const Outcome& outcome) {
    for (const AuditEvent& event : events) {
        auto done = audit_table::insert_missing(session, event);
        if (done)
            outcome.written(1);
        else if (!audit_table::refused_content(session, done.error()))
            return done;
        else if (!outcome.refused(event, done.error()))
            return Error{Errc::io, "an event that the database refuses could not be kept aside",
                         "audit", ""};
    }
    return {};
}

}  // namespace sark
