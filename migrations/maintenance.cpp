#include "migrations/maintenance.hpp"

#include <fmt/format.h>

#include "core/postgres/session.hpp"
#include "migrations/ledger.hpp"
#include "migrations/migrated_systems.hpp"

namespace sark::migrations {
namespace {

constexpr const char* today = "(now() AT TIME ZONE 'UTC')::date";

/// What of the three a system has, in the order of their calls.
constexpr const char* routines_sql = R"(
SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = $1
  AND p.proname IN ('ensure_partitions', 'apply_retention', 'refresh_summaries')
ORDER BY array_position(ARRAY['ensure_partitions', 'apply_retention', 'refresh_summaries'],
                        p.proname::text))";

constexpr const char* tables_sql = R"(
SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ' ORDER BY c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition)";

std::string call(const std::string& system, const std::string& routine) {
    if (routine == "ensure_partitions")
        return fmt::format("SELECT {0}.ensure_partitions({1}, {1} + 2)", system, today);
    if (routine == "apply_retention")
        return fmt::format("SELECT {}.apply_retention({})", system, today);
    return fmt::format("CALL {}.refresh_summaries()", system);
}

Result<std::vector<std::string>> statements_of(postgres::Session& session,
                                               const std::string& system, bool retention) {
    std::vector<std::string> statements;
    const auto routines = session.execute(routines_sql, {system});
    if (!routines)
        return routines.error();
    for (const auto& row : routines->rows) {
        const std::string routine = row[0].value_or("");
        if (routine != "apply_retention" || retention)
            statements.push_back(call(system, routine));
    }
    const auto tables = session.execute(tables_sql, {system});
    if (!tables)
        return tables.error();
    if (tables->rows[0][0])
        statements.push_back("ANALYZE " + *tables->rows[0][0]);
    return statements;
}

/// A retention may work in batches: it is called until nothing is left to delete.
Result<void> run_to_the_end(postgres::Session& session, const std::string& statement) {
    const bool in_batches = statement.find(".apply_retention(") != std::string::npos;
    while (true) {
        const auto done = session.execute(statement);
        if (!done) {
            Error error = done.error();
            error.where = statement;
            return error;
        }
        if (!in_batches || done->rows[0][0] == "0")
            return {};
    }
}

}  // namespace

Result<void> maintain(postgres::Session& session, const MaintenanceOptions& options) {
    const auto lock = WorkLock::take(session);
    if (!lock)
        return lock.error();
    const auto chosen = migrated_systems(session, options.systems);
    if (!chosen)
        return chosen.error();
    for (const auto& system : *chosen) {
        const auto statements = statements_of(session, system, options.retention);
        if (!statements)
            return statements.error();
        for (const auto& statement : *statements) {
            if (options.on_sql)
                options.on_sql(statement);
            if (options.dry_run)
                continue;
            if (const auto done = run_to_the_end(session, statement); !done)
                return done;
        }
    }
    return {};
}

}  // namespace sark::migrations
