#pragma once

#include <optional>

namespace sark::scenarios {

/// Looks for the highest rate that holds: doubles from the lowest one until a rate fails, then
/// halves the gap (geometrically) a few times. Asked for a rate and told how it went; measures
/// nothing itself.
class RateSearch {
 public:
    RateSearch(double lowest, double highest, int refinements);

    /// The rate to try next; absent when the search is over.
    [[nodiscard]] std::optional<double> next() const;
    /// How the rate went that next() named.
    void tell(bool held);
    /// Absent when not even the lowest rate held.
    [[nodiscard]] std::optional<double> highest_held() const noexcept { return held_; }

 private:
    double lowest_;
    double highest_;
    int refinements_;
    std::optional<double> held_;
    std::optional<double> failed_;
};

}  // namespace sark::scenarios
