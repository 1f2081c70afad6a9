#pragma once

#include <string>
#include <string_view>

#include "core/http/requests/validation.hpp"

namespace sark::http {

/// {"detail": text}
[[nodiscard]] std::string detail_json(std::string_view text);
/// {"detail": [{"loc": […], "msg": …}, …]}
[[nodiscard]] std::string issues_json(const ValidationIssues& issues);

}  // namespace sark::http
