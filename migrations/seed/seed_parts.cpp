#include "migrations/seed/seed_parts.hpp"

#include <charconv>

namespace sark::migrations {

namespace {

Result<void> without_rows(const Result<postgres::Rows>& done) {
    if (!done)
        return done.error();
    return {};
}

template <class Number>
Number number_of(const postgres::Value& cell) {
    Number number{};
    if (cell)
        std::from_chars(cell->data(), cell->data() + cell->size(), number);
    return number;
}

}  // namespace

std::uint64_t SeedParts::rows_of(const std::string& table) const {
    std::uint64_t rows = 0;
    if (const auto found = tables.find(table); found != tables.end())
        for (const auto& [first, count] : found->second) rows += count;
    return rows;
}

Result<void> create_seed_parts(postgres::Session& session) {
    return without_rows(
        session.execute("CREATE TABLE IF NOT EXISTS sark_bench.seed_parts ("
                        "system text NOT NULL, dataset text NOT NULL, "
                        "now_us bigint NOT NULL, table_name text NOT NULL, "
                        "first_row bigint NOT NULL, rows bigint NOT NULL, "
                        "PRIMARY KEY (system, table_name, first_row))"));
}

Result<std::optional<SeedParts>> read_seed_parts(postgres::Session& session,
                                                 const std::string& system,
                                                 const std::string& dataset) {
    const auto rows = session.execute(
        "SELECT table_name, first_row, rows, now_us FROM sark_bench.seed_parts "
        "WHERE system = $1 AND dataset = $2",
        {system, dataset});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return std::optional<SeedParts>();
    SeedParts parts;
    for (const auto& row : rows->rows) {
        parts.tables[row[0].value_or("")][number_of<std::uint64_t>(row[1])] =
            number_of<std::uint64_t>(row[2]);
        parts.now_us = number_of<std::int64_t>(row[3]);
    }
    return std::optional(std::move(parts));
}

Result<void> forget_seed_parts(postgres::Session& session, const std::string& system) {
    return without_rows(
        session.execute("DELETE FROM sark_bench.seed_parts WHERE system = $1", {system}));
}

Result<void> record_seed_part(postgres::Session& session, const std::string& system,
                              const std::string& dataset, std::int64_t now_us,
                              const std::string& table, RowRange range) {
    return without_rows(session.execute(
        "INSERT INTO sark_bench.seed_parts (system, dataset, now_us, table_name, first_row, rows) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {system, dataset, std::to_string(now_us), table, std::to_string(range.first),
         std::to_string(range.count)}));
}

}  // namespace sark::migrations
