#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/policy/config/ip_address.hpp"

namespace sark {

/// The addresses of one CIDR block, both ends included.
struct AddressRange {
    IpAddress first;
    IpAddress last;
};

/// "203.0.113.9", "10.0.0.0/8", "2001:db8::/32". Errc::invalid_argument for anything else, also for
/// an address with bits beyond its prefix (10.1.2.3/8), which is somebody's mistake.
[[nodiscard]] Result<AddressRange> parse_address_range(const std::string& text);

/// A set of addresses. Asking takes logarithmic time, whatever the number of blocks.
class AddressList {
 public:
    AddressList() = default;
    explicit AddressList(std::vector<AddressRange> ranges);

    [[nodiscard]] bool empty() const noexcept { return ranges_.empty(); }
    [[nodiscard]] bool contains(const IpAddress& address) const;
    /// Ordered, none overlapping another.
    [[nodiscard]] const std::vector<AddressRange>& ranges() const noexcept { return ranges_; }

 private:
    std::vector<AddressRange> ranges_;
};

}  // namespace sark
