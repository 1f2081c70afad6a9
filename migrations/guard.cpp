#include "migrations/guard.hpp"

#include <fmt/format.h>

#include "core/postgres/session.hpp"
#include "migrations/ledger.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {
namespace {

// One table, view or foreign table that is neither the system's nor an extension's.
constexpr const char* a_foreign_table = R"(
SELECT format('%I.%I', nspname, relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
  AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend
                  WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
ORDER BY 1 LIMIT 1)";

// timescaledb can only be created when the server has preloaded it.
constexpr std::string_view extension_usable = R"((
EXISTS (SELECT FROM pg_extension WHERE extname = '{0}')
    OR EXISTS (SELECT FROM pg_available_extension_versions v
               JOIN pg_available_extensions a ON a.name = v.name AND a.default_version = v.version
               WHERE v.name = '{0}'
                 AND (NOT v.superuser
                      OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
                      OR (v.trusted AND has_database_privilege(current_database(), 'CREATE')))
                 AND (v.name <> 'timescaledb'
                      OR EXISTS (SELECT FROM pg_settings
                                 WHERE name = 'shared_preload_libraries'
                                   AND setting LIKE '%timescaledb%')))))";

// Until the extension is there its setting may be unknown; the Timescale licence is its default.
constexpr std::string_view license_usable =
    " AND coalesce(current_setting('timescaledb.license', true), 'timescale') = 'timescale')";

}  // namespace

Result<void> require_ours_or_empty(postgres::Session& session) {
    const auto ours = has_marker(session);
    if (!ours)
        return ours.error();
    if (*ours)
        return {};
    const auto foreign = session.execute(foreign_table_query());
    if (!foreign)
        return foreign.error();
    if (foreign->empty())
        return {};
    const auto name = session.execute("SELECT current_database()");
    if (!name)
        return name.error();
    return Error{Errc::unsafe,
                 fmt::format("database \"{}\" holds tables that sark-bench did not create, such as "
                             "{}: left untouched",
                             name->rows[0][0].value_or(""), foreign->rows[0][0].value_or("")),
                 "", "give it an empty database of its own (createdb NAME)"};
}

std::string foreign_table_query() {
    return a_foreign_table;
}

std::string extension_condition(std::string_view name) {
    if (name == "timescale_license")
        return "(" + extension_condition("timescaledb") + std::string(license_usable);
    return fmt::format(extension_usable, name);
}

Result<bool> has_extension(postgres::Session& session, const std::string& name) {
    const auto usable = session.execute("SELECT " + extension_condition(name));
    if (!usable)
        return usable.error();
    return usable->rows[0][0] == "t";
}

}  // namespace sark::migrations
