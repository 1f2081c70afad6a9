#pragma once

#include <string>

#include "scenarios/evidence/server_evidence.hpp"
#include "scenarios/evidence/store_snapshot.hpp"

namespace sark::scenarios {

inline constexpr std::size_t statements_listed = 20;

/// What the stores counted between two snapshots. A counter that fell was reset in between and is
/// left out; a table, index or statement that appeared in between counts from 0. Statements of ours
/// are left out, and our transactions are taken from xact_commit. Texts of statements come from
/// `last`, which may be a later snapshot than `end`.
[[nodiscard]] StoreWindow window_between(const StoreSnapshot& begin, const StoreSnapshot& end,
                                         const StoreSnapshot& last);

}  // namespace sark::scenarios
