#pragma once

#include <string_view>

namespace sark::http {

/// True when a client with this Accept-Encoding header takes gzip and does not prefer to be sent
/// the text as it is (RFC 9110 section 12.5.3): weights, "*" and "identity" count, x-gzip is gzip,
/// names are of any case. False for an empty header and for one that cannot be read.
[[nodiscard]] bool accepts_gzip(std::string_view header) noexcept;

}  // namespace sark::http
