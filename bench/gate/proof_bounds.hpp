#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sark::bench {

/// What the proofs of the gate promise: told what came out, keeps what is broken.
class ProofBounds {
 public:
    /// Of gates between equal arms: how many may say regressed.
    static constexpr double equal_arms_max = 0.01;
    /// Of gates between arms that differ by exactly what is tolerated.
    static constexpr double at_tolerance_max = 0.05;
    /// Of gates that must find a slowdown, 5 % at tolerance 0 or 10 % at the default tolerances.
    static constexpr double found_min = 0.95;

    /// Broken when the exact 95 % interval of the share lies above `most`; few gates, or none, say
    /// too little to break it.
    void expect_at_most(double most, std::string_view what, int regressed, int gates);
    /// Broken when a smaller share than `found_min` was found, or no gate could be held.
    void expect_found(std::string_view what, int regressed, int gates);

    /// A sentence for each broken bound.
    [[nodiscard]] const std::vector<std::string>& broken() const noexcept { return broken_; }
    /// Whether this slowdown at this tolerance is one that must be found.
    [[nodiscard]] static bool must_be_found(double slowdown, bool at_default_tolerances) noexcept;

 private:
    std::vector<std::string> broken_;
};

/// Prints each broken bound to stderr. The program's exit code: 99 when there is one, otherwise 0.
[[nodiscard]] int conclude(const ProofBounds& bounds);

}  // namespace sark::bench
