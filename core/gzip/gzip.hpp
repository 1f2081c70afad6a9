#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sark {

/// The text as a gzip file; absent when it has less than `smallest` bytes or would not shrink.
/// `level` is zlib's, 1 (fast) to 9 (small).
[[nodiscard]] std::optional<std::string> gzip_if_smaller(std::string_view text,
                                                         std::size_t smallest, int level);

}  // namespace sark
