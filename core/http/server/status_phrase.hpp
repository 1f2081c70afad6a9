#pragma once

#include <string_view>

namespace sark::http {

/// The reason phrase of a status (RFC 9110 section 15); "Unknown" for one that we never answer.
[[nodiscard]] std::string_view status_phrase(int status) noexcept;

}  // namespace sark::http
