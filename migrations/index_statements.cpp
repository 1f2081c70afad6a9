#include "migrations/index_statements.hpp"

#include <fmt/format.h>

#include "migrations/fnv1a.hpp"

namespace sark::migrations {
namespace {

/// The statement in pieces: "CREATE UNIQUE INDEX", and what follows the table.
struct Pieces {
    std::string_view verb;
    std::string_view rest;
};

Pieces pieces_of(const IndexDefinition& definition) {
    const std::string_view sql = definition.sql;
    constexpr std::string_view word = "INDEX";
    const auto verb_end = sql.find(word) + word.size();
    const auto table = sql.find(definition.table, sql.find(definition.name, verb_end));
    return {sql.substr(0, verb_end), sql.substr(table + definition.table.size())};
}

/// Where the predicate begins, outside every parenthesis; the end when there is none.
std::size_t predicate_of(std::string_view rest) {
    int depth = 0;
    for (std::size_t at = 0; at < rest.size(); ++at) {
        if (rest[at] == '(')
            ++depth;
        else if (rest[at] == ')')
            --depth;
        else if (depth == 0 && rest.substr(at, 5) == "WHERE")
            return at;
    }
    return rest.size();
}

std::string_view without_schema(std::string_view name) {
    return name.substr(name.find('.') + 1);
}

}  // namespace

std::string concurrent_sql(const IndexDefinition& definition) {
    const Pieces pieces = pieces_of(definition);
    return fmt::format("{} CONCURRENTLY {} ON {}{}", pieces.verb, definition.name, definition.table,
                       pieces.rest);
}

std::string per_chunk_sql(const IndexDefinition& definition) {
    const Pieces pieces = pieces_of(definition);
    const auto predicate = predicate_of(pieces.rest);
    std::string_view columns = pieces.rest.substr(0, predicate);
    columns = columns.substr(0, columns.find_last_not_of(" \n") + 1);
    const std::string_view condition = pieces.rest.substr(predicate);
    return fmt::format("{} {} ON {}{} WITH (timescaledb.transaction_per_chunk){}{}", pieces.verb,
                       definition.name, definition.table, columns, condition.empty() ? "" : " ",
                       condition);
}

std::string parent_only_sql(const IndexDefinition& definition) {
    const Pieces pieces = pieces_of(definition);
    return fmt::format("{} {} ON ONLY {}{}", pieces.verb, definition.name, definition.table,
                       pieces.rest);
}

std::string partition_sql(const IndexDefinition& definition, std::string_view partition) {
    const Pieces pieces = pieces_of(definition);
    return fmt::format("{} CONCURRENTLY {} ON {}{}", pieces.verb,
                       child_index_name(definition, without_schema(partition)), partition,
                       pieces.rest);
}

std::string child_index_name(const IndexDefinition& definition, std::string_view partition) {
    constexpr std::size_t longest = 63;
    constexpr std::size_t hash_digits = 16;
    const std::string_view table = without_schema(definition.table);
    std::string name = definition.name;
    if (!partition.starts_with(table))
        name += '_';
    name += partition.starts_with(table) ? partition.substr(table.size()) : partition;
    if (name.size() <= longest)
        return name;
    return fmt::format("{}_{:016x}", name.substr(0, longest - hash_digits - 1), fnv1a(name));
}

}  // namespace sark::migrations
