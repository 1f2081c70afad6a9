#include "core/circuit_breaker/circuit_breaker.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/core/service/manual_time.hpp"

namespace sark {
namespace {

using std::chrono::seconds;

class CircuitBreakerTest : public testing::Test {
 protected:
    /// One call that goes this way; whether it was allowed.
    bool call(bool succeeds) {
        auto permit = breaker.allow();
        if (!permit)
            return false;
        succeeds ? permit->succeeded() : permit->failed();
        return true;
    }
    [[nodiscard]] CircuitState state() const { return breaker.stats().state; }
    void open() {
        for (int i = 0; i < 5; ++i) EXPECT_TRUE(call(false));
        ASSERT_EQ(state(), CircuitState::open);
    }

    test::ManualTime time;
    CircuitBreaker breaker{"collector", {}, time};
};

TEST_F(CircuitBreakerTest, OpensAtTheFifthFailureInARow) {
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(call(false));
    EXPECT_TRUE(call(true)) << "a success starts the count anew";
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(call(false));
    EXPECT_EQ(state(), CircuitState::closed);
    EXPECT_TRUE(call(false));
    EXPECT_EQ(state(), CircuitState::open);
    EXPECT_EQ(breaker.stats().opened, 1U);
}

TEST_F(CircuitBreakerTest, RefusesWhileOpenAndSaysWhy) {
    open();
    time.advance(seconds(60) - Nanos(1));
    const auto permit = breaker.allow();
    ASSERT_FALSE(permit);
    EXPECT_EQ(permit.error().code, Errc::unavailable);
    EXPECT_EQ(permit.error().where, "collector");
    EXPECT_EQ(breaker.stats().refused, 1U);
}

TEST_F(CircuitBreakerTest, ClosesAfterTwoSuccessfulProbes) {
    open();
    time.advance(seconds(60));
    EXPECT_EQ(state(), CircuitState::half_open);
    EXPECT_TRUE(call(true));
    EXPECT_EQ(state(), CircuitState::half_open);
    EXPECT_TRUE(call(true));
    EXPECT_EQ(state(), CircuitState::closed);
}

TEST_F(CircuitBreakerTest, OneFailedProbeOpensAgainForTheWholeTime) {
    open();
    time.advance(seconds(60));
    EXPECT_TRUE(call(true));
    EXPECT_TRUE(call(false));
    EXPECT_EQ(state(), CircuitState::open);
    time.advance(seconds(59));
    EXPECT_FALSE(call(true));
    time.advance(seconds(1));
    EXPECT_TRUE(call(true));
}

TEST_F(CircuitBreakerTest, OnlyOneCallProbesAtATime) {
    open();
    time.advance(seconds(60));
    auto probe = breaker.allow();
    ASSERT_TRUE(probe);
    EXPECT_FALSE(breaker.allow());
    probe->succeeded();
    EXPECT_TRUE(call(true));
    EXPECT_EQ(state(), CircuitState::closed);
}

TEST_F(CircuitBreakerTest, AnswerThatComesLateChangesNoLaterState) {
    auto late = breaker.allow();
    ASSERT_TRUE(late);
    open();
    time.advance(seconds(60));
    EXPECT_TRUE(call(true));
    late->failed();
    EXPECT_EQ(state(), CircuitState::half_open);
}

TEST_F(CircuitBreakerTest, PermitThatIsDroppedCountsAsAFailure) {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(breaker.allow());
    EXPECT_EQ(state(), CircuitState::open);
}

TEST_F(CircuitBreakerTest, CallPassesTheAnswerOnAndCountsIt) {
    const auto good = breaker.call([] { return Result<int>(7); });
    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 7);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(breaker.call([] {
                             return Result<int>(Error{Errc::timeout, "late", "", ""});
                         })
                      .error()
                      .code,
                  Errc::timeout);
    EXPECT_EQ(breaker.call([] { return Result<int>(7); }).error().code, Errc::unavailable);
}

TEST_F(CircuitBreakerTest, AnotherGoesOnWhereOneLeftOff) {
    open();
    time.advance(seconds(40));
    CircuitBreaker next("collector", {}, time);
    next.resume(breaker.stats());
    EXPECT_EQ(next.stats().state, CircuitState::open);
    EXPECT_EQ(next.stats().opened, 0U) << "it was not this one that opened it";
    time.advance(seconds(20) - Nanos(1));
    EXPECT_FALSE(next.allow());
    time.advance(Nanos(1));
    EXPECT_TRUE(next.allow());
}

TEST_F(CircuitBreakerTest, FailuresThatWereLeftCount) {
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(call(false));
    CircuitBreaker next("collector", {}, time);
    next.resume(breaker.stats());
    EXPECT_EQ(next.stats().failures, 4U);
    next.allow()->failed();
    EXPECT_EQ(next.stats().state, CircuitState::open);
}

TEST_F(CircuitBreakerTest, NothingThatIsLeftOpensItForLonger) {
    CircuitBreakerStats left;
    left.state = CircuitState::open;
    left.open_left = std::chrono::hours(24);
    breaker.resume(left);
    EXPECT_EQ(breaker.stats().open_left, seconds(60));
}

TEST_F(CircuitBreakerTest, AnAnswerFromBeforeItResumedCountsForNothing) {
    auto permit = breaker.allow();
    ASSERT_TRUE(permit);
    CircuitBreakerStats left;
    left.failures = 4;
    breaker.resume(left);
    permit->failed();
    EXPECT_EQ(state(), CircuitState::closed);
}

/// S004-CB-01 written down once more, as plainly as can be.
struct PlainBreaker {
    CircuitState state = CircuitState::closed;
    int failures = 0;
    int successes = 0;
    Nanos since_open{0};

    bool call(bool succeeds) {
        if (state == CircuitState::open) {
            if (since_open < seconds(60))
                return false;
            state = CircuitState::half_open;
            successes = 0;
        }
        if (state == CircuitState::half_open) {
            if (!succeeds)
                open();
            else if (++successes == 2)
                close();
            return true;
        }
        failures = succeeds ? 0 : failures + 1;
        if (failures == 5)
            open();
        return true;
    }
    void open() {
        state = CircuitState::open;
        since_open = Nanos{0};
    }
    void close() {
        state = CircuitState::closed;
        failures = 0;
    }
};

TEST_F(CircuitBreakerTest, FollowsThePlainModelThroughAnySequenceOfCalls) {
    std::mt19937_64 random(4);
    PlainBreaker model;
    int opened = 0;
    for (int step = 0; step < 20'000; ++step) {
        const Nanos pause = seconds(static_cast<std::int64_t>(random() % 16));
        time.advance(pause);
        model.since_open += pause;
        const bool succeeds = random() % 4 == 0;
        const CircuitState before = model.state;
        ASSERT_EQ(call(succeeds), model.call(succeeds)) << step;
        opened += before != CircuitState::open && model.state == CircuitState::open ? 1 : 0;
        const bool due = model.state == CircuitState::open && model.since_open >= seconds(60);
        ASSERT_EQ(state(), due ? CircuitState::half_open : model.state) << step;
    }
    EXPECT_GT(opened, 100);
}

}  // namespace
}  // namespace sark
