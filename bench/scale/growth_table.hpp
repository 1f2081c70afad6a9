#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "bench/scale/sized_operation.hpp"
#include "reports/claims/claim_finding.hpp"
#include "reports/growth/growth_fit.hpp"

namespace sark::bench {

/// What one operation cost at each size: the median of every round, in milliseconds.
struct OperationCosts {
    SizedOperation operation;
    std::map<std::uint64_t, std::vector<double>> rounds_ms;
};

/// Markdown: a row for each operation with its median at each size, the exponent with its interval,
/// and the exponents from size to size.
[[nodiscard]] std::string growth_table(std::span<const OperationCosts> costs);

/// The partition experiment at one size.
struct PartitionFindings {
    std::uint64_t size = 0;
    std::vector<reports::ClaimFinding> findings;
};

/// Markdown: a row for each claim and size.
[[nodiscard]] std::string partition_table(std::span<const PartitionFindings> all);

/// "10,000", "1M".
[[nodiscard]] std::string size_text(std::uint64_t size);

}  // namespace sark::bench
