#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sark::audit_spool {

/// Numbers and checksums as the spool's files hold them.

/// Appends an unsigned number, least significant byte first.
template <class T>
void put(std::string& bytes, T value) {
    for (unsigned i = 0; i < sizeof(T); ++i)
        bytes += static_cast<char>(static_cast<unsigned char>(value >> (8U * i)));
}

/// The number at `offset`, which must be wholly inside.
template <class T>
[[nodiscard]] T get(std::string_view bytes, std::size_t offset) {
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;)
        value = (value << 8U) | static_cast<unsigned char>(bytes[offset + i]);
    return static_cast<T>(value);
}

/// zlib's CRC-32 of `bytes`, continuing that of what stands before them.
[[nodiscard]] std::uint32_t crc_of(std::string_view bytes, std::uint32_t before = 0);

}  // namespace sark::audit_spool
