#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/policy/config/address_list.hpp"

namespace sark::test {

/// Aborts for a block that is none.
inline AddressList address_list_of(const std::vector<std::string>& blocks) {
    std::vector<AddressRange> ranges;
    for (const std::string& block : blocks) ranges.push_back(*parse_address_range(block));
    return AddressList(std::move(ranges));
}

}  // namespace sark::test
