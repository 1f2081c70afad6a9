#include "core/http/guards/request_kind.hpp"

namespace sark::http {

bool is_public(std::string_view path) noexcept {
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return path == "/health" || path.starts_with("/health/") || path == "/metrics";
}

bool is_write(std::string_view method) noexcept {
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

}  // namespace sark::http
