#include "workloads/timing/latency_recorder.hpp"

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

const TimePoint begin{1000s};
const LatencyRecorder::Labels labels{"load", "scripted", {"a", "b"}};

TEST(LatencyRecorderTest, SlicesAreASecondOrASixHundredth) {
    EXPECT_EQ(LatencyRecorder::interval_for(0s), 1s);
    EXPECT_EQ(LatencyRecorder::interval_for(30s), 1s);
    EXPECT_EQ(LatencyRecorder::interval_for(600s), 1s);
    EXPECT_EQ(LatencyRecorder::interval_for(1h), 6s);
    const Nanos odd = 601s + 1ns;
    EXPECT_LE(odd, 600 * LatencyRecorder::interval_for(odd));
}

TEST(LatencyRecorderTest, KeepsThreeClocksPerOperationAndSlice) {
    LatencyRecorder recorder(labels, 3s, 1s, 2);
    recorder.begin(begin);
    const Arrival arrival{0, begin + 1500ms};
    recorder.sent(arrival, begin + 1600ms, true);
    recorder.completed(1, 0, arrival, begin + 1600ms, begin + 1900ms, {OutcomeCode::ok, 3, 4});
    recorder.sent(arrival, begin + 1700ms, false);
    recorder.completed(1, 1, arrival, begin + 1700ms, begin + 2s, {OutcomeCode::timeout, 1, 0});
    const LoadTally tally = recorder.take(3s, 1s);
    const OperationTally& b = tally.operations[1];
    EXPECT_EQ(b.name, "b");
    EXPECT_EQ(b.load, "load");
    EXPECT_EQ(b.driver, "scripted");
    EXPECT_EQ(b.response_ok.max(), 400ms);
    EXPECT_EQ(b.response_failed.max(), 500ms);
    EXPECT_EQ(b.service.count(), 2U);
    EXPECT_EQ(b.service.max(), 300ms);
    EXPECT_EQ(b.bytes_sent, 4U);
    EXPECT_EQ(b.bytes_received, 4U);
    EXPECT_EQ(tally.overdue, 1U);
    EXPECT_EQ(tally.started, 2U);
    ASSERT_EQ(tally.intervals.size(), 3U);
    EXPECT_EQ(tally.intervals[1].ok, 1U);
    EXPECT_EQ(tally.intervals[1].failed, 1U);
    EXPECT_EQ(tally.intervals[2].ok, 0U) << "slices go by the intended instant";
    EXPECT_EQ(tally.completions_per_connection, (std::vector<std::uint64_t>{1, 1}));
    EXPECT_FALSE(tally.operations[0].response_ok.quantile(0.5)) << "absent, not zero";
}

TEST(LatencyRecorderTest, KeepsTheCausesOfWhatFailedInTheWindow) {
    LatencyRecorder recorder(labels, 3s, 1s, 1);
    recorder.begin(begin);
    const auto fail = [&](Nanos due, const FailureCause& cause) {
        const Arrival arrival{0, begin + due};
        recorder.sent(arrival, begin + due, false);
        recorder.completed(0, 0, arrival, begin + due, begin + due + 1ms,
                           {.code = OutcomeCode::refused, .cause = cause});
    };
    fail(-500ms, {"status 500", "of the warm-up"});
    fail(100ms, {"status 503", "first"});
    fail(200ms, {"status 503", "second"});
    fail(300ms, {});
    recorder.abandoned(0, {0, begin + 400ms}, begin + 3s, {});
    const LoadTally tally = recorder.take(3s, 1s);
    const auto causes = tally.operations[0].causes.ranked();
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes[0].kind.view(), "status 503");
    EXPECT_EQ(causes[0].example.view(), "first");
    EXPECT_EQ(causes[0].count, 2U);
    EXPECT_EQ(tally.operations[0].outcomes[static_cast<std::size_t>(OutcomeCode::refused)], 3U);
    EXPECT_TRUE(tally.operations[1].causes.ranked().empty());
    OperationTally sum = tally.operations[0];
    sum.merge(tally.operations[0]);
    EXPECT_EQ(sum.causes.told(OutcomeCode::refused), 4U);
}

Outcome told(OutcomeCode code, std::optional<Nanos> server, CacheUse cache = CacheUse::untold) {
    Outcome outcome{code, 0, 0};
    outcome.server_time = server;
    outcome.cache_use = cache;
    return outcome;
}

/// A load of two phases whose answers may tell, in which only "a" is asked: every 800 ms.
LoadTally told_tally(const std::vector<Outcome>& outcomes) {
    LatencyRecorder recorder({"load", "scripted", {"a", "b"}, {"one", "two"}, {1s, 2s}, true}, 3s,
                             1s, 1);
    recorder.begin(begin);
    Nanos due{0};
    for (const Outcome& outcome : outcomes) {
        const Arrival arrival{0, begin + due};
        recorder.sent(arrival, begin + due, false);
        recorder.completed(0, 0, arrival, begin + due, begin + due + 400ms, outcome);
        due += 800ms;
    }
    return recorder.take(3s, 1s);
}

TEST(LatencyRecorderTest, KeepsTheServersTimeOfOkAnswersThatToldIt) {
    const LoadTally tally = told_tally({told(OutcomeCode::ok, 5ms, CacheUse::hit),
                                        told(OutcomeCode::ok, {}, CacheUse::miss),
                                        told(OutcomeCode::wrong_answer, 9ms, CacheUse::hit),
                                        told(OutcomeCode::ok, 0ns, CacheUse::hit)});
    const OperationTally& a = tally.operations[0];
    ASSERT_TRUE(a.server);
    EXPECT_EQ(a.server->count(), 2U) << "told and zero is not untold";
    EXPECT_EQ(a.server->max(), 5ms);
    EXPECT_EQ(a.cache_hits, 2U);
    EXPECT_EQ(a.cache_misses, 1U);
    EXPECT_FALSE(tally.operations[1].server) << "absent where no answer told";
    ASSERT_EQ(tally.phases.size(), 4U);
    EXPECT_EQ(tally.phases[0].server.value().max(), 5ms);
    EXPECT_FALSE(tally.phases[1].server);
    EXPECT_EQ(tally.phases[2].server.value().max(), 0ns);
}

TEST(LatencyRecorderTest, ServersTimesOfWorkersAreJoined) {
    const Outcome silent = told(OutcomeCode::ok, {});
    LoadTally sum = told_tally({silent});
    EXPECT_FALSE(sum.operations[0].server);
    sum.merge(told_tally({silent}));
    EXPECT_FALSE(sum.operations[0].server);
    sum.merge(told_tally({told(OutcomeCode::ok, 5ms, CacheUse::hit)}));
    sum.merge(told_tally({told(OutcomeCode::ok, 7ms, CacheUse::miss)}));
    sum.merge(told_tally({silent}));
    ASSERT_TRUE(sum.operations[0].server);
    EXPECT_EQ(sum.operations[0].server->count(), 2U);
    EXPECT_EQ(sum.operations[0].server->min(), 5ms);
    EXPECT_EQ(sum.operations[0].server->max(), 7ms);
    EXPECT_EQ(sum.operations[0].cache_hits, 1U);
    EXPECT_EQ(sum.operations[0].cache_misses, 1U);
    EXPECT_EQ(sum.phases[0].server.value().count(), 2U);
    EXPECT_FALSE(sum.phases[2].server);
}

TEST(LatencyRecorderTest, WhatIsToldWhereNothingIsKeptIsPassedOver) {
    LatencyRecorder recorder(labels, 3s, 1s, 1);
    recorder.begin(begin);
    const Arrival arrival{0, begin};
    recorder.sent(arrival, begin, false);
    recorder.completed(0, 0, arrival, begin, begin + 1s, told(OutcomeCode::ok, 5ms));
    EXPECT_FALSE(recorder.take(3s, 1s).operations[0].server);
}

TEST(LatencyRecorderTest, WarmUpIsCountedAndNotMeasured) {
    LatencyRecorder recorder(labels, 3s, 1s, 1);
    recorder.begin(begin);
    const Arrival early{0, begin - 1ns};
    recorder.sent(early, begin, true);
    recorder.completed(0, 0, early, begin, begin + 1s, {});
    recorder.abandoned(0, early, begin + 1s, {});
    const LoadTally tally = recorder.take(3s, 1s);
    EXPECT_EQ(tally.warmup_completed, 1U);
    EXPECT_EQ(tally.started + tally.completed + tally.abandoned + tally.overdue, 0U);
    EXPECT_EQ(tally.ended_in_window, 1U) << "it was done inside the window";
    EXPECT_EQ(tally.operations[0].response_ok.count(), 0U);
}

TEST(LatencyRecorderTest, AbandonedArrivalsFailAtWhatTheyHadAccrued) {
    LatencyRecorder recorder(labels, 3s, 1s, 1);
    recorder.begin(begin);
    recorder.abandoned(0, {0, begin + 2500ms}, begin + 8s, {OutcomeCode::timeout, 7, 0});
    const LoadTally tally = recorder.take(3s, 1s);
    EXPECT_EQ(tally.abandoned, 1U);
    EXPECT_EQ(tally.operations[0].abandoned, 1U);
    EXPECT_EQ(tally.operations[0].response_failed.max(), 5500ms);
    EXPECT_EQ(tally.operations[0].service.count(), 0U);
    EXPECT_EQ(tally.operations[0].bytes_sent, 7U);
    EXPECT_EQ(tally.intervals[2].failed, 1U);
    EXPECT_EQ(tally.completed, 0U);
}

TEST(LatencyRecorderTest, SlicesAgreeWithTotalsAfterAnEarlyEnd) {
    LatencyRecorder recorder(labels, 3s, 1s, 1);
    recorder.begin(begin);
    recorder.completed(0, 0, {0, begin}, begin, begin + 1ms, {});
    recorder.completed(0, 0, {1, begin + 1s + 1ns}, begin + 1s, begin + 2s, {});
    recorder.end_at(begin + 1s);
    const LoadTally tally = recorder.take(1s, 1s);
    ASSERT_EQ(tally.intervals.size(), 1U);
    EXPECT_EQ(tally.intervals[0].ok, tally.completed);
}

TEST(LatencyRecorderTest, CutsTheWindowIntoEqualPartsByIntendedInstant) {
    EXPECT_EQ(LatencyRecorder::batch_for(32s), 1s);
    EXPECT_EQ(LatencyRecorder::batch_for(0s), 1ns);
    LatencyRecorder recorder(labels, 32s, 1s, 1);
    recorder.begin(begin);
    recorder.completed(0, 0, {0, begin + 2500ms}, begin + 3s, begin + 9s, {});
    recorder.completed(0, 0, {1, begin + 31s}, begin + 31s, begin + 40s, {OutcomeCode::timeout});
    recorder.completed(0, 0, {2, begin + 2s}, begin + 3s, begin + 9s, {});
    recorder.abandoned(1, {3, begin + 32s}, begin + 40s, {});
    const LoadTally tally = recorder.take(32s, 1s);
    const OperationTally& a = tally.operations[0];
    EXPECT_EQ(a.batch, 1s);
    ASSERT_EQ(a.batches.size(), BatchTally::count);
    EXPECT_EQ(a.batches[2].response.count(), 2U);
    EXPECT_EQ(a.batches[2].response.min(), 6500ms);
    EXPECT_EQ(a.batches[31].failed, 1U);
    EXPECT_EQ(a.batches[31].response.count(), 0U);
    EXPECT_EQ(tally.operations[1].batches[31].failed, 1U) << "the last instant is the last part's";
}

TEST(LatencyRecorderTest, PartsThatAnEarlyEndCutOffAreNone) {
    LatencyRecorder recorder(labels, 32s, 1s, 1);
    recorder.begin(begin);
    recorder.completed(0, 0, {0, begin}, begin, begin + 1ms, {});
    recorder.completed(0, 0, {1, begin + 5s}, begin + 5s, begin + 6s, {});
    recorder.end_at(begin + 4500ms);
    const LoadTally tally = recorder.take(4500ms, 1s);
    ASSERT_EQ(tally.operations[0].batches.size(), 5U);
    EXPECT_EQ(tally.operations[0].batches[4].response.count(), 1U) << "nothing is lost";
}

TEST(LatencyRecorderTest, MergingAddsEverything) {
    LoadTally tallies[2];
    for (int worker = 0; worker < 2; ++worker) {
        LatencyRecorder recorder(labels, 3s, 1s, 2);
        recorder.begin(begin);
        const Arrival arrival{0, begin + worker * 1s};
        recorder.sent(arrival, arrival.intended, false);
        recorder.completed(0, static_cast<std::size_t>(worker), arrival, arrival.intended,
                           arrival.intended + 1ms, {OutcomeCode::ok, 1, 2});
        tallies[worker] = recorder.take(3s, 1s);
    }
    tallies[0].merge(tallies[1]);
    EXPECT_EQ(tallies[0].completed, 2U);
    EXPECT_EQ(tallies[0].operations[0].response_ok.count(), 2U);
    EXPECT_EQ(tallies[0].operations[0].bytes_received, 4U);
    EXPECT_EQ(tallies[0].intervals[1].ok, 1U);
    EXPECT_EQ(tallies[0].operations[0].batches[0].response.count(), 1U);
    EXPECT_EQ(tallies[0].operations[0].batches[10].response.count(), 1U);
    EXPECT_EQ(tallies[0].completions_per_connection, (std::vector<std::uint64_t>{1, 1}));
}

}  // namespace
}  // namespace sark::workloads
