#include "scenarios/selftest/rate_search.hpp"

#include <algorithm>
#include <cmath>

namespace sark::scenarios {

RateSearch::RateSearch(double lowest, double highest, int refinements)
    : lowest_(lowest), highest_(highest), refinements_(refinements) {}

std::optional<double> RateSearch::next() const {
    if (!held_)
        return failed_ ? std::nullopt : std::optional(lowest_);
    if (failed_)
        return refinements_ > 0 ? std::optional(std::round(std::sqrt(*held_ * *failed_)))
                                : std::nullopt;
    return *held_ < highest_ ? std::optional(std::min(2.0 * *held_, highest_)) : std::nullopt;
}

void RateSearch::tell(bool held) {
    const auto rate = next();
    if (!rate)
        return;
    if (held_ && failed_)
        --refinements_;
    (held ? held_ : failed_) = *rate;
}

}  // namespace sark::scenarios
