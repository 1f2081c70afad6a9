#include "core/registry/registry_statistics.hpp"

#include <charconv>
#include <cstddef>
#include <utility>

#include "core/registry/pooled_query.hpp"
#include "core/registry/server_row.hpp"

namespace sark {
namespace {

using postgres::Rows;
using postgres::Value;
using postgres::Values;

// One pass over the servers for all three columns; a row of the tools beside it.
constexpr const char* select_summary =
    "SELECT status, transport, sensitivity_level, count(*) FROM sark_api.mcp_servers "
    "GROUP BY GROUPING SETS ((status), (transport), (sensitivity_level)) "
    "UNION ALL SELECT NULL, NULL, NULL, count(*) FROM sark_api.mcp_tools";

constexpr const char* select_server_statistics =
    "SELECT s.id, s.name, s.status, s.transport, s.sensitivity_level, " SARK_UTC_TEXT(
        "s.created_at") ", " SARK_UTC_TEXT("s.last_health_check") ", t.sensitivity_level, "
                        "count(t.id) FROM sark_api.mcp_servers s LEFT JOIN sark_api.mcp_tools t "
                        "ON t.server_id = s.id WHERE s.id = $1::uuid "
                        "GROUP BY s.id, t.sensitivity_level";

// $1 is the step in seconds, $2 how many of them. Steps are counted back from now(), so every point
// is exact and the last one is the present. Seconds, because a day is not always 24 hours.
#define SARK_SERIES_GRID                                                       \
    "WITH grid AS (SELECT now() - n * $1::bigint * interval '1 second' AS at " \
    "FROM generate_series(0, $2::bigint) AS n), "                              \
    "first AS (SELECT now() - $2::bigint * $1::bigint * interval '1 second' AS at), "
#define SARK_STEP_OF(COLUMN)                             \
    "date_bin($1::bigint * interval '1 second', " COLUMN \
    ", now()) + $1::bigint * "                           \
    "interval '1 second'"
#define SARK_GROWTH(TABLE, CONDITION) \
    SARK_SERIES_GRID                  \
    "born AS (SELECT " SARK_STEP_OF("created_at") " AS at, count(*) AS n FROM " TABLE         \
    ", first WHERE created_at >= first.at AND created_at < now()" CONDITION " GROUP BY 1), " \
    "before AS (SELECT count(*) AS n FROM " TABLE                                             \
    ", first WHERE created_at < first.at" CONDITION ") SELECT " SARK_UTC_TEXT("grid.at")     \
    ", before.n + coalesce(sum(born.n) OVER (ORDER BY grid.at), 0) "                          \
    "FROM grid CROSS JOIN before LEFT JOIN born ON born.at = grid.at ORDER BY grid.at"

constexpr const char* server_growth = SARK_GROWTH("sark_api.mcp_servers", "");
constexpr const char* active_growth = SARK_GROWTH("sark_api.mcp_servers", " AND status = 'active'");
constexpr const char* tool_growth = SARK_GROWTH("sark_api.mcp_tools", "");
constexpr const char* health_series = SARK_SERIES_GRID
    "checked AS (SELECT " SARK_STEP_OF("last_health_check") " AS at, "
    "100.0 * avg((status <> 'unhealthy')::integer) AS share FROM sark_api.mcp_servers, first "
    "WHERE last_health_check >= first.at AND last_health_check < now() GROUP BY 1) "
    "SELECT " SARK_UTC_TEXT("grid.at") ", checked.share::double precision FROM grid "
    "LEFT JOIN checked ON checked.at = grid.at ORDER BY grid.at";

template <class Number>
Number number(const Value& text) {
    Number value{};
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

struct SeriesStatement {
    const char* name;
    const char* sql;
};

SeriesStatement statement_of(RegistrySeries which) {
    switch (which) {
        case RegistrySeries::server_count:
            return {"server_growth", server_growth};
        case RegistrySeries::active_servers:
            return {"active_growth", active_growth};
        case RegistrySeries::tool_count:
            return {"tool_growth", tool_growth};
        case RegistrySeries::health_checks:
            break;
    }
    return {"health_series", health_series};
}

}  // namespace

Result<RegistrySummary> RegistryStatistics::summary() {
    auto found = pooled_query(reads_, "select_summary", select_summary, {});
    if (!found)
        return std::move(found).error();
    RegistrySummary summary;
    for (const Values& row : found->rows) {
        const auto count = number<std::uint64_t>(row[3]);
        if (row[0]) {
            summary.by_status[*row[0]] = count;
            summary.servers += count;
        } else if (row[1]) {
            summary.by_transport[*row[1]] = count;
        } else if (row[2]) {
            summary.by_sensitivity[*row[2]] = count;
        } else {
            summary.tools = count;
        }
    }
    return summary;
}

Result<ServerStatistics> RegistryStatistics::of_server(const std::string& id) {
    auto found = pooled_query(reads_, "select_server_statistics", select_server_statistics, {id});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return no_such("server", id);
    ServerStatistics statistics;
    Values& first = found->rows.front();
    std::size_t column = 0;
    for (std::string* member :
         {&statistics.id, &statistics.name, &statistics.status, &statistics.transport,
          &statistics.sensitivity_level, &statistics.created_at})
        *member = std::move(first[column++]).value_or("");
    statistics.last_health_check = std::move(first[column]);
    for (const Values& row : found->rows) {
        if (!row[7])
            continue;
        const auto count = number<std::uint64_t>(row[8]);
        statistics.tools_by_sensitivity[*row[7]] = count;
        statistics.tools += count;
    }
    return statistics;
}

Result<std::vector<SeriesPoint>> RegistryStatistics::series(RegistrySeries which,
                                                            std::chrono::seconds range,
                                                            std::chrono::seconds interval) {
    const SeriesStatement statement = statement_of(which);
    auto found = pooled_query(reads_, statement.name, statement.sql,
                              {std::to_string(interval.count()), std::to_string(range / interval)});
    if (!found)
        return std::move(found).error();
    std::vector<SeriesPoint> points;
    points.reserve(found->size());
    for (Values& row : found->rows) {
        SeriesPoint point;
        point.at = std::move(row[0]).value_or("");
        if (row[1])
            point.value = number<double>(row[1]);
        points.push_back(std::move(point));
    }
    return points;
}

}  // namespace sark
