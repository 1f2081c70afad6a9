#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sark {

/// The text as a gzip file of level 6; absent when it is below 1,024 bytes or would not shrink
/// (SARK-UPSTREAM section 4).
[[nodiscard]] std::optional<std::string> gzip_if_smaller(std::string_view text);

}  // namespace sark
