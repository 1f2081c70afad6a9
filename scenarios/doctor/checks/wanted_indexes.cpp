#include "scenarios/doctor/checks/wanted_indexes.hpp"

#include <cctype>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "migrations/index_set.hpp"

namespace sark::scenarios::doctor {

const char* const present_indexes_sql = R"(
SELECT n.nspname AS schema, t.relname AS "table", x.relname AS index,
       i.indisvalid AND i.indisready AS usable,
       substring(pg_get_indexdef(i.indexrelid) FROM ' USING .*') AS definition
FROM pg_class t
JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_index i ON i.indrelid = t.oid
LEFT JOIN pg_class x ON x.oid = i.indexrelid
WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^(pg_|_timescaledb_)'
ORDER BY 1, 2, 3)";

namespace {

/// What one table has.
struct Present {
    std::set<std::string> names;
    std::set<std::string> essences;
};

std::map<std::pair<std::string, std::string>, Present> present_of(const Table& table) {
    std::map<std::pair<std::string, std::string>, Present> present;
    for (std::size_t row = 0; row < table.size(); ++row) {
        Present& here = present[{table.text(row, "schema"), table.text(row, "table")}];
        if (table.text(row, "usable") != "t")
            continue;
        here.names.insert(table.text(row, "index"));
        here.essences.insert(index_essence(table.text(row, "definition")));
    }
    return present;
}

void add(Evidence& evidence, const SarkSchema& where, const migrations::IndexDefinition& index,
         const std::string& table) {
    if (evidence.rows.size() == evidence_rows)
        ++evidence.left_out;
    else
        evidence.rows.push_back({where.schema + "." + table, index.name, index.sql});
}

}  // namespace

std::string index_essence(std::string_view definition) {
    // " USING gin (x)" of the server; " ON schema.table [USING gin] (x)" of a statement.
    std::string_view rest = definition;
    if (const std::size_t on = rest.find(" ON "); rest.starts_with("CREATE") && on != rest.npos) {
        rest.remove_prefix(on + 4);
        rest.remove_prefix(std::min(rest.find_first_of(" \n("), rest.size()));
    }
    std::string essence;
    for (const char c : rest)
        if (std::isspace(static_cast<unsigned char>(c)) == 0 && c != '(' && c != ')' && c != '"')
            essence += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return essence.starts_with("using") ? essence : "usingbtree" + essence;
}

Judgement judge_wanted_indexes(const Observation& seen, const Circumstances& known) {
    if (known.schemas.empty())
        return cannot_tell("there is no schema of SARK", {});
    const auto present = present_of(seen.now);
    Evidence missing;
    missing.columns = {"table", "missing_index", "statement"};
    std::size_t wanted = 0;
    std::size_t optional_missing = 0;
    const auto indexes = migrations::shipped_indexes();
    for (const SarkSchema& where : known.schemas) {
        for (const migrations::IndexDefinition& index : indexes) {
            const std::string table = index.table.substr(index.table.find('.') + 1);
            const auto here = present.find({where.schema, table});
            if (index.system != where.system || here == present.end())
                continue;
            const bool there = here->second.names.contains(index.name) ||
                               here->second.essences.contains(index_essence(index.sql));
            if (migrations::belongs_to(index, migrations::IndexSet::lean)) {
                ++wanted;
                if (!there)
                    add(missing, where, index, table);
            } else if (!there && index.first_in == migrations::IndexSet::composite) {
                ++optional_missing;
            }
        }
    }
    const std::size_t count = missing.rows.size() + missing.left_out;
    const std::string optional =
        optional_missing > 0 ? fmt::format("; {} optional ones are not there", optional_missing)
                             : "";
    if (count > 0)
        return no(fmt::format("{} of {} are missing or not valid{}", count, wanted, optional),
                  std::move(missing));
    return yes(fmt::format("all {} are there{}", wanted, optional), {});
}

}  // namespace sark::scenarios::doctor
