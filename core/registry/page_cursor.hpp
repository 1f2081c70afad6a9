#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sark {

/// Where a page of a list ended: the key of its last row. The id breaks ties, so that rows made in
/// the same instant are neither skipped nor repeated.
struct PageCursor {
    std::string created_at;  ///< "2026-11-21T07:38:20.123456Z", as the registry gives it.
    std::string id;          ///< UUID

    /// Opaque text, safe in a URL: base64url without padding of "created_at|id".
    [[nodiscard]] std::string encode() const;
    /// Errc::invalid_argument for anything that encode() did not make.
    [[nodiscard]] static Result<PageCursor> decode(std::string_view text);
};

}  // namespace sark
