#include "migrations/compression.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "core/base/time.hpp"
#include "core/postgres/session.hpp"
#include "migrations/ledger.hpp"
#include "migrations/migrated_systems.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {
namespace {

constexpr const char* tables_sql = R"(
SELECT format('%I.%I', hypertable_schema, hypertable_name)
FROM timescaledb_information.hypertables
WHERE hypertable_schema = $1 AND compression_enabled ORDER BY 1)";

constexpr const char* stats_sql = R"(
SELECT total_chunks, number_compressed_chunks, before_compression_total_bytes,
       after_compression_total_bytes
FROM hypertable_compression_stats($1::regclass))";

std::uint64_t number_of(const postgres::Value& cell) {
    return cell ? std::strtoull(cell->c_str(), nullptr, 10) : 0;
}

/// Counts whole rows of a chunk through its table, so that every column is read (S000-TS-01).
/// Empty when the chunk is compressed already.
constexpr const char* read_sql = R"(
SELECT format('SELECT count(t.*) FROM %I.%I t WHERE %I >= %L AND %3$I < %5$L', hypertable_schema,
              hypertable_name, primary_dimension, range_start, range_end)
FROM timescaledb_information.chunks
WHERE format('%I.%I', chunk_schema, chunk_name)::regclass = $1::regclass AND NOT is_compressed)";

struct TimedRead {
    std::uint64_t rows = 0;
    double median_ms = 0.0;
};

Result<TimedRead> time_read(postgres::Session& session, const std::string& read) {
    TimedRead timed;
    std::array<double, 5> times{};
    for (std::size_t i = 0; i <= times.size(); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto rows = session.execute(read);
        const double elapsed = 1e3 * to_seconds(std::chrono::steady_clock::now() - begin);
        if (!rows)
            return rows.error();
        timed.rows = number_of(rows->rows[0][0]);
        if (i > 0)  // the first finds the pages
            times[i - 1] = elapsed;
    }
    std::ranges::sort(times);
    timed.median_ms = times[times.size() / 2];
    return timed;
}

Result<void> compress_chunk(postgres::Session& session, const postgres::Value& chunk,
                            std::optional<ChunkRead>& seen) {
    std::string read;
    if (!seen) {
        const auto found = session.execute(read_sql, {chunk});
        if (!found)
            return found.error();
        if (!found->empty())
            read = found->rows[0][0].value_or("");
    }
    ChunkRead figures;
    if (!read.empty()) {
        const auto before = time_read(session, read);
        if (!before)
            return before.error();
        figures.rows = before->rows;
        figures.before_ms = before->median_ms;
    }
    const auto done =
        session.execute("SELECT compress_chunk($1::regclass, if_not_compressed => true)", {chunk});
    if (!done)
        return done.error();
    if (figures.rows == 0)
        return {};
    const auto after = time_read(session, read);
    if (!after)
        return after.error();
    figures.after_ms = after->median_ms;
    seen = figures;
    return {};
}

Result<CompressedTable> compress(postgres::Session& session, const std::string& table,
                                 unsigned older_than_days) {
    const auto chunks =
        session.execute(fmt::format("SELECT chunk FROM show_chunks('{}', older_than => now() - "
                                    "interval '{} days') AS chunk ORDER BY 1",
                                    table, older_than_days));
    if (!chunks)
        return chunks.error();
    CompressedTable compressed;
    for (const auto& chunk : chunks->rows)
        if (auto done = compress_chunk(session, chunk[0], compressed.read); !done)
            return done.error();
    const auto stats = session.execute(stats_sql, {table});
    if (!stats)
        return stats.error();
    compressed.table = table;
    for (const auto& row : stats->rows) {
        compressed.all_chunks = number_of(row[0]);
        compressed.chunks = number_of(row[1]);
        compressed.bytes_before = number_of(row[2]);
        compressed.bytes_after = number_of(row[3]);
    }
    return compressed;
}

}  // namespace

std::optional<double> CompressedTable::saving() const noexcept {
    if (bytes_before == 0)
        return std::nullopt;
    return 1.0 - static_cast<double>(bytes_after) / static_cast<double>(bytes_before);
}

Result<std::vector<CompressedTable>> compress_chunks(postgres::Session& session,
                                                     const CompressionOptions& options) {
    const auto lock = WorkLock::take(session);
    if (!lock)
        return lock.error();
    const auto chosen = migrated_systems(session, options.systems);
    if (!chosen)
        return chosen.error();
    const auto licensed = has_extension(session, "timescale_license");
    if (!licensed)
        return licensed.error();
    if (!*licensed)
        return Error{Errc::unavailable,
                     "compression needs TimescaleDB under the Timescale licence, which this server "
                     "does not have",
                     "", "its rows are skipped (E-24)"};
    std::vector<CompressedTable> all;
    for (const std::string& system : *chosen) {
        const auto tables = session.execute(tables_sql, {system});
        if (!tables)
            return tables.error();
        for (const auto& row : tables->rows) {
            auto compressed = compress(session, row[0].value_or(""), options.older_than_days);
            if (!compressed)
                return compressed.error();
            all.push_back(*std::move(compressed));
        }
    }
    return all;
}

}  // namespace sark::migrations
