#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sark::http {

/// The characters of a text in UTF-8, as PostgreSQL counts them for a varchar.
[[nodiscard]] inline std::size_t characters_in(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not the rest of one
    }));
}

}  // namespace sark::http
