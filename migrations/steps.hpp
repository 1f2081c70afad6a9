#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/base/embedded.hpp"
#include "core/base/result.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {

/// Pairs, checks and orders step files (by `systems`, then by number). Errc::invalid_argument with
/// the file as `where` when a name does not fit "<system>/NNNN_<name>.{up,down}.sql", a system is
/// unknown, one of the pair is missing or empty, numbers do not run 1, 2, 3, … within a system, or
/// a header is wrong. Headers are the leading "-- word" or "-- word: value" lines of the up file.
[[nodiscard]] Result<std::vector<Step>> load_steps(std::span<const embedded::File> files);

/// FNV-1a (64 bits, as 16 hexadecimal digits) of the up text, one NUL byte, and the down text. It
/// finds edits made by mistake; it is no defence against somebody who wants a collision.
[[nodiscard]] std::string checksum_of(std::string_view up_sql, std::string_view down_sql);

}  // namespace sark::migrations
