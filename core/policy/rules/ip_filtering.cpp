#include <cstdint>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "core/policy/rules/rules.hpp"

namespace sark::rules {

namespace {

enum class Network : std::uint8_t { unknown, invalid, internal, external };

bool is_private_v4(std::uint32_t address) {
    return (address >> 24) == 10 || (address >> 24) == 127 || (address >> 20) == 0xAC1 ||
           (address >> 16) == 0xC0A8;
}

Network network_of(const std::string& text) {
    if (text.empty())
        return Network::unknown;
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1)
        return is_private_v4(ntohl(v4.s_addr)) ? Network::internal : Network::external;
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1)
        return Network::invalid;
    const bool is_unique_local = (v6.s6_addr[0] & 0xFE) == 0xFC;
    const bool is_loopback = IN6_IS_ADDR_LOOPBACK(&v6) != 0;
    return is_unique_local || is_loopback ? Network::internal : Network::external;
}

}  // namespace

std::string_view ip_filtering(const RuleInput& input) {
    const Network network = network_of(input.request.ip_address);
    if (network == Network::invalid)
        return "Client address is not an IP address";
    const bool needs_vpn = input.level == Level::critical ||
                           (input.level == Level::high && (input.action == Action::tool_invoke ||
                                                           input.action == Action::server_delete));
    if (!needs_vpn || network == Network::internal)
        return {};
    // Upstream refuses every request without an address, which its own evaluate route never sends;
    // here the address is asked for where it decides.
    return network == Network::unknown ? "Client IP address required but not provided"
                                       : "VPN connection required for this operation";
}

}  // namespace sark::rules
