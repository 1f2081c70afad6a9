#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace sark {

/// An address of IPv4 or IPv6. IPv4 written as IPv6 (::ffff:10.0.0.1) is the IPv4 address, so that
/// no list can be passed by spelling an address differently.
struct IpAddress {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> bytes{};  ///< Of IPv4 the last four, behind zeros.
    auto operator<=>(const IpAddress&) const = default;
};

/// Absent when the text is no address.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(const std::string& text);

/// RFC 1918, loopback, and unique local addresses of IPv6: what upstream calls a VPN.
[[nodiscard]] bool is_private(const IpAddress& address) noexcept;

}  // namespace sark
