#include "core/audit/audit_table.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <utility>
#include <vector>

#include "core/postgres/session.hpp"

namespace sark::audit_table {
namespace {

using postgres::Session;
using postgres::Values;

#define SARK_AUDIT_COLUMNS                                                              \
    "time, event_id, event_type, user_id, resource_type, resource_id, action, status, " \
    "ip_address, details"

const std::vector<std::string>& columns() {
    static const std::vector<std::string> names{
        "time",        "event_id", "event_type", "user_id",    "resource_type",
        "resource_id", "action",   "status",     "ip_address", "details"};
    return names;
}

void fill(Values& row, const AuditEvent& event) {
    row[0] = to_timestamptz(event.time);
    row[1] = event.event_id;
    row[2] = event.event_type;
    row[3] = event.user_id;
    row[4] = event.resource_type;
    row[5] = event.resource_id;
    row[6] = event.action;
    row[7] = event.status;
    row[8] = event.ip_address;
    row[9] = event.details_json;
}

Result<void> copy_into(Session& session, const std::string& table,
                       std::span<const AuditEvent> events) {
    std::size_t next = 0;
    auto copied = session.copy_in(table, columns(), [&](Values& row) {
        if (next == events.size())
            return false;
        fill(row, events[next++]);
        return true;
    });
    if (!copied)
        return std::move(copied).error();
    return {};
}

Result<void> run(Session& session, const char* sql) {
    auto done = session.execute(sql);
    if (!done)
        return std::move(done).error();
    return {};
}

}  // namespace

Result<void> copy(Session& session, std::span<const AuditEvent> events) {
    return copy_into(session, "sark_audit.audit_events", events);
}

Result<void> copy_missing(Session& session, std::span<const AuditEvent> events) {
    return session.transaction([&]() -> Result<void> {
        auto step = run(session,
                        "CREATE TEMP TABLE audit_batch ON COMMIT DROP AS SELECT " SARK_AUDIT_COLUMNS
                        " FROM sark_audit.audit_events WITH NO DATA");
        if (step)
            step = copy_into(session, "pg_temp.audit_batch", events);
        if (step)
            step = run(session, "INSERT INTO sark_audit.audit_events (" SARK_AUDIT_COLUMNS
                                ") SELECT " SARK_AUDIT_COLUMNS
                                " FROM pg_temp.audit_batch ON CONFLICT DO NOTHING");
        return step;
    });
}

Result<void> insert_missing(Session& session, const AuditEvent& event) {
    Values row(columns().size());
    fill(row, event);
    auto done = session.execute_prepared(
        "insert_audit_event",
        "INSERT INTO sark_audit.audit_events (" SARK_AUDIT_COLUMNS
        ") VALUES ($1::timestamptz, $2::uuid, $3, $4::uuid, $5, $6, $7, $8, $9::inet, $10::jsonb) "
        "ON CONFLICT DO NOTHING",
        row);
    if (!done)
        return std::move(done).error();
    return {};
}

bool refused_content(const Session& session, const Error& error) {
    const std::string& sqlstate = session.last_sqlstate();
    if (sqlstate.empty())  // a NUL byte, stopped before it was sent
        return error.code == Errc::invalid_argument;
    // Data exceptions, integrity violations and exceeded limits (JSON too deep, a key too long for
    // an index). Anything else, a missing table or permission among them, is not the event's fault.
    return sqlstate.starts_with("22") || sqlstate.starts_with("23") || sqlstate.starts_with("54");
}

std::string to_timestamptz(UtcTime time) {
    using namespace std::chrono;
    const auto instant = floor<microseconds>(time);
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss clock{instant - day};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%06d+00",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return text.data();
}

}  // namespace sark::audit_table
