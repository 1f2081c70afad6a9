#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// A trusted node: an enabled row of sark_v2.federation_nodes (S000-TBL-05).
struct FederationNode {
    std::string node_id;
    std::string name;
    std::string endpoint;
    std::uint32_t rate_limit_per_hour = 10'000;
};

/// Where nodes come from. Both give enabled nodes only.
struct NodeSource {
    std::function<Result<std::vector<FederationNode>>()> all;
    /// Errc::not_found: there is no such node, or it is not enabled.
    std::function<Result<FederationNode>(const std::string& node_id)> by_id;
};

/// From sark_v2.federation_nodes; `by_id` is the look-up of S000-SLA-06. `pool` is borrowed.
[[nodiscard]] NodeSource nodes_of(postgres::ConnectionPool& pool);

}  // namespace sark
