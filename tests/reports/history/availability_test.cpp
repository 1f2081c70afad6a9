#include "reports/history/availability.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

UtcTime day(int number) {
    return UtcTime{} + std::chrono::hours(24 * number);
}

TEST(AvailabilityTest, CountsTheThirtyDaysUpToTheNewestRun) {
    const auto found =
        availability_of({{day(0), 1'000, 1'000}, {day(20), 400'000, 60}, {day(40), 600'000, 40}});
    EXPECT_EQ(found.runs, 2U);
    EXPECT_EQ(found.requests, 1'000'000U);
    EXPECT_EQ(found.failed, 100U);
    EXPECT_NEAR(found.available.value_or(0), 0.9999, 1e-12);
    EXPECT_NEAR(found.budget_spent.value_or(0), 0.2, 1e-9);
    EXPECT_NEAR(found.minutes_spent.value_or(0), 4.32, 1e-9);
    EXPECT_EQ(found.verdict, RowVerdict::pass);
}

TEST(AvailabilityTest, TheBudgetIsTheSeeds) {
    EXPECT_NEAR(Availability::minutes_allowed, 21.6, 1e-9);
}

TEST(AvailabilityTest, TooManyFailuresFailAndSpendMoreThanAll) {
    const auto found = availability_of({{day(1), 10'000, 10}});
    EXPECT_EQ(found.verdict, RowVerdict::fail);
    EXPECT_NEAR(found.budget_spent.value_or(0), 2.0, 1e-9);
}

TEST(AvailabilityTest, FewRequestsCannotShowIt) {
    EXPECT_EQ(availability_of({{day(1), 500, 0}}).verdict, RowVerdict::inconclusive);
}

TEST(AvailabilityTest, NothingSentIsNoData) {
    EXPECT_EQ(availability_of({}).verdict, RowVerdict::no_data);
    const auto idle = availability_of({{day(1), 0, 0}});
    EXPECT_EQ(idle.verdict, RowVerdict::no_data);
    EXPECT_FALSE(idle.available);
    EXPECT_FALSE(idle.budget_spent);
}

}  // namespace
}  // namespace sark::reports
