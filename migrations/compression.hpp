#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

/// The same read before and after: every column of every row of one chunk, as medians of five.
struct ChunkRead {
    std::uint64_t rows = 0;
    double before_ms = 0.0;
    double after_ms = 0.0;
};

/// What compression made of one hypertable: bytes of the compressed chunks before and after, heap,
/// TOAST and indexes together, as hypertable_compression_stats() tells them.
struct CompressedTable {
    std::string table;             ///< Schema-qualified.
    std::uint64_t chunks = 0;      ///< That are compressed,
    std::uint64_t all_chunks = 0;  ///< of so many.
    std::uint64_t bytes_before = 0;
    std::uint64_t bytes_after = 0;
    /// Of the first chunk with rows that this call compressed; absent when there was none.
    std::optional<ChunkRead> read;

    /// 0.93: 7 % are left. Absent when nothing is compressed.
    [[nodiscard]] std::optional<double> saving() const noexcept;
};

struct CompressionOptions {
    std::vector<std::string> systems;  ///< Empty: all that are migrated.
    unsigned older_than_days = 0;      ///< Only chunks that ended so long ago.
};

/// Compresses the closed chunks of those hypertables of our systems that have compression settings,
/// as their policies would later, each in a transaction of its own, and says what that saved
/// (S001-SLA-17). What is compressed already counts as well. Tables by name; none without such
/// hypertables. Errc::unsafe without our marker, Errc::not_found when a system is not migrated,
/// Errc::unavailable when the server has no TimescaleDB under the Timescale licence (E-24).
[[nodiscard]] Result<std::vector<CompressedTable>> compress_chunks(
    postgres::Session& session, const CompressionOptions& options);

}  // namespace sark::migrations
