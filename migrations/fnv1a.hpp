#pragma once

#include <cstdint>
#include <string_view>

namespace sark::migrations {

/// 64-bit FNV-1a, continued from `hash`.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text,
                                            std::uint64_t hash = 0xcbf29ce484222325ULL) noexcept {
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    return hash;
}

}  // namespace sark::migrations
