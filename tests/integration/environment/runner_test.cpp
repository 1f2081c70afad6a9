#include "scenarios/runner.hpp"

#include "tests/integration/environment/environment_fixture.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::seconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Pair;

class RunnerTest : public EnvironmentFixture {
 protected:
    Result<RunResult> run(const Scenario& scenario,
                          const std::function<void(const RunProgress&)>& observer = {}) {
        auto environment = TestEnvironment::prepare(scenario, options_);
        if (!environment)
            return environment.error();
        return run_scenario(scenario, **environment, stop_, {.observe = observer, .judge = judge_});
    }
    workloads::StopControl stop_;
    std::function<std::optional<ThresholdBreach>(const workloads::LiveHistory&)> judge_;
};

TEST_F(RunnerTest, MeasuresEveryDriverAndGathersEvidence) {
    Scenario scenario = full_scenario(seconds(4));
    scenario.warmup = std::chrono::milliseconds(300);
    std::uint64_t completed = 0;
    const auto result = run(scenario, [&](const RunProgress& progress) {
        EXPECT_EQ(progress.total, std::chrono::milliseconds(4'300));
        EXPECT_EQ(progress.warming_up, progress.elapsed < scenario.warmup);
        completed = progress.completed;
    });
    ASSERT_TRUE(result) << describe(result.error());
    EXPECT_EQ(result->status, RunStatus::completed) << result->status_reason;
    EXPECT_EQ(result->status_reason, "");
    ASSERT_EQ(result->engine.loads.size(), 3U);
    for (const auto& load : result->engine.loads) {
        EXPECT_EQ(load.planned, 200U) << load.name;
        EXPECT_EQ(load.planned, load.completed + load.abandoned) << load.name;
        EXPECT_EQ(load.operations.at(0).outcomes[0], load.completed) << load.name;
    }
    EXPECT_GT(completed, 0U);
    EXPECT_GT(result->cpu.generator, 0.0);
    EXPECT_TRUE(result->cpu.others);
    EXPECT_THAT(result->evidence.postgres, Contains(Pair("xact_commit", testing::Ge(0.0))));
    EXPECT_THAT(result->evidence.redis,
                Contains(Pair("total_commands_processed", testing::Ge(1.0))));
    EXPECT_FALSE(result->evidence.core.empty());
    EXPECT_EQ(result->scenario.name, "test");
    EXPECT_TRUE(result->environment.managed);
    EXPECT_THAT(result->id, testing::MatchesRegex("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}"));
    EXPECT_FALSE(result->tool_version.empty());
}

TEST_F(RunnerTest, AStopDuringTheWarmUpLeavesNothingMeasured) {
    Scenario scenario = database_scenario();
    scenario.warmup = seconds(600);
    bool warmed_up = false;
    const auto result = run(scenario, [&](const RunProgress& progress) {
        warmed_up = warmed_up || progress.warming_up;
        stop_.finish();
    });
    ASSERT_TRUE(result) << describe(result.error());
    EXPECT_TRUE(warmed_up);
    EXPECT_EQ(result->status, RunStatus::interrupted);
    EXPECT_EQ(result->engine.loads.at(0).completed, 0U);
}

TEST_F(RunnerTest, AServiceThatDiesAbortsTheRunAndKeepsWhatWasMeasured) {
    const auto result = run(database_scenario(100, seconds(600)), [&](const RunProgress& progress) {
        if (progress.completed > 0 && postmaster() > 0)
            kill(postmaster(), SIGKILL);
    });
    ASSERT_TRUE(result) << describe(result.error());
    EXPECT_EQ(result->status, RunStatus::aborted);
    EXPECT_THAT(result->status_reason, HasSubstr("PostgreSQL server was killed by signal 9"));
    EXPECT_TRUE(result->engine.stopped_early);
    EXPECT_GT(result->engine.loads.at(0).completed, 0U);
}

TEST_F(RunnerTest, AStopRequestKeepsWhatWasMeasured) {
    const auto result = run(database_scenario(100, seconds(600)), [&](const RunProgress& progress) {
        if (progress.completed > 0)
            stop_.finish();
    });
    ASSERT_TRUE(result) << describe(result.error());
    EXPECT_EQ(result->status, RunStatus::interrupted);
    EXPECT_GT(result->engine.loads.at(0).completed, 0U);
    EXPECT_LT(result->engine.measured, seconds(600));
}

TEST_F(RunnerTest, ABreachedThresholdEndsTheRunAndNobodyElsesStop) {
    Scenario scenario = database_scenario(100, seconds(600));
    judge_ = [](const workloads::LiveHistory& live) -> std::optional<ThresholdBreach> {
        const auto sample = live.total(0, std::nullopt, workloads::measured_parts);
        if (sample.ended() < 50)
            return std::nullopt;
        return ThresholdBreach{0, live.read_at(), 7.0, sample.ended(), 0, "it was too slow"};
    };
    const auto result = run(scenario);
    ASSERT_TRUE(result) << describe(result.error());
    EXPECT_EQ(result->status, RunStatus::aborted);
    EXPECT_EQ(result->status_reason, "it was too slow");
    ASSERT_TRUE(result->breach);
    EXPECT_GE(result->breach->samples, 50U);
    EXPECT_TRUE(result->engine.stopped_early);
    EXPECT_LT(result->engine.measured, seconds(600));
    EXPECT_FALSE(stop_.finishing());
}

TEST_F(RunnerTest, AnOperationThatTheServerRefusesIsAnErrorNotAResult) {
    Scenario scenario = database_scenario();
    scenario.loads = {load("db", sql("SELECT nonsense"), 10, seconds(1))};
    const auto result = run(scenario);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::invalid_scenario);
    EXPECT_THAT(describe(result.error()), HasSubstr("nonsense"));
}

TEST_F(RunnerTest, ATargetThatIsAwayIsAnErrorNotAResult) {
    Scenario scenario;
    scenario.environment.needs_api = true;
    scenario.loads = {load("api", http_health(), 10, seconds(1))};
    options_.url = "http://127.0.0.1:1";
    const auto result = run(scenario);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark::scenarios
