#include "core/redis/address.hpp"

#include <charconv>
#include <string_view>

namespace sark::redis {

Result<Address> parse_address(const std::string& text) {
    // What has an '@' may have a password before it.
    const bool may_hold_password = text.find('@') != std::string::npos;
    const Error refusal{Errc::invalid_argument, "not a Redis address",
                        may_hold_password ? "" : text,
                        "give unix:/path/to/socket or host:port, and the password apart"};
    constexpr std::string_view unix_prefix = "unix:";
    Address address;
    if (text.starts_with(unix_prefix)) {
        address.path = text.substr(unix_prefix.size());
        return address.path.empty() ? Result<Address>(refusal) : Result<Address>(address);
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
        return refusal;
    address.host = text.substr(0, colon);
    if (address.host.front() == '[' && address.host.back() == ']')
        address.host = address.host.substr(1, address.host.size() - 2);
    else if (address.host.find_first_of(":@/") != std::string::npos)
        return refusal;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (address.host.empty() || error != std::errc() || last != end || address.port < 1 ||
        address.port > 65535)
        return refusal;
    return address;
}

}  // namespace sark::redis
