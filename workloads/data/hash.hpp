#pragma once

#include <cstdint>
#include <string_view>

namespace sark::workloads {

/// SplitMix64's finaliser: a bijection of 64-bit words whose output passes as random.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

/// The draw number `stream` of arrival or row `index` under `seed`: all data is a pure function of
/// these three, so it is the same at any worker count and on any machine.
[[nodiscard]] constexpr std::uint64_t draw(std::uint64_t seed, std::uint64_t index,
                                           std::uint64_t stream) noexcept {
    return mix64(mix64(mix64(seed) ^ index) + stream * 0xd1342543de82ef95ULL);
}

/// FNV-1a of the bytes: the same in every build and on every machine, unlike std::hash.
[[nodiscard]] constexpr std::uint64_t hash_text(std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char character : text)
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3ULL;
    return hash;
}

/// A number in [0, 1) from a draw, with 53 random bits.
[[nodiscard]] constexpr double to_unit(std::uint64_t bits) noexcept {
    return static_cast<double>(bits >> 11U) * 0x1.0p-53;
}

}  // namespace sark::workloads
