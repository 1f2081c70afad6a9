#pragma once

#include <string>
#include <string_view>

namespace sark::http {

/// The 64 lower-case hexadecimal digits of a text's SHA-256.
[[nodiscard]] std::string sha256_hex(std::string_view text);
/// The 40 of its SHA-1, by which Redis names scripts; for nothing that must withstand anybody.
[[nodiscard]] std::string sha1_hex(std::string_view text);

}  // namespace sark::http
