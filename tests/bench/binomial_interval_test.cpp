#include "bench/binomial_interval.hpp"

#include <gtest/gtest.h>

namespace sark::bench {
namespace {

// Clopper and Pearson's limits as tables and R's binom.test print them.
TEST(BinomialIntervalTest, IsThatOfClopperAndPearson) {
    const BinomialInterval five = binomial_interval(5, 10);
    EXPECT_NEAR(five.low, 0.1871, 5e-5);
    EXPECT_NEAR(five.high, 0.8129, 5e-5);
    const BinomialInterval one = binomial_interval(1, 10);
    EXPECT_NEAR(one.low, 0.0025, 5e-5);
    EXPECT_NEAR(one.high, 0.4450, 5e-5);
}

TEST(BinomialIntervalTest, NoneAndAllAreBoundedOnOneSide) {
    const BinomialInterval none = binomial_interval(0, 200);
    EXPECT_EQ(none.low, 0.0);
    EXPECT_NEAR(none.high, 1.0 - std::pow(0.025, 1.0 / 200), 1e-9);
    const BinomialInterval all = binomial_interval(200, 200);
    EXPECT_NEAR(all.low, std::pow(0.025, 1.0 / 200), 1e-9);
    EXPECT_EQ(all.high, 1.0);
}

TEST(BinomialIntervalTest, OneTrialSaysNextToNothing) {
    EXPECT_EQ(proportion_text(0, 1), "0.00 % (0.00-97.50)");
}

}  // namespace
}  // namespace sark::bench
