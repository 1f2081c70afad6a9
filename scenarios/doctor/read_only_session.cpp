#include "scenarios/doctor/read_only_session.hpp"

#include <utility>

namespace sark::scenarios::doctor {

namespace {

// The first statement is for a superuser alone: nobody else may switch the recording off.
constexpr const char* precautions = R"(
SELECT pg_catalog.set_config('pg_stat_statements.track', 'none', true)
WHERE (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user);
SET TRANSACTION READ ONLY;
SET LOCAL default_transaction_read_only = on;
SET LOCAL application_name = 'sark-bench doctor';
SET LOCAL lock_timeout = '500ms';
SET LOCAL statement_timeout = '5s';
SET LOCAL client_min_messages = error;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO';
SET LOCAL jit = off;
SET LOCAL search_path = pg_catalog)";

// Backends tell the statistics what they did about once a second; a transaction remembers what it
// read of them until it is told to forget.
constexpr const char* pause = "SELECT pg_stat_clear_snapshot() FROM pg_sleep(1.2)";

}  // namespace

ReadOnlySession::ReadOnlySession(postgres::Session& session)
    : session_(session), guard_(precautions) {}

void ReadOnlySession::look_also_in(const std::string& schema) {
    guard_ = std::string(precautions) + ", " + session_.quote_name(schema);
}

Result<void> ReadOnlySession::guarded(const std::function<Result<void>()>& body) {
    return session_.transaction([&]() -> Result<void> {
        const auto careful = session_.execute(guard_);
        sqlstate_ = session_.last_sqlstate();
        if (!careful)
            return careful.error();
        return body();
    });
}

Result<postgres::Rows> ReadOnlySession::execute(const std::string& statement) {
    auto rows = session_.execute(statement);
    sqlstate_ = session_.last_sqlstate();
    return rows;
}

Result<postgres::Rows> ReadOnlySession::query(const std::string& statement) {
    postgres::Rows rows;
    const auto done = guarded([&]() -> Result<void> {
        auto found = execute(statement);
        if (!found)
            return found.error();
        rows = *std::move(found);
        return {};
    });
    if (!done)
        return done.error();
    return rows;
}

Result<std::pair<postgres::Rows, postgres::Rows>> ReadOnlySession::query_twice(
    const std::string& statement) {
    std::pair<postgres::Rows, postgres::Rows> readings;
    const auto done = guarded([&]() -> Result<void> {
        auto first = execute(statement);
        if (!first)
            return first.error();
        if (const auto paused = execute(pause); !paused)
            return paused.error();
        auto second = execute(statement);
        if (!second)
            return second.error();
        readings = {*std::move(first), *std::move(second)};
        return {};
    });
    if (!done)
        return done.error();
    return readings;
}

}  // namespace sark::scenarios::doctor
