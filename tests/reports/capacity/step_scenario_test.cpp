#include "reports/capacity/step_scenario.hpp"

#include <variant>

#include <gtest/gtest.h>

#include "scenarios/language/parser.hpp"

namespace sark::reports {
namespace {

using namespace std::chrono_literals;
using workloads::ClosedArrivals;
using workloads::OpenArrivals;

constexpr StepTiming timing{2s, 7s, 500ms};

scenarios::Scenario scenario(const std::string& loads) {
    const std::string document =
        R"({"name":"unit","description":"a test","warmup":"9s","drain":"8s","sla":["api"],)"
        R"("thresholds":{"errors":["rate<0.01"]},"load":{)" +
        loads + "}}";
    auto parsed = scenarios::parse_scenario(document, "unit", {});
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        ADD_FAILURE() << describe(faults->front());
    return std::get<scenarios::Scenario>(std::move(parsed));
}

const std::string ramp =
    R"("up":{"executor":"ramping-arrival-rate","start_rate":100,"poisson":true,"connections":8,)"
    R"("stages":[{"duration":"10s","target":300},{"duration":"5s","target":50}],)"
    R"("operations":[{"use":"api.list"}]})";
const std::string steady =
    R"("even":{"executor":"constant-arrival-rate","rate":100,"duration":"20s","connections":4,)"
    R"("operations":[{"use":"api.detail"}]})";
const std::string users =
    R"("users":{"executor":"constant-vus","vus":3,"duration":"20s","operations":[{"use":"api.list"}]})";

const OpenArrivals& open(const scenarios::LoadSpec& load) {
    return std::get<OpenArrivals>(load.arrivals);
}

TEST(StepScenarioTest, TheAskedRateIsTheHighestOfAllLoadsTogether) {
    EXPECT_DOUBLE_EQ(*asked_rate_of(scenario(ramp)), 300.0);
    EXPECT_DOUBLE_EQ(*asked_rate_of(scenario(ramp + "," + steady)), 400.0);
    EXPECT_DOUBLE_EQ(*asked_rate_of(scenario(steady + "," + users)), 100.0);
}

TEST(StepScenarioTest, WithoutARateThereIsNothingToVary) {
    const auto rate = asked_rate_of(scenario(users));
    ASSERT_FALSE(rate);
    EXPECT_EQ(rate.error().code, Errc::invalid_argument);
    EXPECT_EQ(rate.error().where, "unit");
    EXPECT_NE(rate.error().hint.find("constant-arrival-rate"), std::string::npos);
}

TEST(StepScenarioTest, AStepIsOneConstantRateInTheSharesOfTheLoads) {
    const auto step = at_rate(scenario(ramp + "," + steady), 1'000.0, timing);
    ASSERT_EQ(step.loads.size(), 2U);
    for (const scenarios::LoadSpec& load : step.loads) {
        EXPECT_EQ(load.executor, "constant-arrival-rate");
        ASSERT_EQ(open(load).stages.size(), 1U);
        EXPECT_EQ(open(load).stages[0].duration, timing.window);
        EXPECT_DOUBLE_EQ(open(load).stages[0].target_rate, open(load).start_rate);
        EXPECT_FALSE(open(load).bursts);
        EXPECT_DOUBLE_EQ(open(load).start_rate, load.name == "up" ? 750.0 : 250.0);
        EXPECT_EQ(open(load).poisson, load.name == "up") << "gaps stay as they are";
    }
}

TEST(StepScenarioTest, ArrivalsAreRandomWhenThoseOfEveryRateAre) {
    EXPECT_TRUE(arrives_at_random(scenario(ramp)));
    EXPECT_TRUE(arrives_at_random(scenario(ramp + "," + users)));
    EXPECT_FALSE(arrives_at_random(scenario(ramp + "," + steady)));
}

TEST(StepScenarioTest, AStepHasItsOwnTimesAndNoJudgementOfItsOwn) {
    const auto step = at_rate(scenario(steady), 50.0, timing);
    EXPECT_EQ(step.warmup, timing.warmup);
    EXPECT_EQ(step.drain, timing.drain);
    EXPECT_TRUE(step.thresholds.empty());
    EXPECT_TRUE(step.sla_profiles.empty());
    EXPECT_TRUE(step.phases.empty());
}

TEST(StepScenarioTest, UsersBesideTheSearchedLoadsGoOnForAWindow) {
    const auto step = at_rate(scenario(steady + "," + users), 400.0, timing);
    for (const scenarios::LoadSpec& load : step.loads) {
        EXPECT_EQ(workloads::duration_of(load.arrivals), timing.window) << load.name;
        if (load.name == "users") {
            EXPECT_TRUE(std::holds_alternative<ClosedArrivals>(load.arrivals));
            EXPECT_EQ(load.connections, 3U);
        } else {
            EXPECT_DOUBLE_EQ(open(load).start_rate, 400.0);
        }
    }
}

TEST(StepScenarioTest, OnlyASingleLoadWithARateHasConcurrency) {
    EXPECT_TRUE(has_concurrency(scenario(steady)));
    EXPECT_TRUE(has_concurrency(scenario(ramp)));
    EXPECT_FALSE(has_concurrency(scenario(users)));
    EXPECT_FALSE(has_concurrency(scenario(steady + "," + users)));
}

TEST(StepScenarioTest, UsersAskAgainAsSoonAsTheyAreAnswered) {
    const auto step = at_concurrency(scenario(ramp), 5, timing);
    const scenarios::LoadSpec& load = step.loads.at(0);
    EXPECT_EQ(load.executor, "constant-vus");
    EXPECT_EQ(load.connections, 5U);
    EXPECT_EQ(load.pipeline, 1U);
    const auto& closed = std::get<ClosedArrivals>(load.arrivals);
    EXPECT_EQ(closed.duration, timing.window);
    EXPECT_EQ(closed.think_time.length, Nanos{0});
    EXPECT_TRUE(step.thresholds.empty());
}

}  // namespace
}  // namespace sark::reports
