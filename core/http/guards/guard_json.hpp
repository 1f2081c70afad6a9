#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sark::http {

// Bodies of the refusals that upstream's middleware gives (SARK-UPSTREAM section 2).

/// {"detail": why, "error_type": "authentication_error"}
[[nodiscard]] std::string authentication_error_json(std::string_view why);
/// {"error": "CSRF token invalid", "message": …}
[[nodiscard]] std::string csrf_error_json();
/// {"error": "Rate limit exceeded", "message": …, "retry_after": seconds}
[[nodiscard]] std::string rate_limited_json(std::int64_t retry_after_s);

}  // namespace sark::http
