#include "bench/gate/proof_bounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::bench {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ProofBoundsTest, AFewFalseAlarmsMayBeChance) {
    ProofBounds bounds;
    bounds.expect_at_most(ProofBounds::equal_arms_max, "equal arms", 0, 200);
    bounds.expect_at_most(ProofBounds::equal_arms_max, "equal arms", 5, 200);  // 0.8 % and more
    EXPECT_TRUE(bounds.broken().empty());
    EXPECT_EQ(conclude(bounds), 0);
}

TEST(ProofBoundsTest, MoreFalseAlarmsThanChanceExplainsBreakIt) {
    ProofBounds bounds;
    bounds.expect_at_most(ProofBounds::equal_arms_max, "equal arms", 6, 200);  // 1.1 % and more
    EXPECT_THAT(bounds.broken(), ElementsAre(AllOf(HasSubstr("equal arms"), HasSubstr("3.00 %"))));
    EXPECT_EQ(conclude(bounds), 99);
}

TEST(ProofBoundsTest, NoGatesGiveNoFalseAlarm) {
    ProofBounds bounds;
    bounds.expect_at_most(ProofBounds::equal_arms_max, "equal arms", 0, 0);
    EXPECT_TRUE(bounds.broken().empty());
}

TEST(ProofBoundsTest, NineteenOfTwentyGatesMustFindIt) {
    ProofBounds bounds;
    bounds.expect_found("5 %", 950, 1000);
    EXPECT_TRUE(bounds.broken().empty());
    bounds.expect_found("5 %", 949, 1000);
    EXPECT_EQ(bounds.broken().size(), 1U);
    EXPECT_EQ(conclude(bounds), 99);
}

TEST(ProofBoundsTest, WhatCouldNotBeHeldFoundNothing) {
    ProofBounds bounds;
    bounds.expect_found("10 %", 0, 0);
    EXPECT_THAT(bounds.broken(), ElementsAre(HasSubstr("no gate could be held")));
}

TEST(ProofBoundsTest, TwoPointsAreNamed) {
    EXPECT_TRUE(ProofBounds::must_be_found(0.05, false));
    EXPECT_TRUE(ProofBounds::must_be_found(10 / 100.0, true));
    EXPECT_FALSE(ProofBounds::must_be_found(0.05, true));
    EXPECT_FALSE(ProofBounds::must_be_found(0.10, false));
    EXPECT_FALSE(ProofBounds::must_be_found(0.0, false));
}

}  // namespace
}  // namespace sark::bench
