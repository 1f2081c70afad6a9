#include "scenarios/doctor/circumstances.hpp"

#include <fmt/format.h>

#include "scenarios/doctor/read_only_session.hpp"
#include "scenarios/doctor/table.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr const char* about_sql = R"(
SELECT current_database() AS database, current_user AS role,
       current_setting('server_version') AS version,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_all_statistics,
       pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') AS reads_all_settings,
       (SELECT nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE extname = 'pg_stat_statements') AS statements_schema,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS timescale,
       (SELECT extract(epoch FROM now() - pg_stat_get_db_stat_reset_time(oid)) / 86400
        FROM pg_database WHERE datname = current_database()) AS statistics_days)";

// A column that only one system's table of that name has (X-01: they share table names).
constexpr const char* schemas_sql = R"(
SELECT DISTINCT v.system, n.nspname AS schema
FROM (VALUES ('sark_v2', 'resources', 'protocol'),
             ('sark_app', 'policies', 'rego_code'),
             ('sark_audit', 'policy_evaluations', 'evaluation_id'),
             ('sark_api', 'mcp_servers', 'sensitivity_level'),
             ('mcp_gw', 'mcp_servers', 'health_status')) AS v (system, tablename, columnname)
JOIN pg_class c ON c.relname = v.tablename AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = v.columnname AND NOT a.attisdropped
ORDER BY 1, 2)";

}  // namespace

Result<Circumstances> learn_circumstances(ReadOnlySession& session) {
    auto about = session.query(about_sql);
    if (!about)
        return about.error();
    const Table table(*std::move(about));
    Circumstances known;
    known.database = table.text(0, "database");
    known.role = table.text(0, "role");
    known.server = "PostgreSQL " + table.text(0, "version");
    known.reads_all_statistics = table.text(0, "reads_all_statistics") == "t";
    known.reads_all_settings = table.text(0, "reads_all_settings") == "t";
    if (const auto schema = table.text(0, "statements_schema"); !schema.empty())
        known.statements_schema = schema;
    known.timescale = table.text(0, "timescale") == "t";
    known.statistics_days = table.number(0, "statistics_days");
    auto schemas = session.query(schemas_sql);
    if (!schemas)
        return schemas.error();
    const Table found(*std::move(schemas));
    for (std::size_t row = 0; row < found.size(); ++row)
        known.schemas.push_back({found.text(row, "system"), found.text(row, "schema")});
    return known;
}

std::vector<std::pair<std::string, std::string>> Circumstances::facts() const {
    std::string found;
    for (const SarkSchema& each : schemas)
        found += (found.empty() ? "" : ", ") +
                 (each.system == each.schema ? each.system : each.system + " in " + each.schema);
    std::vector<std::pair<std::string, std::string>> facts = {
        {"server", server},
        {"database", database},
        {"role", role + (reads_all_statistics ? "" : ", which does not see others' activity")},
        {"SARK", found.empty() ? "no schema of SARK" : found},
        {"statistics",
         statistics_days ? fmt::format("reset {:.1f} days ago", *statistics_days) : "never reset"}};
    if (host_memory)
        facts.emplace_back(
            "memory of its host",
            fmt::format("{:.1f} GiB", static_cast<double>(*host_memory) / (1 << 30)));
    return facts;
}

}  // namespace sark::scenarios::doctor
