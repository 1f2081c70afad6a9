#include "migrations/table_sizes.hpp"

#include <charconv>

#include "core/postgres/session.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {

namespace {

/// A row per table that is nobody's part. Partitions without rows are left out: their empty pages
/// are no share of anybody's row. reltuples is -1 before the first ANALYZE.
constexpr const char* sizes_sql = R"(
WITH RECURSIVE part(root, leaf) AS (
    SELECT c.oid, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1::text[])
      AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
  UNION ALL
    SELECT part.root, i.inhrelid FROM part JOIN pg_inherits i ON i.inhparent = part.leaf)
SELECT n.nspname, c.relname,
       sum(CASE WHEN l.reltuples > 0 THEN l.reltuples ELSE 0 END)::bigint AS rows,
       sum(CASE WHEN l.reltuples <> 0 THEN pg_total_relation_size(l.oid) ELSE 0 END)::bigint AS bytes,
       bool_or(l.reltuples < 0 AND pg_relation_size(l.oid) > 0) AS unknown
FROM part JOIN pg_class c ON c.oid = part.root JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_class l ON l.oid = part.leaf AND l.relkind = 'r'
GROUP BY 1, 2 ORDER BY 1, 2)";

std::uint64_t number_of(const postgres::Value& value) {
    std::uint64_t number = 0;
    if (value)
        std::from_chars(value->data(), value->data() + value->size(), number);
    return number;
}

/// "{sark_v2,sark_api}"
std::string array_of_systems() {
    std::string text = "{";
    for (const auto& system : systems) text += (text.size() > 1 ? "," : "") + std::string(system);
    return text + "}";
}

}  // namespace

Result<std::vector<TableSize>> table_sizes(postgres::Session& session) {
    const auto found = session.execute(sizes_sql, {array_of_systems()});
    if (!found)
        return found.error();
    std::vector<TableSize> sizes;
    for (const postgres::Values& row : found->rows) {
        TableSize size{row[0].value_or(""), row[1].value_or(""), number_of(row[2]),
                       number_of(row[3]), row[4] == "t"};
        if (size.counted) {
            const auto counted =
                session.execute("SELECT count(*) FROM " + session.quote_name(size.schema) + "." +
                                session.quote_name(size.table));
            if (!counted)
                return counted.error();
            size.rows = number_of(counted->rows.front().front());
        }
        if (size.rows > 0)
            sizes.push_back(std::move(size));
    }
    return sizes;
}

}  // namespace sark::migrations
