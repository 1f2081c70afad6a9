#include "reports/capacity/capacity_result.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/capacity/capacity_examples.hpp"

namespace sark::reports {
namespace {

using test::found_capacity;
using test::PlayedSearch;
using test::window_run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CapacityResultTest, AFoundCapacityHasBothEndsAndIsConfirmed) {
    const CapacityResult& result = found_capacity();
    EXPECT_EQ(result.outcome, CapacityOutcome::found);
    EXPECT_EQ(result.exit_code, ExitCode::pass);
    EXPECT_TRUE(result.confirmed);
    EXPECT_LE(*result.holds_per_s, 66.0);
    EXPECT_GT(*result.breaks_per_s, 66.0);
    EXPECT_DOUBLE_EQ(*result.headroom_ratio, *result.holds_per_s / 30.0);
    EXPECT_THAT(result.headroom, HasSubstr("times as much would still hold"));
    ASSERT_TRUE(result.limit);
    EXPECT_DOUBLE_EQ(result.limit->rate, *result.breaks_per_s);
    EXPECT_THAT(result.limit->objective, HasSubstr("p(75)<50ms"));
}

TEST(CapacityResultTest, TheLawIsFittedToUsersAndToRates) {
    const CapacityResult& result = found_capacity();
    ASSERT_EQ(result.usl_fits.size(), 2U);
    const UslFit& users = result.usl_fits[0];
    EXPECT_EQ(users.over, "concurrency");
    EXPECT_GE(users.points.size(), usl_points_minimum) << "a normal search has its points";
    ASSERT_TRUE(users.accepted) << users.reason;
    EXPECT_NEAR(users.law->lambda, PlayedSearch::law.lambda, 0.5);
    EXPECT_NEAR(users.law->alpha, PlayedSearch::law.alpha, 0.01);
    EXPECT_EQ(result.usl, 0U);
    EXPECT_EQ(result.usl_fits[1].over, "rate");
    EXPECT_GE(result.usl_fits[1].points.size(), usl_points_minimum);
}

TEST(CapacityResultTest, WithoutTheCurveThereIsNoLawAndTheReasonIsGiven) {
    const CapacityResult result = PlayedSearch(66.0).concluded();
    EXPECT_EQ(result.outcome, CapacityOutcome::found);
    EXPECT_FALSE(result.usl_fits[0].accepted);
    EXPECT_THAT(result.usl_fits[0].reason, HasSubstr("0 points, 6 are needed"));
    EXPECT_EQ(result.usl, 0U) << "the refused one over concurrency is shown";
}

TEST(CapacityResultTest, ThePlansHistogramsAreThoseOfTheRateThatHoldsAndOfOneUser) {
    const CapacityResult& result = found_capacity();
    ASSERT_EQ(result.operations.size(), 1U);
    const CapacityOperation& operation = result.operations[0];
    EXPECT_EQ(operation.name, "api.policy_evaluate");
    EXPECT_DOUBLE_EQ(operation.share, 1.0);
    EXPECT_LE(operation.service.quantile(1.0).value(), std::chrono::milliseconds(21));
    ASSERT_TRUE(operation.alone);
    // One user of the example: 40/s, evenly over 12.5 to 37.5 ms.
    EXPECT_EQ(operation.alone->count(), 200U);
    EXPECT_NEAR(1e-6 * operation.alone->mean_ns().value(), 25.0, 0.1);
}

TEST(CapacityResultTest, WithoutUsersNothingIsKnownOfOneAlone) {
    const CapacityResult result = PlayedSearch(66.0).concluded();
    ASSERT_EQ(result.operations.size(), 1U);
    EXPECT_FALSE(result.operations[0].alone);
}

TEST(CapacityResultTest, WhatNeverHoldsFailsTheGateAndHasNoHistogram) {
    PlayedSearch played(1.0);
    played.draw_curve();
    const CapacityResult result = played.concluded();
    EXPECT_EQ(result.outcome, CapacityOutcome::never_holds);
    EXPECT_EQ(result.exit_code, ExitCode::sla_failed);
    EXPECT_FALSE(result.holds_per_s);
    EXPECT_DOUBLE_EQ(*result.breaks_per_s, 20.0);
    EXPECT_FALSE(result.headroom_ratio);
    EXPECT_TRUE(result.headroom.empty());
    EXPECT_TRUE(result.operations.empty());
    EXPECT_THAT(result.summary, HasSubstr("does not hold at 20.0/s"));
}

TEST(CapacityResultTest, WhatIsNotConfirmedIsNotPromised) {
    const CapacityResult result = PlayedSearch(66.0, 2).concluded(EarlyEnd::By::time);
    ASSERT_FALSE(result.confirmed);
    ASSERT_TRUE(result.headroom_ratio);
    EXPECT_THAT(result.headroom, HasSubstr("held so far, which is not confirmed"));
}

TEST(CapacityResultTest, AnEarlyEndSaysWhoEndedItAndWhatIsKnown) {
    const CapacityResult time = PlayedSearch(66.0, 2).concluded(EarlyEnd::By::time);
    EXPECT_EQ(time.outcome, CapacityOutcome::inconclusive);
    EXPECT_EQ(time.exit_code, ExitCode::inconclusive);
    EXPECT_THAT(time.summary, HasSubstr("--max-time"));
    EXPECT_THAT(time.summary, HasSubstr("so far"));
    const CapacityResult signal = PlayedSearch(66.0, 2).concluded(EarlyEnd::By::signal);
    EXPECT_EQ(signal.outcome, CapacityOutcome::interrupted);
    EXPECT_EQ(signal.exit_code, ExitCode::interrupted);
    const CapacityResult nothing = PlayedSearch(66.0, 0).concluded(EarlyEnd::By::signal);
    EXPECT_THAT(nothing.summary, HasSubstr("no rate was seen to hold"));
    EXPECT_TRUE(nothing.steps.empty());
    EXPECT_FALSE(nothing.knee_per_s);
}

TEST(CapacityResultTest, ARateBetweenTheEndsThatCouldNotBeToldIsNamed) {
    PlayedSearch played(66.0, 0);
    played.search = CapacitySearch(played.setup.plan);
    played.measured.clear();
    while (const auto request = played.search.next()) {
        played.measured.resize(request->step + 1);
        // In the longer windows just as many are late as may be.
        const bool doubtful = request->kind == StepKind::confirm && request->rate > 40.0;
        const auto run = doubtful               ? window_run(request->rate, 2.0, 66.0)
                         : request->rate > 66.0 ? window_run(request->rate, 20.0, 200.0)
                                                : window_run(request->rate, 2.0, 20.0);
        MeasuredStep& step = played.measured[request->step];
        step.totals.add(run);
        ++step.windows;
        played.search.told(read_window(run, played.setup.sla.objectives).evidence,
                           Disturbance::none);
    }
    const CapacityResult result = played.concluded();
    ASSERT_EQ(result.outcome, CapacityOutcome::found) << result.summary;
    EXPECT_LT(*result.holds_per_s, 60.0);
    EXPECT_THAT(result.summary, HasSubstr(" in between could not be told"));
    EXPECT_THAT(result.summary, HasSubstr("60.0/s"));
    EXPECT_EQ(found_capacity().summary.find("in between"), std::string::npos);
}

const Error gone{Errc::unavailable, "the API server ended", "", "its last words: none"};

TEST(CapacityResultTest, ATargetThatGoesAwayGivesTheExitCodeAndLeavesWhatIsKnown) {
    const CapacityResult result =
        PlayedSearch(66.0, 2).concluded(EarlyEnd{EarlyEnd::By::failure, gone});
    EXPECT_EQ(result.outcome, CapacityOutcome::inconclusive);
    EXPECT_EQ(result.exit_code, ExitCode::unavailable);
    EXPECT_EQ(result.summary,
              "ended before it was decided: the API server ended (its last words: none); so far "
              "60.0/s held");
    EXPECT_EQ(result.steps.size(), 2U);
}

TEST(CapacityResultTest, WhatWasFoundStaysFoundWhenOnlyItsCurveEndsEarly) {
    const auto found = [](EarlyEnd ended_by) {
        PlayedSearch played(66.0);
        played.add_curve(6.0, 0, window_run(6.0, 2.0, 6.0));
        return played.concluded(std::move(ended_by));
    };
    const CapacityResult died = found({EarlyEnd::By::failure, gone});
    EXPECT_EQ(died.outcome, CapacityOutcome::found);
    EXPECT_EQ(died.exit_code, ExitCode::pass);
    EXPECT_TRUE(died.summary.starts_with("the SLA holds up to ")) << died.summary;
    EXPECT_TRUE(
        died.summary.ends_with("; its curve ended before it was complete: the API server "
                               "ended (its last words: none)"))
        << died.summary;
    EXPECT_THAT(found({EarlyEnd::By::time, {}}).summary,
                HasSubstr("(--max-time) before its curve"));
    EXPECT_THAT(found({EarlyEnd::By::signal, {}}).summary,
                HasSubstr("its curve was stopped on request"));
}

TEST(CapacityResultTest, AHostThatSpoilsEveryWindowMakesItInvalid) {
    CapacitySetup setup = test::capacity_setup();
    CapacitySearch search(setup.plan);
    std::vector<MeasuredStep> measured(1);
    while (search.next()) {
        search.told({}, Disturbance::host);
        ++measured[0].disturbed;
        measured[0].disturbances.emplace_back("steal");
    }
    const CapacityResult result =
        conclude_capacity(setup, search, measured, {}, std::chrono::seconds(20), std::nullopt);
    EXPECT_EQ(result.outcome, CapacityOutcome::disturbed);
    EXPECT_EQ(result.exit_code, ExitCode::invalid_run);
    EXPECT_THAT(result.steps.at(0).reason, HasSubstr("3 of 3 windows disturbed: steal"));
    EXPECT_FALSE(result.limit);
}

TEST(CapacityResultTest, AGeneratorThatGivesOutIsNamedAsTheLimit) {
    CapacitySetup setup = test::capacity_setup();
    CapacitySearch search(setup.plan);
    std::vector<MeasuredStep> measured;
    while (const auto request = search.next()) {
        if (measured.size() <= request->step)
            measured.resize(request->step + 1);
        MeasuredStep& step = measured[request->step];
        const auto run = window_run(request->rate, 1.0, 2.0);
        const bool late = request->rate > 80.0;
        step.totals.add(run);
        ++(late ? step.disturbed : step.windows);
        if (late)
            step.disturbances.emplace_back("wake_lag");
        search.told(read_window(run, setup.sla.objectives).evidence,
                    late ? Disturbance::generator : Disturbance::none);
    }
    const CapacityResult result =
        conclude_capacity(setup, search, measured, {}, std::chrono::seconds(20), std::nullopt);
    EXPECT_EQ(result.outcome, CapacityOutcome::generator_limited);
    EXPECT_EQ(result.exit_code, ExitCode::inconclusive) << "what held is a floor";
    ASSERT_TRUE(result.limit);
    EXPECT_EQ(result.limit->resource, LimitedBy::generator);
    EXPECT_THAT(result.summary, HasSubstr("the generator, not the target, is the limit"));
}

TEST(CapacityResultTest, AnswersAreKnownAtEveryRateOfTheCurveAndAtTheOneThatHolds) {
    const CapacityResult& result = found_capacity();
    std::vector<double> rates;
    for (const PacedLatency& paced : result.paced) {
        rates.push_back(paced.rate);
        EXPECT_EQ(paced.answers.count(), std::llround(5.0 * paced.rate)) << paced.rate;
        EXPECT_LE(paced.p95_low_ms, paced.p95_high_ms);
    }
    EXPECT_TRUE(std::ranges::is_sorted(rates));
    EXPECT_DOUBLE_EQ(rates.front(), 0.1 * *result.holds_per_s);
    EXPECT_DOUBLE_EQ(rates.back(), *result.holds_per_s);
    EXPECT_EQ(rates.size(), 7U);
}

TEST(CapacityResultTest, TheMiddleWindowSpeaksForItsRate) {
    PlayedSearch played(66.0);
    // 50/s for 5 s: enough answers for a p95 of each window.
    played.add_curve(50.0, 0, window_run(50.0, 2.0, 6.0));
    for (const double slowest : {600.0, 8.0})
        played.curve.back().measured.answers.push_back(answers_of(window_run(50.0, 2.0, slowest)));
    const PacedLatency paced = played.concluded().paced.front();
    EXPECT_EQ(paced.windows, 3U);
    EXPECT_NEAR(to_ms(paced.answers.quantile(0.95).value()), 7.7, 0.05);
    EXPECT_NEAR(paced.p95_low_ms, 5.8, 0.05);
    EXPECT_NEAR(paced.p95_high_ms, 570.1, 1.0) << "a disturbed window shows";
}

TEST(CapacityResultTest, WindowsTooSmallForAP95AreTakenTogether) {
    PlayedSearch played(66.0);
    played.add_curve(20.0, 0, window_run(20.0, 2.0, 6.0));
    played.curve.back().measured.answers.push_back(answers_of(window_run(20.0, 2.0, 60.0)));
    const PacedLatency paced = played.concluded().paced.front();
    EXPECT_EQ(paced.answers.count(), 200U);
    EXPECT_DOUBLE_EQ(paced.p95_low_ms, paced.p95_high_ms);
}

TEST(CapacityResultTest, WithoutACurveNothingIsKnownOfLighterLoads) {
    EXPECT_TRUE(PlayedSearch(66.0).concluded().paced.empty());
    PlayedSearch disturbed(66.0);
    disturbed.curve.push_back({6.0, 0, {}});
    EXPECT_TRUE(disturbed.concluded().paced.empty());
}

TEST(CurveRatesTest, AreSharesOfWhatHolds) {
    const PlayedSearch played(66.0);
    EXPECT_THAT(curve_rates(played.search), ElementsAre(6.0, 15.0, 24.0, 33.0, 42.0, 51.0));
    EXPECT_TRUE(curve_rates(PlayedSearch(1.0).search).empty()) << "nothing holds";
}

TEST(ConcurrencyLevelsTest, AreEnoughForTheLaw) {
    EXPECT_THAT(concurrency_levels(0), ElementsAre(1, 2, 3, 4, 8, 16));
    EXPECT_THAT(concurrency_levels(16), ElementsAre(1, 2, 3, 4, 8, 16));
    EXPECT_THAT(concurrency_levels(50), ElementsAre(1, 2, 3, 4, 8, 16, 32, 50));
    EXPECT_EQ(concurrency_levels(10'000).back(), 256U);
    for (const unsigned connections : {0U, 1U, 16U, 50U, 1000U}) {
        const auto levels = concurrency_levels(connections);
        EXPECT_GE(levels.size(), usl_points_minimum);
        EXPECT_GE(levels.back() / levels.front(), usl_spread_minimum);
    }
}

}  // namespace
}  // namespace sark::reports
