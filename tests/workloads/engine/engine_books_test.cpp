// Every planned arrival is accounted for, and nothing is invented where nothing was measured.

#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::ClosedArrivals;
using workloads::OutcomeCode;

void expect_no_statistics(const workloads::OperationTally& tally) {
    EXPECT_FALSE(tally.response_ok.quantile(0.5));
    EXPECT_FALSE(tally.response_ok.max());
    EXPECT_FALSE(tally.response_ok.mean_ns());
    EXPECT_FALSE(tally.service.quantile(0.99));
}

TEST(EngineBooksTest, ARunWithoutArrivalsHasNoStatistics) {
    SimulatedRun run;
    const auto result = run.run(steady(0.0, 5s));
    EXPECT_EQ(result.loads[0].planned, 0U);
    EXPECT_EQ(result.measured, 5s);
    expect_no_statistics(result.loads[0].operations[0]);
    EXPECT_FALSE(result.generator.wake_lag.max());
    EXPECT_TRUE(run.target.calls.empty());
}

TEST(EngineBooksTest, ARunOfNoLengthHasNoStatisticsAndNoRates) {
    for (const workloads::ArrivalSpec& arrivals :
         {workloads::ArrivalSpec(steady(100.0, 0s)), workloads::ArrivalSpec(ClosedArrivals{})}) {
        SimulatedRun run;
        const auto result = run.run(arrivals);
        EXPECT_EQ(result.loads[0].planned, 0U);
        EXPECT_EQ(result.measured, 0s);
        EXPECT_DOUBLE_EQ(result.loads[0].achieved_rate, 0.0);
        EXPECT_DOUBLE_EQ(result.loads[0].offered_rate, 0.0);
        EXPECT_TRUE(result.loads[0].intervals.empty());
        expect_no_statistics(result.loads[0].operations[0]);
    }
}

TEST(EngineBooksTest, FailuresNeverEnterTheLatencyOfSuccess) {
    for (const OutcomeCode code : {OutcomeCode::wrong_answer, OutcomeCode::refused,
                                   OutcomeCode::connection, OutcomeCode::protocol}) {
        SimulatedRun run;
        run.target.script = [code](const auto&, Nanos) { return Answer{1us, code}; };
        const auto result = run.run(steady(100.0, 2s));
        const auto& load = result.loads[0];
        EXPECT_EQ(load.completed, 200U);
        EXPECT_EQ(outcomes(load.operations[0], code), 200U);
        EXPECT_EQ(outcomes(load.operations[0], OutcomeCode::ok), 0U);
        EXPECT_FALSE(load.operations[0].response_ok.quantile(0.5));
        EXPECT_EQ(load.operations[0].response_failed.count(), 200U);
        EXPECT_EQ(load.intervals[0].ok, 0U);
        EXPECT_EQ(load.intervals[0].failed, 100U);
        EXPECT_FALSE(load.intervals[0].response.max());
    }
}

TEST(EngineBooksTest, EverythingAbandonedIsEverythingFailed) {
    SimulatedRun run;
    run.options.drain = 2s;
    run.target.script = [](const auto&, Nanos) {
        return Answer{0s, OutcomeCode::ok, Answer::Way::never};
    };
    const auto result = run.run(steady(100.0, 3s), 5);
    const auto& load = result.loads[0];
    const auto& op = load.operations[0];
    EXPECT_EQ(load.planned, 300U);
    EXPECT_EQ(load.started, 5U);
    EXPECT_EQ(load.completed, 0U);
    EXPECT_EQ(load.abandoned, 300U);
    EXPECT_EQ(op.abandoned, 300U);
    expect_no_statistics(op);
    EXPECT_EQ(op.response_failed.count(), 300U);
    // The first was due at the start and given up when the drain ended.
    EXPECT_EQ(op.response_failed.max(), 5s);
    EXPECT_EQ(op.response_failed.min(), 2s + 10ms);
    EXPECT_EQ(run.target.abandoned, 5U);
    EXPECT_EQ(load.intervals[2].failed, 100U);
    EXPECT_DOUBLE_EQ(load.achieved_rate, 0.0);
    EXPECT_DOUBLE_EQ(load.offered_rate, 100.0);
}

TEST(EngineBooksTest, AbandonedArrivalsFallUnderTheOperationTheMixPicks) {
    SimulatedRun run;
    run.options.drain = 0s;
    run.target.script = [](const auto&, Nanos) {
        return Answer{0s, OutcomeCode::ok, Answer::Way::never};
    };
    auto plan = plan_of(steady(1'000.0, 1s), run.target.factory());
    plan.operation_names = {"often", "seldom"};
    plan.weights = {9.0, 1.0};
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    const auto result = run.run(std::move(plans));
    const auto& operations = result.loads[0].operations;
    EXPECT_EQ(operations[0].abandoned + operations[1].abandoned, 1'000U);
    EXPECT_NEAR(static_cast<double>(operations[1].abandoned), 100.0, 40.0);
}

TEST(EngineBooksTest, TheDrainFinishesTheBacklog) {
    SimulatedRun run;
    run.options.drain = 1s;
    run.target.script = [](const auto&, Nanos) { return Answer{15ms}; };
    const auto result = run.run(steady(100.0, 3s));
    const auto& load = result.loads[0];
    // 66.7/s for three seconds and one more of drain.
    EXPECT_NEAR(static_cast<double>(load.completed), 267.0, 2.0);
    EXPECT_EQ(load.abandoned, 300U - load.completed);
    EXPECT_NEAR(load.achieved_rate, 66.7, 0.5);
}

TEST(EngineBooksTest, CountsBytesAndPublishesProgress) {
    SimulatedRun run;
    std::vector<Nanos> seen;
    std::uint64_t last = 0;
    run.observer = [&](Nanos elapsed, const workloads::Progress& progress) {
        seen.push_back(elapsed);
        EXPECT_GE(progress.completed.load(), last);
        last = progress.completed.load();
        EXPECT_LE(progress.in_flight.load(), 1);
    };
    const auto result = run.run(steady(100.0, 2s));
    EXPECT_EQ(result.loads[0].operations[0].bytes_sent, 2'000U);
    EXPECT_EQ(result.loads[0].operations[0].bytes_received, 4'000U);
    EXPECT_GE(seen.size(), 8U);
    EXPECT_LE(seen.size(), 10U);
    EXPECT_GE(last, 150U);
}

TEST(EngineBooksTest, VirtualRunsRepeatExactly) {
    std::string first;
    for (int repetition = 0; repetition < 2; ++repetition) {
        SimulatedRun run;
        run.target.script = [](const workloads::Call& call, Nanos) {
            return Answer{Nanos{static_cast<std::int64_t>(call.index * 7'919 % 30'000'000)}};
        };
        auto poisson = steady(100.0, 10s);
        poisson.poisson = true;
        const auto result = run.run(poisson, 2);
        const auto text = encode_v2(result.loads[0].operations[0].response_ok);
        EXPECT_TRUE(first.empty() || first == text);
        first = text;
    }
}

TEST(EngineBooksTest, RefusesPlansThatMakeNoSense) {
    SimulatedRun run;
    const auto code_of = [&](const std::function<void(workloads::LoadPlan&)>& spoil) {
        auto plan = plan_of(steady(1.0, 1s), run.target.factory());
        spoil(plan);
        std::vector<workloads::LoadPlan> plans;
        plans.push_back(std::move(plan));
        workloads::Engine engine(run.options, std::move(plans));
        const auto result = engine.run(run.stop, {});
        return result ? Errc::internal : result.error().code;
    };
    EXPECT_EQ(code_of([](auto& p) { p.connections = 0; }), Errc::invalid_argument);
    EXPECT_EQ(code_of([](auto& p) { p.weights = {1.0, 2.0}; }), Errc::invalid_argument);
    EXPECT_EQ(code_of([](auto& p) { p.weights = {0.0}; }), Errc::invalid_argument);
    EXPECT_EQ(code_of([](auto& p) { p.timeout = 0s; }), Errc::invalid_argument);
    EXPECT_EQ(code_of([](auto& p) { p.connect = nullptr; }), Errc::invalid_argument);
    EXPECT_EQ(code_of([](auto& p) { p.arrivals = steady(-1.0, 1s); }), Errc::invalid_argument);
    EXPECT_EQ(code_of([](auto& p) {
                  p.arrivals = ClosedArrivals{-1s, 0s};
              }),
              Errc::invalid_argument);
    workloads::Engine empty(run.options, {});
    EXPECT_EQ(empty.run(run.stop, {}).error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark::test
