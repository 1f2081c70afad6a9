#include "core/alerts/alert_watch.hpp"

#include <gtest/gtest.h>

#include "tests/core/service/manual_time.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

class AlertWatchTest : public testing::Test {
 protected:
    /// Looks now; how many are due.
    std::size_t look(double value) {
        const auto due = watch.look(rules, {{"open", value}}, time.utc_now());
        if (!due.empty())
            rules.front().last_triggered = time.utc_now();
        return due.size();
    }

    static AlertRule rule() {
        AlertRule made;
        made.id = "r1";
        made.name = "breaker open";
        made.metric = "open";
        return made;
    }

    test::ManualTime time;
    std::vector<AlertRule> rules{rule()};
    AlertWatch watch;
};

TEST_F(AlertWatchTest, AlertsOnceItHasHeldForItsDuration) {
    EXPECT_EQ(look(1), 0U);
    time.advance(5min - Nanos(1));
    EXPECT_EQ(look(1), 0U);
    time.advance(Nanos(1));
    EXPECT_EQ(look(1), 1U);
}

TEST_F(AlertWatchTest, OneLookAtWhichItDoesNotHoldBeginsAnew) {
    EXPECT_EQ(look(1), 0U);
    time.advance(4min);
    EXPECT_EQ(look(0), 0U);
    time.advance(1min);
    EXPECT_EQ(look(1), 0U);
    time.advance(5min);
    EXPECT_EQ(look(1), 1U);
}

TEST_F(AlertWatchTest, NoDataIsNoAlertAndNoContinuation) {
    EXPECT_EQ(look(1), 0U);
    time.advance(5min);
    EXPECT_TRUE(watch.look(rules, {}, time.utc_now()).empty());
    EXPECT_EQ(look(1), 0U);
}

TEST_F(AlertWatchTest, IsQuietUntilItsCooldownIsOver) {
    EXPECT_EQ(look(1), 0U);
    time.advance(5min);
    EXPECT_EQ(look(1), 1U);
    time.advance(60min - Nanos(1));
    EXPECT_EQ(look(1), 0U);
    time.advance(Nanos(1));
    EXPECT_EQ(look(1), 1U) << "it still holds";
}

TEST_F(AlertWatchTest, ARuleThatChangedBeginsAnew) {
    EXPECT_EQ(look(3), 0U);
    time.advance(5min);
    rules.front().threshold = 2;
    EXPECT_EQ(look(3), 0U);
    time.advance(5min);
    EXPECT_EQ(look(3), 1U);
}

TEST_F(AlertWatchTest, WithoutADurationItAlertsAtOnce) {
    rules.front().duration = 0s;
    const auto due = watch.look(rules, {{"open", 2.0}}, time.utc_now());
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due.front().name, "breaker open");
    EXPECT_EQ(due.front().value, 2.0);
    EXPECT_EQ(due.front().threshold, 0.0);
}

TEST(AlertComparisonTest, EverySignMeansWhatItSays) {
    struct Case {
        const char* sign;
        bool below, equal, above;
    };
    for (const Case& one : {Case{"<", true, false, false}, Case{"<=", true, true, false},
                            Case{">", false, false, true}, Case{">=", false, true, true}}) {
        AlertRule rule;
        rule.id = rule.metric = "m";
        rule.comparison = *comparison_from(one.sign);
        rule.threshold = 5;
        rule.duration = 0s;
        const auto holds = [&](double value) {
            return !AlertWatch().look({&rule, 1}, {{"m", value}}, UtcTime()).empty();
        };
        EXPECT_EQ(holds(4), one.below) << one.sign;
        EXPECT_EQ(holds(5), one.equal) << one.sign;
        EXPECT_EQ(holds(6), one.above) << one.sign;
    }
    EXPECT_FALSE(comparison_from("=="));
    EXPECT_FALSE(comparison_from(""));
}

}  // namespace
}  // namespace sark
