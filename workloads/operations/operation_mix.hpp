#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.hpp"

namespace sark::workloads {

/// Weighted choice of an operation as a pure function of (seed, arrival index): a rerun replays it
/// at any worker count. Immutable and thread-safe.
class OperationMix {
 public:
    /// Weights must be finite, >= 0, and one of them > 0; at most 256.
    [[nodiscard]] static Result<OperationMix> create(std::vector<double> weights,
                                                     std::uint64_t seed);
    [[nodiscard]] std::size_t pick(std::uint64_t arrival_index) const noexcept {
        return cumulative_.size() == 1 ? 0 : draw_one(arrival_index);
    }
    [[nodiscard]] std::size_t size() const noexcept { return cumulative_.size(); }

 private:
    OperationMix(std::vector<double> cumulative, std::uint64_t seed);
    [[nodiscard]] std::size_t draw_one(std::uint64_t arrival_index) const noexcept;

    std::vector<double> cumulative_;  // last is 1
    std::uint64_t seed_;
};

}  // namespace sark::workloads
