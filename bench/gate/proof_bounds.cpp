#include "bench/gate/proof_bounds.hpp"

#include <cmath>

#include <fmt/core.h>

#include "bench/binomial_interval.hpp"
#include "reports/exit_code.hpp"

namespace sark::bench {

void ProofBounds::expect_at_most(double most, std::string_view what, int regressed, int gates) {
    if (gates > 0 && binomial_interval(regressed, gates).low > most)
        broken_.push_back(fmt::format("{}: {} of {} gates say regressed, more than {:.0f} %", what,
                                      proportion_text(regressed, gates), gates, 100.0 * most));
}

void ProofBounds::expect_found(std::string_view what, int regressed, int gates) {
    if (gates == 0)
        broken_.push_back(fmt::format("{}: no gate could be held", what));
    else if (static_cast<double>(regressed) < found_min * gates)
        broken_.push_back(fmt::format("{}: found in {} of {} gates, fewer than {:.0f} %", what,
                                      proportion_text(regressed, gates), gates, 100.0 * found_min));
}

bool ProofBounds::must_be_found(double slowdown, bool at_default_tolerances) noexcept {
    return std::abs(slowdown - (at_default_tolerances ? 0.10 : 0.05)) < 1e-9;
}

int conclude(const ProofBounds& bounds) {
    for (const std::string& sentence : bounds.broken())
        fmt::print(stderr, "broken: {}\n", sentence);
    const auto code =
        bounds.broken().empty() ? reports::ExitCode::pass : reports::ExitCode::sla_failed;
    return static_cast<int>(code);
}

}  // namespace sark::bench
