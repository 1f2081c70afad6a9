#include "reports/capacity/capacity_search.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "tests/support/simulated_queue.hpp"

namespace sark::reports {
namespace {

using Outcome = CapacitySearch::Outcome;

WindowEvidence window_of(double share_of_misses) {
    ObjectiveEvidence seen;
    seen.operations = 3200;
    seen.misses = static_cast<std::uint64_t>(3200.0 * share_of_misses);
    seen.parts.assign(32, {100.0, 100.0 * share_of_misses});
    return {{seen}, false};
}

CapacitySearch::Plan plan_of(double lowest, double start, double highest) {
    CapacitySearch::Plan plan;
    plan.shares = {0.95};
    plan.lowest = lowest;
    plan.start = start;
    plan.highest = highest;
    return plan;
}

/// Runs a search to its end; `target` answers what a window at a rate saw.
void run(
    CapacitySearch& search,
    const std::function<std::pair<WindowEvidence, Disturbance>(const WindowRequest&)>& target) {
    for (int windows = 0; windows < 500; ++windows) {
        const auto request = search.next();
        if (!request)
            return;
        const auto [evidence, disturbance] = target(*request);
        search.told(evidence, disturbance);
    }
    FAIL() << "the search does not end";
}

/// Holds up to `limit`, clearly breaks above.
auto clear_limit(double limit) {
    return [limit](const WindowRequest& request) {
        return std::pair(window_of(request.rate <= limit ? 0.0 : 0.5), Disturbance::none);
    };
}

TEST(CapacitySearchTest, FindsAClearLimitAndConfirmsIt) {
    for (const double limit : {3.0, 40.0, 700.0, 12345.0}) {
        CapacitySearch search(plan_of(1.0, 100.0, 1e6));
        run(search, clear_limit(limit));
        ASSERT_EQ(search.outcome(), Outcome::found) << limit;
        EXPECT_TRUE(search.confirmed());
        EXPECT_LE(*search.holds(), limit);
        EXPECT_GT(*search.breaks(), limit);
        EXPECT_LE(*search.breaks() / *search.holds(), 1.0501);
        EXPECT_EQ(search.steps().back().kind, StepKind::confirm);
    }
}

TEST(CapacitySearchTest, MeasuresTheBreakingEndTwice) {
    CapacitySearch search(plan_of(1.0, 100.0, 1e6));
    run(search, clear_limit(700.0));
    std::size_t trials = 0;
    for (const SearchStep& step : search.steps()) trials += step.rate == *search.breaks();
    EXPECT_EQ(trials, 2U);
}

TEST(CapacitySearchTest, AStopKeepsAStepOfWhichAnythingWasMeasured) {
    CapacitySearch untouched(plan_of(1.0, 100.0, 1e6));
    untouched.stop();
    EXPECT_TRUE(untouched.steps().empty());
    CapacitySearch disturbed(plan_of(1.0, 100.0, 1e6));
    disturbed.told({}, Disturbance::host);
    disturbed.stop();
    ASSERT_EQ(disturbed.steps().size(), 1U) << "that it was disturbed is worth telling";
    EXPECT_EQ(disturbed.steps()[0].disturbed, 1U);
    EXPECT_EQ(disturbed.steps()[0].verdict, StepVerdict::unjudged);
    EXPECT_EQ(disturbed.outcome(), Outcome::stopped);
    EXPECT_FALSE(disturbed.holds());
    EXPECT_FALSE(disturbed.breaks());
}

TEST(CapacitySearchTest, NeverHoldsIsSaidOfTheLowestRateOnlyAndAfterASecondLook) {
    CapacitySearch search(plan_of(25.0, 100.0, 1e6));
    run(search, clear_limit(0.0));
    EXPECT_EQ(search.outcome(), Outcome::never_holds);
    EXPECT_FALSE(search.holds());
    EXPECT_EQ(search.breaks(), 25.0);
    EXPECT_EQ(search.steps().back().kind, StepKind::break_again);
}

TEST(CapacitySearchTest, HoldingThroughoutIsConfirmedAtTheHighestRate) {
    CapacitySearch search(plan_of(10.0, 100.0, 1000.0));
    run(search, clear_limit(1e9));
    EXPECT_EQ(search.outcome(), Outcome::holds_throughout);
    EXPECT_EQ(search.holds(), 1000.0);
    EXPECT_FALSE(search.breaks());
    EXPECT_TRUE(search.confirmed());
}

TEST(CapacitySearchTest, AGeneratorThatGivesOutIsNotTheTargetsLimit) {
    CapacitySearch search(plan_of(10.0, 100.0, 1e6));
    run(search, [](const WindowRequest& request) {
        return std::pair(window_of(0.0),
                         request.rate > 500.0 ? Disturbance::generator : Disturbance::none);
    });
    EXPECT_EQ(search.outcome(), Outcome::generator_limited);
    EXPECT_TRUE(search.confirmed());
    EXPECT_LE(*search.holds(), 500.0);
    EXPECT_FALSE(search.breaks());
    EXPECT_GT(*search.generator_limit(), 500.0);
    EXPECT_LE(*search.generator_limit() / *search.holds(), 1.0501);
}

TEST(CapacitySearchTest, ADisturbedWindowIsMeasuredAgain) {
    CapacitySearch search(plan_of(10.0, 100.0, 1e6));
    int windows = 0;
    run(search, [&](const WindowRequest& request) {
        const bool disturbed = ++windows % 3 != 0;
        // What a disturbed window saw must not matter.
        return std::pair(window_of(disturbed || request.rate > 700.0 ? 0.9 : 0.0),
                         disturbed ? Disturbance::host : Disturbance::none);
    });
    EXPECT_EQ(search.outcome(), Outcome::found);
    EXPECT_LE(*search.holds(), 700.0);
    EXPECT_GT(*search.breaks(), 700.0);
}

TEST(CapacitySearchTest, AHostThatNeverCalmsDownEndsIt) {
    CapacitySearch search(plan_of(10.0, 100.0, 1e6));
    run(search, [](const WindowRequest& request) {
        return std::pair(window_of(0.0),
                         request.rate > 300.0 ? Disturbance::host : Disturbance::none);
    });
    EXPECT_EQ(search.outcome(), Outcome::disturbed);
    EXPECT_EQ(search.holds(), 200.0);
    EXPECT_EQ(search.steps().back().verdict, StepVerdict::disturbed);
}

TEST(CapacitySearchTest, ABreakByAccidentIsOverruled) {
    CapacitySearch search(plan_of(10.0, 100.0, 1e6));
    int at_200 = 0;
    run(search, [&](const WindowRequest& request) {
        const bool accident = request.rate == 200.0 && at_200++ == 0;
        return std::pair(window_of(accident || request.rate > 700.0 ? 0.5 : 0.0),
                         Disturbance::none);
    });
    EXPECT_EQ(search.outcome(), Outcome::found);
    EXPECT_GT(*search.holds(), 600.0);
    EXPECT_LE(*search.holds(), 700.0);
}

TEST(CapacitySearchTest, WhatBreaksInTheLongWindowsIsNotConfirmed) {
    CapacitySearch search(plan_of(10.0, 100.0, 1e6));
    run(search, [&](const WindowRequest& request) {
        const double limit = request.kind == StepKind::confirm ? 600.0 : 700.0;
        return std::pair(window_of(request.rate > limit ? 0.5 : 0.0), Disturbance::none);
    });
    EXPECT_EQ(search.outcome(), Outcome::found);
    EXPECT_LE(*search.holds(), 600.0);
    EXPECT_GT(*search.breaks(), 600.0);
}

TEST(CapacitySearchTest, ATargetThatChangesItsMindIsInconclusive) {
    CapacitySearch search(plan_of(10.0, 100.0, 200.0));
    int at_200 = 0;
    run(search, [&](const WindowRequest& request) {
        // Breaks, then holds, then stays at the very limit.
        constexpr double shares[] = {0.5, 0.0, 0.05};
        const double share = request.rate < 200.0 ? 0.0 : shares[std::min(at_200++, 2)];
        return std::pair(window_of(share), Disturbance::none);
    });
    EXPECT_EQ(search.outcome(), Outcome::inconclusive);
    EXPECT_NE(search.reason().find("steady"), std::string::npos);
}

TEST(CapacitySearchTest, StoppedEarlyItKeepsWhatItKnows) {
    CapacitySearch search(plan_of(10.0, 100.0, 1e6));
    for (int i = 0; i < 4; ++i) {
        const auto [evidence, disturbance] = clear_limit(700.0)(*search.next());
        search.told(evidence, disturbance);
    }
    search.stop();
    EXPECT_FALSE(search.next());
    EXPECT_EQ(search.outcome(), Outcome::stopped);
    EXPECT_EQ(search.holds(), 400.0);
    EXPECT_EQ(search.breaks(), 800.0);
    EXPECT_FALSE(search.confirmed());
}

TEST(CapacitySearchTest, StoppedAtOnceItKnowsNothing) {
    CapacitySearch search(plan_of(10.0, 100.0, 1e6));
    search.stop();
    search.told(window_of(0.0), Disturbance::none);
    EXPECT_TRUE(search.steps().empty());
    EXPECT_FALSE(search.holds());
    EXPECT_FALSE(search.breaks());
}

TEST(CapacitySearchTest, FindsAQueuesCapacityWithinTenPercent) {
    const test::Queue queue{4, 0.004};
    const double truth = queue.highest_rate(0.040, 0.05);
    constexpr int repeats = 5;  // bench/capacity/capacity_simulation does a hundred of many
    int right = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        CapacitySearch search(plan_of(1.0, 300.0, 1e6));
        std::uint64_t window = 0;
        run(search, [&](const WindowRequest& request) {
            const double length = request.kind == StepKind::confirm ? 6.0 : 2.0;
            return std::pair(
                test::measure_queue(queue, {0.5, length, 0.040, 32}, request.rate,
                                    1000 * static_cast<std::uint64_t>(repeat) + ++window),
                Disturbance::none);
        });
        const bool found =
            search.outcome() == Outcome::found && std::abs(*search.holds() / truth - 1.0) < 0.10;
        right += found;
    }
    EXPECT_GE(right, 4);
}

}  // namespace
}  // namespace sark::reports
