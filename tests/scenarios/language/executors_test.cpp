#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"
#include "workloads/arrivals/arrival_schedule.hpp"

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;
using namespace test;
using testing::HasSubstr;
using workloads::ClosedArrivals;
using workloads::OpenArrivals;
using workloads::ThinkTime;

/// A scenario of two phases, 10 s and 5 s.
std::string phased(const std::string& load_members) {
    const std::string document = with_load(load_members);
    return R"({"phases": [{"name": "steady", "duration": "10s"},
                          {"name": "spike", "duration": "5s"}],)" +
           document.substr(1);
}

TEST(ExecutorsTest, PhasedRatesJumpAtThePhases) {
    const Scenario scenario = scenario_of(parse(
        phased(R"("executor": "phased-arrival-rate", "rates": {"spike": 300, "steady": 20})")));
    const auto& open = std::get<OpenArrivals>(scenario.loads.at(0).arrivals);
    EXPECT_EQ(duration_of(open), 15s);
    EXPECT_EQ(open.start_rate, 20.0) << "the warm-up is at the first rate";
    workloads::ArrivalSchedule schedule(open, 1);
    std::size_t steady = 0, spike = 0;
    while (const auto offset = schedule.next()) ++(*offset < 10s ? steady : spike);
    EXPECT_EQ(steady, 200U);
    EXPECT_EQ(spike, 1500U);
}

TEST(ExecutorsTest, WhatNamesNoDurationLastsAsLongAsThePhases) {
    for (const char* load : {R"("executor": "constant-arrival-rate", "rate": 5)",
                             R"("executor": "constant-vus", "vus": 5)",
                             R"("executor": "constant-vus", "vus": 5, "duration": "15s")"}) {
        const Scenario scenario = scenario_of(parse(phased(load)));
        EXPECT_EQ(duration_of(scenario.loads.at(0).arrivals), 15s) << load;
        EXPECT_EQ(scenario.phases.at(1).name, "spike");
    }
}

TEST(ExecutorsTest, OperationsWithRatesMakeUpTheLoads) {
    const Scenario scenario = scenario_of(parse(
        with_load(R"("executor": "constant-arrival-rate", "duration": "10s")",
                  R"([{"use": "api.health", "rate": 30}, {"use": "api.list", "rate": 12.5}])")));
    const LoadSpec& load = scenario.loads.at(0);
    EXPECT_EQ(std::get<OpenArrivals>(load.arrivals).start_rate, 42.5);
    EXPECT_EQ(load.operations[0].weight, 30.0);
    EXPECT_EQ(load.operations[1].weight, 12.5);
    EXPECT_THAT(scenario.document, HasSubstr("\"rate\": 42.5"));
}

TEST(ExecutorsTest, RatesOfOperationsFollowTheCommandLine) {
    Overrides overrides;
    overrides.set = {"load.api.operations.0.rate=60"};
    overrides.rate = "36.25";
    const std::string document =
        with_load(R"("executor": "constant-arrival-rate", "duration": "10s")",
                  R"([{"use": "api.health", "rate": 30}, {"use": "api.list", "rate": 12.5}])");
    const Scenario scenario = scenario_of(parse(document, overrides));
    EXPECT_EQ(std::get<OpenArrivals>(scenario.loads.at(0).arrivals).start_rate, 36.25);
    EXPECT_EQ(scenario.loads[0].operations[0].weight, 30.0);
    EXPECT_EQ(scenario.loads[0].operations[1].weight, 6.25);
}

TEST(ExecutorsTest, RampingUsersHaveAConnectionEach) {
    const Scenario scenario = scenario_of(parse(with_load(
        R"("executor": "ramping-vus", "start_vus": 3, "think_time": {"exponential": "20ms"},
           "stages": [{"duration": "5s", "target": 40}, {"duration": "5s", "target": 0}])")));
    const LoadSpec& load = scenario.loads.at(0);
    EXPECT_EQ(load.connections, 40U);
    const auto& users = std::get<ClosedArrivals>(load.arrivals);
    EXPECT_EQ(users.duration, 10s);
    EXPECT_EQ(users.start_users, 3U);
    EXPECT_EQ(users.think_time.kind, ThinkTime::Kind::exponential);
    EXPECT_EQ(users.think_time.length, 20ms);
}

TEST(ExecutorsTest, ConnectionsOnTheCommandLineScaleRampingUsers) {
    Overrides overrides;
    overrides.connections = 10;
    const Scenario scenario =
        scenario_of(parse(with_load(R"("executor": "ramping-vus", "start_vus": 8,
           "stages": [{"duration": "5s", "target": 40}, {"duration": "5s", "target": 20}])"),
                          overrides));
    const auto& users = std::get<ClosedArrivals>(scenario.loads.at(0).arrivals);
    EXPECT_EQ(scenario.loads[0].connections, 10U);
    EXPECT_EQ(users.start_users, 2U);
    EXPECT_EQ(users.stages[1].target_users, 5U);
}

TEST(ExecutorsTest, TheRateOnTheCommandLineIsTheHighestOfPhasesAndBursts) {
    Overrides overrides;
    overrides.rate = "600";
    const Scenario phases = scenario_of(
        parse(phased(R"("executor": "phased-arrival-rate", "rates": {"steady": 20, "spike": 300})"),
              overrides));
    EXPECT_EQ(std::get<OpenArrivals>(phases.loads.at(0).arrivals).start_rate, 40.0);
    const Scenario bursts = scenario_of(
        parse(with_load(R"("executor": "constant-arrival-rate", "rate": 10, "duration": "10s",
                           "bursts": {"every": "2s", "length": "1s", "rate": 100})"),
              overrides));
    const auto& open = std::get<OpenArrivals>(bursts.loads.at(0).arrivals);
    EXPECT_EQ(open.start_rate, 60.0);
    EXPECT_EQ(open.bursts->rate, 600.0);
}

TEST(ExecutorsTest, AReplayLastsToTheNextSecondUnlessToldOtherwise) {
    const std::string load = R"("executor": "replay", "file": "shipped:office_hours.csv")";
    const std::string operations = R"([{"use": "api.policy_evaluate"}, {"use": "api.detail"},
                                       {"use": "api.list"}, {"use": "api.register"}])";
    const auto length = [&](const std::string& more) {
        return duration_of(
            scenario_of(parse(with_load(load + more, operations))).loads.at(0).arrivals);
    };
    EXPECT_EQ(length(""), 30s);
    EXPECT_EQ(length(R"(, "speed": 4)"), 8s);
    EXPECT_EQ(length(R"(, "duration": "2s")"), 2s);
}

TEST(ExecutorsTest, LimitsAndPipelines) {
    const Scenario scenario = scenario_of(parse(with_load(
        R"("executor": "constant-arrival-rate", "rate": 10, "duration": "10s", "connections": 2,
           "pipeline": 5, "sync": "batch", "max_in_flight": 7, "overflow": "drop")",
        R"([{"use": "v2.daily_cost"}])")));
    const LoadSpec& load = scenario.loads.at(0);
    EXPECT_EQ(load.pipeline, 5U);
    EXPECT_FALSE(load.sync_each);
    EXPECT_EQ(load.max_in_flight, 7U);
    EXPECT_TRUE(load.drop_overflow);
}

TEST(ExecutorsTest, WaitsAreChosenForTheWholeRun) {
    const std::string load = with_load(R"("executor": "constant-vus", "vus": 1, "duration": "1s")");
    EXPECT_EQ(scenario_of(parse(load)).wait, workloads::EngineOptions::Wait::sleep);
    EXPECT_EQ(scenario_of(parse(R"({"wait": "spin",)" + load.substr(1))).wait,
              workloads::EngineOptions::Wait::spin);
}

}  // namespace
}  // namespace sark::scenarios
