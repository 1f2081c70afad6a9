#pragma once

#include <string>
#include <string_view>

#include "migrations/index_set.hpp"

namespace sark::migrations {

/// How a table is stored, which decides how an index can be built on it without locking writers
/// out.
enum class TableForm : std::uint8_t { plain, partitioned, hypertable };

/// CREATE INDEX CONCURRENTLY, for a plain table.
[[nodiscard]] std::string concurrent_sql(const IndexDefinition& definition);
/// One transaction per chunk, for a hypertable, which refuses CONCURRENTLY (E-19).
[[nodiscard]] std::string per_chunk_sql(const IndexDefinition& definition);
/// The parent alone, for a partitioned table, which refuses CONCURRENTLY: it is INVALID until every
/// partition's index is attached to it.
[[nodiscard]] std::string parent_only_sql(const IndexDefinition& definition);
/// The index of one partition (schema-qualified), CONCURRENTLY, under the name child_index_name().
[[nodiscard]] std::string partition_sql(const IndexDefinition& definition,
                                        std::string_view partition);

/// The name of a partition's index: the index's own and what the partition's name has beyond its
/// table's, within PostgreSQL's 63 bytes. `partition` without its schema.
[[nodiscard]] std::string child_index_name(const IndexDefinition& definition,
                                           std::string_view partition);

}  // namespace sark::migrations
