#pragma once

#include <optional>
#include <string_view>

#include "core/http/filter.hpp"

namespace sark::http {

/// The value of a cookie in a Cookie header; absent when there is none of that name.
[[nodiscard]] std::optional<std::string_view> cookie(std::string_view header,
                                                     std::string_view name) noexcept;

/// The double submit of upstream: a write has to say the same text of at least 32 characters in the
/// header X-CSRF-Token and in the cookie csrf_token, else 403. The caller may invent the text: what
/// a foreign page cannot do is set both. Public paths are not asked, nor is who shows an API key,
/// because no browser adds that by itself.
class CsrfCheck final : public Filter {
 public:
    [[nodiscard]] Answer answer(Request& request, const Rest& rest) override;
};

}  // namespace sark::http
