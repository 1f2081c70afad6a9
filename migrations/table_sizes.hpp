#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

/// What a table takes on disk: heap, TOAST, indexes and maps of all its partitions that have rows.
struct TableSize {
    std::string schema;
    std::string table;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    bool counted = false;  ///< By count(*); else by the statistics of the last ANALYZE.
};

/// The tables of our systems that are there and have rows, by schema and name. A table that was
/// never analysed is counted. Errors as of Session.
[[nodiscard]] Result<std::vector<TableSize>> table_sizes(postgres::Session& session);

}  // namespace sark::migrations
