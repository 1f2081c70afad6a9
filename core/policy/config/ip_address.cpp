#include "core/policy/config/ip_address.hpp"

#include <algorithm>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace sark {

namespace {

constexpr std::size_t v4_at = 12;

bool is_mapped_v4(const std::array<std::uint8_t, 16>& bytes) {
    return std::all_of(bytes.begin(), bytes.begin() + 10, [](auto byte) { return byte == 0; }) &&
           bytes[10] == 0xFF && bytes[11] == 0xFF;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(const std::string& text) {
    IpAddress address;
    if (text.find('\0') != std::string::npos)
        return std::nullopt;
    if (inet_pton(AF_INET, text.c_str(), address.bytes.data() + v4_at) == 1)
        return address;
    if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) != 1)
        return std::nullopt;
    address.is_v6 = !is_mapped_v4(address.bytes);
    if (!address.is_v6)
        std::fill_n(address.bytes.begin(), v4_at, std::uint8_t{0});
    return address;
}

bool is_private(const IpAddress& address) noexcept {
    const auto& bytes = address.bytes;
    if (address.is_v6) {
        const bool is_loopback = bytes[15] == 1 && std::all_of(bytes.begin(), bytes.begin() + 15,
                                                               [](auto byte) { return byte == 0; });
        return is_loopback || (bytes[0] & 0xFE) == 0xFC;
    }
    const std::uint8_t first = bytes[v4_at];
    const std::uint8_t second = bytes[v4_at + 1];
    return first == 10 || first == 127 || (first == 172 && (second & 0xF0) == 16) ||
           (first == 192 && second == 168);
}

}  // namespace sark
