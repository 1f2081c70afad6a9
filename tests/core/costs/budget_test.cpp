#include "core/costs/budget.hpp"

#include <gtest/gtest.h>

namespace sark {
namespace {

Amount amount(const char* text) {
    return *Amount::parse(text);
}

Budget budget(const char* spent_today, const char* spent_this_month) {
    Budget made;
    made.limits.daily = amount("10");
    made.limits.monthly = amount("100");
    made.spent = {amount(spent_today), amount(spent_this_month)};
    return made;
}

TEST(BudgetTest, ABudgetMayBeSpentToItsLastTenThousandth) {
    EXPECT_TRUE(judge_budget(budget("9.9999", "50"), amount("0.0001")).within);
    EXPECT_FALSE(judge_budget(budget("9.9999", "50"), amount("0.0002")).within);
    EXPECT_TRUE(judge_budget(budget("0", "99"), amount("1")).within);
    EXPECT_FALSE(judge_budget(budget("0", "99"), amount("1.0001")).within);
}

TEST(BudgetTest, TheDailyBudgetIsNamedBeforeTheMonthlyOne) {
    const BudgetVerdict both = judge_budget(budget("10", "100"), amount("1"));
    EXPECT_EQ(both.reason,
              "the daily budget of 10.0000 USD does not allow 1.0000 more: 10.0000 is spent");
    const BudgetVerdict monthly = judge_budget(budget("1", "100"), amount("1"));
    EXPECT_EQ(monthly.reason.rfind("the monthly budget", 0), 0U) << monthly.reason;
}

TEST(BudgetTest, WithoutALimitAnythingFits) {
    Budget none;
    none.spent = {amount("1000000"), amount("1000000")};
    EXPECT_TRUE(judge_budget(none, amount("999999.9999")).within);
    none.limits.monthly = amount("0");
    EXPECT_FALSE(judge_budget(none, amount("0.0001")).within) << "a limit of nothing is a limit";
}

TEST(BudgetTest, WhatCostsNothingStillNeedsABudgetThatIsNotOverdrawn) {
    EXPECT_TRUE(judge_budget(budget("10", "50"), Amount()).within);
    EXPECT_FALSE(judge_budget(budget("10.0001", "50"), Amount()).within);
}

}  // namespace
}  // namespace sark
