#include "migrations/ledger.hpp"

#include <chrono>
#include <thread>

#include "core/postgres/session.hpp"

namespace sark::migrations {
namespace {

constexpr const char* lock_key = "7310579528392175203";  // arbitrary, but ours and constant
constexpr auto lock_patience = std::chrono::minutes(2);
constexpr auto lock_interval = std::chrono::milliseconds(50);

constexpr const char* ledger_sql = R"(
CREATE SCHEMA sark_bench;
CREATE TABLE sark_bench.marker (
    note       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO sark_bench.marker (note)
VALUES ('sark-bench may seed, truncate and migrate this database');
CREATE TABLE sark_bench.migrations (
    system     text NOT NULL,
    id         text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (system, id)
);
CREATE TABLE sark_bench.datasets (
    system    text PRIMARY KEY,
    dataset   text NOT NULL,
    rows      bigint NOT NULL,
    seeded_at timestamptz NOT NULL DEFAULT now()
);)";

constexpr const char* index_ledger_sql = R"(
CREATE TABLE IF NOT EXISTS sark_bench.index_sets (
    system text PRIMARY KEY,
    name   text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS sark_bench.indexes (
    system     text NOT NULL,
    name       text NOT NULL,
    checksum   text NOT NULL,
    definition text NOT NULL,
    built_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (system, name)
);)";

constexpr const char* drop_sql = R"(
DROP TABLE IF EXISTS sark_bench.seed_parts;
DROP TABLE sark_bench.indexes;
DROP TABLE sark_bench.index_sets;
DROP TABLE sark_bench.datasets;
DROP TABLE sark_bench.migrations;
DROP TABLE sark_bench.marker;
DROP SCHEMA sark_bench;)";

/// PostgreSQL has the setting since version 14.
constexpr const char* notice_a_lost_client = R"(
SELECT set_config(name, '1s', false) FROM pg_settings
WHERE name = 'client_connection_check_interval')";
constexpr const char* as_before = R"(
SELECT set_config(name, reset_val || unit, false) FROM pg_settings
WHERE name = 'client_connection_check_interval')";

Result<void> without_rows(const Result<postgres::Rows>& done) {
    if (!done)
        return done.error();
    return {};
}

}  // namespace

Result<std::unique_ptr<WorkLock>> WorkLock::take(postgres::Session& session) {
    const auto deadline = std::chrono::steady_clock::now() + lock_patience;
    const std::string attempt = std::string("SELECT pg_try_advisory_lock(") + lock_key + ")";
    // Polled, because a session that blocks in pg_advisory_lock() holds a snapshot, and the lock's
    // holder would wait for that snapshot in CREATE INDEX CONCURRENTLY: a deadlock.
    while (true) {
        const auto taken = session.execute(attempt);
        if (!taken)
            return taken.error();
        if (taken->rows[0][0] == "t")
            break;
        if (std::chrono::steady_clock::now() >= deadline)
            return Error{Errc::conflict, "another sark-bench is migrating or seeding this database",
                         "", "wait for it, or end it"};
        std::this_thread::sleep_for(lock_interval);
    }
    std::unique_ptr<WorkLock> lock(new WorkLock(session));
    auto ready = without_rows(session.execute("SET client_min_messages = warning"));
    if (ready)
        ready = lift_statement_timeout(session);
    if (!ready)
        return ready.error();
    // Refused where the server's system cannot tell; the work is the same.
    (void)session.execute(notice_a_lost_client);
    return lock;
}

WorkLock::~WorkLock() {
    // A failure here means the connection is gone, and the lock with it.
    (void)session_.execute("RESET client_min_messages");
    (void)session_.execute("RESET statement_timeout");
    (void)session_.execute(as_before);
    (void)session_.execute(std::string("SELECT pg_advisory_unlock(") + lock_key + ")");
}

Result<void> lift_statement_timeout(postgres::Session& session) {
    return without_rows(session.execute("SET statement_timeout = 0"));
}

Result<bool> has_marker(postgres::Session& session) {
    const auto table = session.execute("SELECT to_regclass('sark_bench.marker') IS NOT NULL");
    if (!table)
        return table.error();
    if (table->rows[0][0] != "t")
        return false;
    const auto row = session.execute("SELECT EXISTS (SELECT FROM sark_bench.marker)");
    if (!row)
        return row.error();
    return row->rows[0][0] == "t";
}

Result<void> create_ledger(postgres::Session& session) {
    const auto there = has_marker(session);
    if (!there)
        return there.error();
    return session.transaction([&] {
        return without_rows(
            session.execute(*there ? std::string(index_ledger_sql) : create_ledger_sql()));
    });
}

std::string create_ledger_sql() {
    return std::string(ledger_sql) + index_ledger_sql;
}

Result<Ledger> read_ledger(postgres::Session& session) {
    const auto there = has_marker(session);
    if (!there)
        return there.error();
    Ledger ledger;
    if (!*there)
        return ledger;
    const auto rows = session.execute("SELECT system, id, checksum FROM sark_bench.migrations");
    if (!rows)
        return rows.error();
    for (const auto& row : rows->rows)
        ledger[{row[0].value_or(""), row[1].value_or("")}] = row[2].value_or("");
    return ledger;
}

Result<void> record_applied(postgres::Session& session, const Step& step) {
    return without_rows(session.execute(
        "INSERT INTO sark_bench.migrations (system, id, checksum) VALUES ($1, $2, $3)",
        {step.system, step.id, step.checksum}));
}

Result<void> record_reverted(postgres::Session& session, const Step& step) {
    for (const char* table : {"datasets", "indexes", "index_sets"}) {
        const auto forgotten = session.execute(
            std::string("DELETE FROM sark_bench.") + table + " WHERE system = $1", {step.system});
        if (!forgotten)
            return forgotten.error();
    }
    return without_rows(session.execute(
        "DELETE FROM sark_bench.migrations WHERE system = $1 AND id = $2", {step.system, step.id}));
}

Result<void> drop_empty_ledger(postgres::Session& session) {
    const auto ledger = read_ledger(session);
    if (!ledger)
        return ledger.error();
    if (!ledger->empty())
        return {};
    return session.transaction([&] { return without_rows(session.execute(drop_sql)); });
}

}  // namespace sark::migrations
