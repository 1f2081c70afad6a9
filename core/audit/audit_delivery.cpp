#include "core/audit/audit_delivery.hpp"

#include <utility>

#include "core/audit/audit_table.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {

Result<void> AuditDelivery::attempt(std::span<const AuditEvent> events, bool first,
                                    const Outcome& outcome) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    postgres::Session& session = **lease;
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
