#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/embedded.hpp"
#include "core/base/result.hpp"

namespace sark::migrations {

/// Which of the seeds' indexes a system carries beside its keys; each of the first four holds the
/// one before it.
enum class IndexSet : std::uint8_t {
    none,       ///< Keys only: primary keys, UNIQUE constraints.
    lean,       ///< What the seeds name, less what repeats another index (E-22).
    seed,       ///< As the seeds write it, waste included.
    composite,  ///< And what they call optional: composites, functional and search indexes.
    bad,        ///< Only what a seed shows as an example of a bad index.
};
inline constexpr std::string_view index_set_names[] = {"none", "lean", "seed", "composite", "bad"};
inline constexpr IndexSet default_index_set = IndexSet::composite;

[[nodiscard]] std::optional<IndexSet> parse_index_set(std::string_view name) noexcept;
[[nodiscard]] constexpr std::string_view name_of(IndexSet set) noexcept {
    return index_set_names[static_cast<std::size_t>(set)];
}

/// One index of migrations/<system>/indexes/<set>.sql, or of <set>.<extension>.sql when it needs an
/// extension.
struct IndexDefinition {
    std::string system;
    std::string name;
    std::string table;        ///< Schema-qualified.
    std::string sql;          ///< "CREATE [UNIQUE] INDEX name ON table …", without a semicolon.
    std::string comment_sql;  ///< "COMMENT ON INDEX …", or empty.
    std::string requires_extension;
    IndexSet first_in = IndexSet::seed;  ///< The set whose file it stands in.
    std::string checksum;                ///< Of sql and comment_sql.
};

/// Reads index files. Errc::invalid_argument with the file as `where` when a name does not fit, a
/// statement is neither CREATE INDEX on a table of the system nor a COMMENT on the index before it,
/// or a name comes twice within a system.
[[nodiscard]] Result<std::vector<IndexDefinition>> load_indexes(
    std::span<const embedded::File> files);

/// The definitions compiled into this program, by system, then in the order of the sets.
[[nodiscard]] std::vector<IndexDefinition> shipped_indexes();

/// Whether the definition belongs to the set.
[[nodiscard]] bool belongs_to(const IndexDefinition& definition, IndexSet set) noexcept;

}  // namespace sark::migrations
