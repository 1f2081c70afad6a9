#include "reports/sweep/sweep_points.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sweep/sweep_order.hpp"

namespace sark::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names_of(const std::vector<std::string>& over) {
    const auto points = points_over(over);
    std::vector<std::string> names;
    if (!points)
        return {describe(points.error())};
    for (const SweepSettings& point : *points) names.push_back(point.name);
    return names;
}

TEST(SweepPointsTest, OneKeyIsAPointForEachValue) {
    const auto points = points_over({"load.api.connections=8,16"});
    ASSERT_TRUE(points);
    ASSERT_EQ(points->size(), 2U);
    EXPECT_EQ(points->at(1).name, "connections=16");
    EXPECT_THAT(points->at(1).settings, ElementsAre("load.api.connections=16"));
}

TEST(SweepPointsTest, KeysJoinedByAPlusChangeTogether) {
    const auto points =
        points_over({"environment.pool.pool_size+environment.pool.max_overflow=10+5,20+10"});
    ASSERT_TRUE(points);
    ASSERT_EQ(points->size(), 2U);
    EXPECT_EQ(points->at(0).name, "pool_size=10 max_overflow=5");
    EXPECT_THAT(points->at(1).settings,
                ElementsAre("environment.pool.pool_size=20", "environment.pool.max_overflow=10"));
}

TEST(SweepPointsTest, SeveralOptionsAreEveryCombination) {
    EXPECT_THAT(names_of({"a=1,2", "b=x,y"}),
                ElementsAre("a=1, b=x", "a=1, b=y", "a=2, b=x", "a=2, b=y"));
}

TEST(SweepPointsTest, ACommaInsideAValueSeparatesNothing) {
    const auto points = points_over({R"(sla=["api","sla"],[])"});
    ASSERT_TRUE(points);
    ASSERT_EQ(points->size(), 2U);
    EXPECT_THAT(points->at(0).settings, ElementsAre(R"(sla=["api","sla"])"));
}

TEST(SweepPointsTest, WhatIsNoSweepIsRefusedWithAnExample) {
    for (const char* option : {"connections", "=1,2", "a=1,,2", "a+b=1+2,3", "a=1,1"}) {
        const auto points = points_over({option});
        ASSERT_FALSE(points) << option;
        EXPECT_EQ(points.error().code, Errc::invalid_argument);
        EXPECT_THAT(points.error().where, HasSubstr(option));
        EXPECT_THAT(points.error().hint, HasSubstr("--over"));
    }
    std::string many = "a=0";
    for (int i = 1; i < 9; ++i) many += "," + std::to_string(i);
    EXPECT_FALSE(points_over({many, "b" + many.substr(1)}));
}

TEST(SweepOrderTest, EveryRoundHasEveryPointOnceAndFollowsFromTheSeed) {
    std::set<std::vector<std::size_t>> orders;
    std::vector<int> firsts(4, 0);
    for (std::uint64_t round = 1; round <= 400; ++round) {
        auto order = order_of_round(7, round, 4);
        EXPECT_EQ(order, order_of_round(7, round, 4));
        orders.insert(order);
        ++firsts[order.front()];
        std::ranges::sort(order);
        EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
    }
    EXPECT_EQ(orders.size(), 24U);
    // 100 each; five standard deviations are 43.
    for (const int first : firsts) EXPECT_NEAR(first, 100, 43);
    EXPECT_TRUE(order_of_round(7, 1, 0).empty());
}

}  // namespace
}  // namespace sark::reports
