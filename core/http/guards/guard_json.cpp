#include "core/http/guards/guard_json.hpp"

#include <nlohmann/json.hpp>

namespace sark::http {

using nlohmann::ordered_json;

std::string authentication_error_json(std::string_view why) {
    return ordered_json{{"detail", why}, {"error_type", "authentication_error"}}.dump();
}

std::string csrf_error_json() {
    return ordered_json{{"error", "CSRF token invalid"},
                        {"message",
                         "a write needs one text of at least 32 characters in the header "
                         "X-CSRF-Token and in the cookie csrf_token"}}
        .dump();
}

std::string rate_limited_json(std::int64_t retry_after_s) {
    return ordered_json{{"error", "Rate limit exceeded"},
                        {"message", "too many requests; try again when Retry-After is over"},
                        {"retry_after", retry_after_s}}
        .dump();
}

}  // namespace sark::http
