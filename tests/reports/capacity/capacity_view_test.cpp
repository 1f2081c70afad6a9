#include "reports/capacity/capacity_view.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/capacity/capacity_examples.hpp"

namespace sark::reports {
namespace {

using test::found_capacity;
using test::PlayedSearch;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(CapacityViewTest, TheAnswerIsAnIntervalFirst) {
    const CapacityResult result = found_capacity();
    const CapacityView view = capacity_view_of(result);
    EXPECT_THAT(view.summary, StartsWith("[" + rate_text(*result.holds_per_s) + ", " +
                                         rate_text(*result.breaks_per_s) + "]: the SLA holds"));
    EXPECT_EQ(view.outcome, "FOUND");
    EXPECT_EQ(view.mark, "pass");
    EXPECT_EQ(view.conclusion, "FOUND: " + view.summary + " (exit 0, 83 s)");
    EXPECT_THAT(view.title, HasSubstr("(confirmed)"));
}

TEST(CapacityViewTest, AStepOfTheCurveWithoutAWindowThatCountsIsCalledDisturbed) {
    CapacityStep step;
    step.kind = "concurrency";
    step.concurrency = 8.0;
    step.verdict = StepVerdict::unjudged;
    EXPECT_EQ(row_of(step).verdict, "disturbed");
    EXPECT_EQ(row_of(step).generator_cpu, "–") << "nothing was measured";
    step.windows = 1;
    EXPECT_EQ(row_of(step).verdict, "");
}

TEST(CapacityViewTest, AnEndThatIsNotKnownIsSaidInWords) {
    const CapacityView never = capacity_view_of(PlayedSearch(1.0).concluded());
    EXPECT_THAT(never.summary, StartsWith("below 20.0/s: "));
    EXPECT_EQ(never.mark, "fail");
    EXPECT_THAT(never.title, HasSubstr("no rate held, breaks 20.0/s"));
    EXPECT_EQ(never.knee, "No knee: no rate was seen to hold.");
    const CapacityView nothing =
        capacity_view_of(PlayedSearch(66.0, 0).concluded(EarlyEnd::By::time));
    EXPECT_THAT(nothing.summary, StartsWith("not known: "));
    EXPECT_EQ(nothing.mark, "inconclusive");
    EXPECT_TRUE(nothing.limit.empty());
    EXPECT_THAT(nothing.knee, StartsWith("No knee"));
    EXPECT_TRUE(nothing.curve.empty());
}

TEST(CapacityViewTest, TheCurveHasEveryStepWithARateByItsRate) {
    const CapacityResult result = found_capacity();
    const CapacityView view = capacity_view_of(result);
    EXPECT_EQ(view.steps.size(), result.steps.size());
    EXPECT_LT(view.curve.size(), view.steps.size()) << "users have no rate";
    EXPECT_TRUE(std::ranges::is_sorted(view.curve, {}, &RatePoint::rate));
    ASSERT_EQ(view.limits.size(), 1U) << "errors are no line";
    EXPECT_DOUBLE_EQ(view.limits[0].ms, 50.0);
    ASSERT_EQ(view.scalability.size(), 2U);
    EXPECT_FALSE(view.scalability[view.law].law.empty());
}

TEST(StepRowTest, ARateAndAUserAreWritten) {
    CapacityStep step;
    step.kind = "break_again";
    step.rate = 830.0;
    step.verdict = StepVerdict::leans_breaks;
    EXPECT_EQ(row_of(step).kind, "again");
    EXPECT_EQ(row_of(step).offered, "830/s");
    EXPECT_EQ(row_of(step).achieved, "–");
    EXPECT_EQ(row_of(step).verdict, "leans to breaking");
    EXPECT_EQ(row_of(step).mark, "skipped");
    EXPECT_TRUE(row_of(step).within.empty());
    CapacityStep users;
    users.kind = "concurrency";
    users.concurrency = 8.0;
    users.verdict = StepVerdict::unjudged;
    EXPECT_EQ(row_of(users).kind, "users");
    EXPECT_EQ(row_of(users).offered, "8 users");
    EXPECT_EQ(row_of(users).verdict, "disturbed") << "no window of it counted";
    users.windows = 1;
    EXPECT_TRUE(row_of(users).verdict.empty());
    users.concurrency = 1.0;
    EXPECT_EQ(row_of(users).offered, "1 user");
    EXPECT_TRUE(row_of({}).offered.empty());
}

CapacityResult repeat(std::optional<double> holds, bool confirmed) {
    CapacityResult result;
    result.holds_per_s = holds;
    if (holds)
        result.breaks_per_s = 1.05 * *holds;
    result.confirmed = confirmed;
    result.outcome = confirmed ? CapacityOutcome::found : CapacityOutcome::inconclusive;
    result.elapsed = std::chrono::seconds(90);
    return result;
}

TEST(RepeatsViewTest, TheSpreadIsThatOfTheConfirmedRatesOverTheirMiddle) {
    const RepeatsView view = repeats_of({repeat(1'000.0, true), repeat(950.0, true),
                                         repeat(9'999.0, false), repeat(1'030.0, true)});
    ASSERT_EQ(view.rows.size(), 4U);
    EXPECT_DOUBLE_EQ(view.spread.value(), 0.08);
    EXPECT_EQ(view.rows[1].deviation, "-5.0 %");
    EXPECT_EQ(view.rows[2].deviation, "–") << "what was not confirmed does not count";
    EXPECT_EQ(view.rows[2].outcome, "inconclusive");
    EXPECT_EQ(view.conclusion,
              "3 of 4 confirmed: 950/s to 1030/s, middle 1000/s, spread 8.0 % of it.");
}

TEST(RepeatsViewTest, WithoutAConfirmedRateThereIsNoSpread) {
    const RepeatsView view = repeats_of({repeat(std::nullopt, false)});
    EXPECT_FALSE(view.spread);
    EXPECT_EQ(view.rows[0].holds, "–");
    EXPECT_EQ(view.conclusion, "No repeat confirmed a rate.");
    EXPECT_FALSE(repeats_of({}).spread);
}

}  // namespace
}  // namespace sark::reports
