#pragma once

#include <string_view>

namespace sark::http {

/// True for the paths that ask for no authentication and cost no budget: /health and what is below
/// it, and /metrics.
[[nodiscard]] bool is_public(std::string_view path) noexcept;

/// True for the methods that change something: POST, PUT, PATCH and DELETE.
[[nodiscard]] bool is_write(std::string_view method) noexcept;

}  // namespace sark::http
