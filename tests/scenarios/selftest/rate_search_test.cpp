#include "scenarios/selftest/rate_search.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

/// The rates that a search tries on a host that keeps up to `limit`.
std::vector<double> tried(RateSearch& search, double limit) {
    std::vector<double> rates;
    while (const auto rate = search.next()) {
        rates.push_back(*rate);
        search.tell(*rate <= limit);
    }
    return rates;
}

TEST(RateSearchTest, DoublesAndThenHalvesTheGap) {
    RateSearch search(1'000, 64'000, 3);
    EXPECT_EQ(tried(search, 5'000),
              (std::vector<double>{1'000, 2'000, 4'000, 8'000, 5'657, 4'757, 5'188}));
    EXPECT_EQ(search.highest_held(), 4'757);
}

TEST(RateSearchTest, StopsAtTheHighestRate) {
    RateSearch search(1'000, 3'000, 3);
    EXPECT_EQ(tried(search, 1e9), (std::vector<double>{1'000, 2'000, 3'000}));
    EXPECT_EQ(search.highest_held(), 3'000);
}

TEST(RateSearchTest, AHostThatKeepsNothingHasNoRate) {
    RateSearch search(1'000, 64'000, 3);
    EXPECT_EQ(tried(search, 0).size(), 1U);
    EXPECT_FALSE(search.highest_held());
}

TEST(RateSearchTest, ToldMoreThanAskedItStaysAsItIs) {
    RateSearch search(1'000, 1'000, 0);
    search.tell(true);
    search.tell(false);
    EXPECT_FALSE(search.next());
    EXPECT_EQ(search.highest_held(), 1'000);
}

}  // namespace
}  // namespace sark::scenarios
