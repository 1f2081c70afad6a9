#include "core/policy/config/address_list.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace sark {

namespace {

constexpr unsigned v4_starts_at_bit = 96;

Error refused(const std::string& text, const char* why) {
    return {Errc::invalid_argument, "\"" + text + "\" " + why, "",
            "write an address or a CIDR block: 203.0.113.9, 10.0.0.0/8, 2001:db8::/32"};
}

/// Of the text's own family; absent when it is no number.
std::optional<unsigned> prefix_of(std::string_view digits) {
    unsigned prefix = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (fault != std::errc{} || end != digits.data() + digits.size() || prefix > 128)
        return std::nullopt;
    return prefix;
}

}  // namespace

Result<AddressRange> parse_address_range(const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string host = text.substr(0, slash);
    const auto address = parse_ip_address(host);
    if (!address)
        return refused(text, "is not an IP address");
    AddressRange range{*address, *address};
    if (slash == std::string::npos)
        return range;
    const auto given = prefix_of(std::string_view(text).substr(slash + 1));
    // An IPv4 block may be written as IPv6: ::ffff:10.0.0.0/104.
    const bool counts_from_v4 = host.find(':') == std::string::npos;
    if (!given || (counts_from_v4 && *given > 32) ||
        (!counts_from_v4 && !address->is_v6 && *given < v4_starts_at_bit))
        return refused(text, "has a prefix that does not fit its address");
    const unsigned prefix = counts_from_v4 ? *given + v4_starts_at_bit : *given;
    for (unsigned bit = prefix; bit < 128; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> bit % 8);
        if ((range.first.bytes[bit / 8] & mask) != 0)
            return refused(text, "has bits beyond its prefix");
        range.last.bytes[bit / 8] = static_cast<std::uint8_t>(range.last.bytes[bit / 8] | mask);
    }
    return range;
}

AddressList::AddressList(std::vector<AddressRange> ranges) {
    std::ranges::sort(ranges, {}, &AddressRange::first);
    for (const AddressRange& range : ranges) {
        if (ranges_.empty() || ranges_.back().last < range.first)
            ranges_.push_back(range);
        else
            ranges_.back().last = std::max(ranges_.back().last, range.last);
    }
}

bool AddressList::contains(const IpAddress& address) const {
    const auto behind = std::ranges::upper_bound(ranges_, address, {}, &AddressRange::first);
    return behind != ranges_.begin() && !((behind - 1)->last < address);
}

}  // namespace sark
