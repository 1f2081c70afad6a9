#pragma once

#include <cstdint>

namespace sark::workloads {

/// How keys are chosen out of 0..count-1.
struct Distribution {
    enum class Kind : std::uint8_t {
        uniform,
        zipfian,     ///< Rank r has weight 1/(r+1)^theta.
        sequential,  ///< One after another, from the first again after the last.
        hotspot,     ///< A share of the requests goes to a set of hot keys; uniform within each.
        latest,      ///< Zipfian with rank 0 at the highest key, as for rows that were added last.
    };
    Kind kind = Kind::uniform;
    double theta = 0.99;     ///< Skew of zipfian and latest, > 0; 0.99 is YCSB's.
    double hot_set = 0.2;    ///< Of hotspot: share of the keys that are hot, in (0, 1).
    double hot_share = 0.8;  ///< Of hotspot: share of the requests that ask for a hot key, [0, 1].

    bool operator==(const Distribution&) const = default;
};

/// Draws keys as a pure function of (seed, index, stream). Immutable and thread-safe.
class KeySampler {
 public:
    /// count >= 1. Ranks are scattered over the key space by a fixed permutation when zipfian or
    /// hotspot, so that popular keys are not neighbours in an index.
    KeySampler(Distribution distribution, std::uint64_t count);
    [[nodiscard]] std::uint64_t key(std::uint64_t seed, std::uint64_t index,
                                    std::uint64_t stream) const noexcept;
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

 private:
    [[nodiscard]] std::uint64_t zipfian_rank(std::uint64_t bits) const noexcept;
    [[nodiscard]] std::uint64_t hotspot_rank(std::uint64_t bits) const noexcept;

    Distribution distribution_;
    std::uint64_t count_;
    std::uint64_t hot_count_;
    // Rejection-inversion constants (Hoermann and Derflinger 1996); see distribution.cpp.
    double h_x1_ = 0.0, h_n_ = 0.0, s_ = 0.0;
};

}  // namespace sark::workloads
