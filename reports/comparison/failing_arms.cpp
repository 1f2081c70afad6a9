#include "reports/comparison/failing_arms.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/comparison/comparison_metric.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t errors = place_of("errors");
constexpr double beyond_p95 = 0.05;

}  // namespace

void FailingArms::add(Arm arm, const RoundFigures& figures) {
    const auto side = static_cast<std::size_t>(arm);
    least_[side] = std::min(least_[side], figures[errors].value_or(0.0));
    ++seen_[side];
}

bool FailingArms::throughout() const noexcept {
    const auto fails = [this](std::size_t side) {
        return seen_[side] > 0 && least_[side] >= beyond_p95;
    };
    return fails(0) && fails(1);
}

std::string FailingArms::text() const {
    return fmt::format(
        "even at best {:.3g} % of A's operations failed and {:.3g} % of B's: there is no p95 to "
        "compare. Mend that first; sark-bench run shows how they fail",
        100.0 * least_[0], 100.0 * least_[1]);
}

}  // namespace sark::reports
