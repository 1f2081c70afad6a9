#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

/// The named systems, or every migrated one when none is named, in the order of `systems`.
/// Errc::unsafe without our marker, Errc::invalid_argument for an unknown system, Errc::not_found
/// for one that is not migrated or when none is.
[[nodiscard]] Result<std::vector<std::string>> migrated_systems(
    postgres::Session& session, const std::vector<std::string>& named);

}  // namespace sark::migrations
