#include "reports/judgement/recovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/judgement/row_judge.hpp"
#include "reports/judgement/threshold.hpp"
#include "reports/views/meanwhile_view.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using scenarios::Happening;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

/// Ten slices of a second with 100 answers of 1 ms each, but for those that a test changes.
class RecoveryTest : public testing::Test {
 protected:
    RecoveryTest()
        : run_(test::RunResultBuilder()
                   .answers("api.detail", 1'000, 1, 1)
                   .measured(seconds(10))
                   .build()) {
        run_.engine.interval = seconds(1);
        load().intervals.assign(10, {});
        for (auto& slice : load().intervals) answer(slice, 100, milliseconds(1));
    }
    static void answer(workloads::IntervalTally& slice, std::uint64_t count, Nanos time) {
        slice.ok += count;
        for (std::uint64_t i = 0; i < count; ++i) slice.response.record(time);
    }
    workloads::LoadTally& load() { return run_.engine.loads.at(0); }
    void fail_from(std::size_t first, std::size_t last) {
        for (std::size_t i = first; i <= last; ++i) load().intervals[i].failed = 5;
    }
    void befall(Nanos begin, Nanos end, const char* kind = "fault") {
        Happening one;
        one.name = "redis_down";
        one.kind = kind;
        one.begin = begin;
        one.end = end;
        one.outcome = Happening::Outcome::done;
        run_.happenings = {one};
    }
    void healthy_within(Nanos limit) {
        scenarios::MeanwhileSpec spec;
        spec.name = "redis_down";
        spec.kind = scenarios::MeanwhileSpec::Kind::fault;
        spec.healthy = limit;
        run_.scenario.meanwhile = {spec};
    }
    std::optional<Nanos> recovery() { return recovery_of(load(), run_.happenings.at(0), run_); }
    Judgement judged(double limit_ms) {
        scenarios::Threshold threshold{};
        threshold.metric = "recovery_time";
        threshold.text = "max<";
        threshold.aggregation = scenarios::Threshold::Aggregation::max;
        threshold.comparison = scenarios::Threshold::Comparison::less;
        threshold.limit = limit_ms;
        return judge_row(row_of(threshold), "thresholds", run_);
    }

    scenarios::RunResult run_;
};

TEST_F(RecoveryTest, IsTheFirstSecondWithoutAFailureThatLiesWhollyAfterIt) {
    befall(milliseconds(2100), milliseconds(4300));
    fail_from(2, 5);
    EXPECT_EQ(recovery(), milliseconds(1700));
    EXPECT_EQ(judged(2'000).verdict, RowVerdict::pass);
    EXPECT_EQ(judged(1'700).verdict, RowVerdict::fail);
    EXPECT_DOUBLE_EQ(*judged(2'000).actual, 1'700.0);
}

TEST_F(RecoveryTest, WhatNeverHurtIsRecoveredWithinTheSlice) {
    befall(milliseconds(2100), milliseconds(4300));
    EXPECT_EQ(recovery(), milliseconds(700));
}

TEST_F(RecoveryTest, ASlowSecondIsNotHealthyWhereTheScenarioSaysSo) {
    befall(seconds(2), seconds(4));
    load().intervals[4] = {};
    answer(load().intervals[4], 80, milliseconds(1));
    answer(load().intervals[4], 20, milliseconds(500));
    EXPECT_EQ(recovery(), Nanos{0});
    healthy_within(milliseconds(100));
    EXPECT_EQ(recovery(), seconds(1));
}

TEST_F(RecoveryTest, ASecondWithoutAnAnswerIsNoRecovery) {
    befall(seconds(2), seconds(4));
    load().intervals[4] = {};
    EXPECT_EQ(recovery(), seconds(1));
}

TEST_F(RecoveryTest, ARunThatEndsFirstMisses) {
    befall(seconds(2), seconds(4));
    fail_from(2, 9);
    EXPECT_FALSE(recovery());
    const Judgement missed = judged(60'000);
    EXPECT_EQ(missed.verdict, RowVerdict::fail);
    EXPECT_FALSE(missed.actual);
    EXPECT_THAT(missed.reason, HasSubstr("http from redis_down"));
}

TEST_F(RecoveryTest, WithoutAnythingToRecoverFromThereIsNoData) {
    EXPECT_EQ(judged(1'000).verdict, RowVerdict::no_data);
    EXPECT_TRUE(judged(1'000).decides);
    befall(seconds(2), seconds(4), "vacuum");
    EXPECT_EQ(judged(1'000).verdict, RowVerdict::no_data);
    befall(seconds(2), seconds(4));
    run_.happenings[0].outcome = Happening::Outcome::not_started;
    EXPECT_EQ(judged(1'000).verdict, RowVerdict::no_data);
}

TEST_F(RecoveryTest, TheViewSaysHowEachLoadCameBack) {
    befall(milliseconds(2100), milliseconds(4300));
    fail_from(2, 5);
    const auto views = meanwhile_of(run_);
    EXPECT_EQ(views.at(0).recovery, "http recovered within 1.7 s");
    EXPECT_DOUBLE_EQ(*views.at(0).loads.at(0).recovered_s, 1.7);
    befall(milliseconds(2100), milliseconds(4300), "vacuum");
    EXPECT_TRUE(meanwhile_of(run_).at(0).recovery.empty());
}

}  // namespace
}  // namespace sark::reports
