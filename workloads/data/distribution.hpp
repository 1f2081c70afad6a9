#pragma once

#include <cstdint>

namespace sark::workloads {

/// How keys are chosen out of 0..count-1.
struct Distribution {
    enum class Kind : std::uint8_t { uniform, zipfian, sequential };
    Kind kind = Kind::uniform;
    double theta = 0.99;  ///< Zipfian skew, > 0; 0.99 is YCSB's. Rank r has weight 1/(r+1)^theta.

    bool operator==(const Distribution&) const = default;
};

/// Draws keys as a pure function of (seed, index, stream). Immutable and thread-safe.
class KeySampler {
 public:
    /// count >= 1. Ranks are scattered over the key space by a fixed permutation when zipfian, so
    /// that popular keys are not neighbours in an index.
    KeySampler(Distribution distribution, std::uint64_t count);
    [[nodiscard]] std::uint64_t key(std::uint64_t seed, std::uint64_t index,
                                    std::uint64_t stream) const noexcept;
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

 private:
    Distribution distribution_;
    std::uint64_t count_;
    // Rejection-inversion constants (Hoermann and Derflinger 1996); see distribution.cpp.
    double h_x1_ = 0.0, h_n_ = 0.0, s_ = 0.0;
};

}  // namespace sark::workloads
