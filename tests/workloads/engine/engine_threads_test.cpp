// Real threads and real time: only what must hold at any speed.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "workloads/engine/engine.hpp"
#include "workloads/operations/operation_mix.hpp"

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

/// Answers at once and remembers what it was asked; `on_call` is told how often that was.
class RecordingConnection final : public Connection {
 public:
    using OnCall = std::function<void(std::size_t)>;
    explicit RecordingConnection(std::vector<Call>& calls, OnCall on_call = {})
        : calls_(calls), on_call_(std::move(on_call)) {}
    Result<void> open() override { return {}; }
    std::optional<Outcome> start(const Call& call) noexcept override {
        calls_.push_back(call);
        if (on_call_)
            on_call_(calls_.size());
        return Outcome{};
    }
    std::optional<Outcome> on_ready(std::uint32_t) noexcept override { return std::nullopt; }
    Outcome abandon() noexcept override { return {OutcomeCode::timeout, 0, 0}; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] std::uint32_t interest() const noexcept override { return 0; }
    [[nodiscard]] bool runs_in_process() const noexcept override { return true; }

 private:
    std::vector<Call>& calls_;
    OnCall on_call_;
};

/// A run of 16 connections that ends as planned, or before, when each of them was asked that often.
struct ThreadedRun {
    std::vector<std::vector<Call>> calls = std::vector<std::vector<Call>>(16);
    EngineResult result;

    ThreadedRun(ArrivalSpec arrivals, unsigned threads, std::size_t enough_of_each = SIZE_MAX) {
        StopControl stop;
        std::atomic<std::size_t> lacking{calls.size()};
        LoadPlan plan;
        plan.name = "load";
        plan.arrivals = std::move(arrivals);
        plan.operation_names = {"a", "b", "c"};
        plan.weights = {5.0, 3.0, 2.0};
        plan.driver = "core";
        plan.connections = 16;
        plan.timeout = 1s;
        plan.connect = [&](std::size_t number) {
            return Result<std::unique_ptr<Connection>>(
                std::make_unique<RecordingConnection>(calls.at(number), [&](std::size_t asked) {
                    if (asked == enough_of_each && --lacking == 0)
                        stop.finish();
                }));
        };
        std::vector<LoadPlan> plans;
        plans.push_back(std::move(plan));
        Engine engine({threads, 0s, 5s, 77}, std::move(plans));
        auto run = engine.run(stop, {});
        EXPECT_TRUE(run);
        if (run)
            result = *std::move(run);
    }
    [[nodiscard]] std::map<std::uint64_t, std::size_t> stream() const {
        std::map<std::uint64_t, std::size_t> all;
        for (const auto& connection : calls)
            for (const Call& call : connection)
                EXPECT_TRUE(all.emplace(call.index, call.operation).second) << "twice";
        return all;
    }
};

TEST(EngineThreadsTest, AnOpenLoadSendsTheSameStreamAtAnyWorkerCount) {
    const OpenArrivals arrivals{20'000.0, {{200ms, 20'000.0}}, false};
    const auto one = ThreadedRun(arrivals, 1).stream();
    EXPECT_EQ(one.size(), 4'000U);
    EXPECT_EQ(one.rbegin()->first, 3'999U);
    EXPECT_EQ(ThreadedRun(arrivals, 2).stream(), one);
    EXPECT_EQ(ThreadedRun(arrivals, 8).stream(), one);
}

TEST(EngineThreadsTest, AClosedLoadsUsersAskTheSameAtAnyWorkerCount) {
    // As long as it takes: a machine may stand still for longer than a short run is.
    const ClosedArrivals arrivals{60s, 1ms};
    constexpr std::size_t enough = 10;
    const ThreadedRun one(arrivals, 1, enough);
    for (const unsigned threads : {2U, 8U}) {
        const ThreadedRun many(arrivals, threads, enough);
        (void)many.stream();
        for (std::size_t user = 0; user < 16; ++user) {
            const auto& a = one.calls[user];
            const auto& b = many.calls[user];
            const std::size_t common = std::min(a.size(), b.size());
            EXPECT_GE(common, enough);
            for (std::size_t i = 0; i < common; ++i) {
                EXPECT_EQ(a[i].index, b[i].index);
                EXPECT_EQ(a[i].operation, b[i].operation);
            }
        }
    }
}

TEST(EngineThreadsTest, BooksBalanceOverWorkersWhenStoppedAtAnyMoment) {
    for (int attempt = 0; attempt < 6; ++attempt) {
        const bool open = attempt % 2 == 0;
        std::vector<std::vector<Call>> calls(8);
        std::atomic<std::uint64_t> asked{0};
        StopControl stop;
        LoadPlan plan;
        plan.name = "load";
        plan.arrivals = open ? ArrivalSpec(OpenArrivals{50'000.0, {{10s, 50'000.0}}, true})
                             : ArrivalSpec(ClosedArrivals{10s, 0s});
        plan.operation_names = {"a"};
        plan.weights = {1.0};
        plan.connections = 8;
        plan.timeout = 1s;
        /// Stops the run from inside after a number of operations.
        class Stopping final : public Connection {
         public:
            Stopping(std::atomic<std::uint64_t>& asked_by_all, StopControl& control, bool hard)
                : asked_(asked_by_all), stop_(control), hard_(hard) {}
            Result<void> open() override { return {}; }
            std::optional<Outcome> start(const Call&) noexcept override {
                if (asked_.fetch_add(1) == 2'000)
                    hard_ ? stop_.abort() : stop_.finish();
                return Outcome{};
            }
            std::optional<Outcome> on_ready(std::uint32_t) noexcept override { return {}; }
            Outcome abandon() noexcept override { return {OutcomeCode::timeout, 0, 0}; }
            [[nodiscard]] int fd() const noexcept override { return -1; }
            [[nodiscard]] std::uint32_t interest() const noexcept override { return 0; }

         private:
            std::atomic<std::uint64_t>& asked_;
            StopControl& stop_;
            bool hard_;
        };
        plan.connect = [&](std::size_t) {
            return Result<std::unique_ptr<Connection>>(
                std::make_unique<Stopping>(asked, stop, attempt >= 3));
        };
        std::vector<LoadPlan> plans;
        plans.push_back(std::move(plan));
        Engine engine({4, 0s, 5s, 1}, std::move(plans));
        const auto result = engine.run(stop, {});
        ASSERT_TRUE(result) << describe(result.error());
        const LoadTally& load = result->loads[0];
        EXPECT_TRUE(result->stopped_early);
        EXPECT_EQ(load.planned, load.completed + load.abandoned);
        EXPECT_EQ(load.completed, asked.load());
        EXPECT_LT(result->measured, 10s);
        std::uint64_t in_slices = 0;
        for (const IntervalTally& interval : load.intervals)
            in_slices += interval.ok + interval.failed;
        EXPECT_EQ(in_slices, load.planned);
        EXPECT_EQ(result->generator.workers, 4U);
        EXPECT_GT(result->generator.cpu, 0ns);
    }
}

TEST(EngineThreadsTest, MoreWorkersThanConnectionsIsFine) {
    std::vector<Call> calls;
    LoadPlan plan;
    plan.name = "load";
    plan.arrivals = OpenArrivals{1'000.0, {{50ms, 1'000.0}}, false};
    plan.operation_names = {"a"};
    plan.weights = {1.0};
    plan.timeout = 1s;
    plan.connect = [&](std::size_t) {
        return Result<std::unique_ptr<Connection>>(std::make_unique<RecordingConnection>(calls));
    };
    std::vector<LoadPlan> plans;
    plans.push_back(std::move(plan));
    Engine engine({4, 0s, 5s, 1}, std::move(plans));
    StopControl stop;
    const auto result = engine.run(stop, {});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->loads[0].completed, 50U);
    EXPECT_EQ(calls.size(), 50U);
    EXPECT_GT(result->started_at.time_since_epoch(), 0ns);
}

}  // namespace
}  // namespace sark::workloads
