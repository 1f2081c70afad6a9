#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "reports/comparison/paired_run.hpp"
#include "reports/comparison/round.hpp"

namespace sark::reports {

/// Finds out whether so much fails in both arms, in every round or run, that p95 lies among the
/// failures. Then there is no latency to compare, and that both fail alike is no reason to pass.
class FailingArms {
 public:
    /// Of a round, or of a run that counts.
    void add(Arm arm, const RoundFigures& figures);
    [[nodiscard]] bool throughout() const noexcept;
    /// What to do about it; to be asked when throughout().
    [[nodiscard]] std::string text() const;

 private:
    std::array<double, 2> least_{1.0, 1.0};  ///< Smallest share of failures of A and B.
    std::array<std::size_t, 2> seen_{};
};

}  // namespace sark::reports
