#include "scenarios/language/parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;
using namespace test;
using testing::HasSubstr;
using workloads::ClosedArrivals;
using workloads::OpenArrivals;

const std::string constant =
    R"("executor": "constant-arrival-rate", "rate": 10, "duration": "10s")";

TEST(ParserTest, DefaultsAreThoseOfTheDocumentation) {
    const Scenario scenario = scenario_of(parse(with_load(constant)));
    EXPECT_EQ(scenario.name, "x");
    EXPECT_EQ(scenario.description, "");
    EXPECT_EQ(scenario.seed, 1U);
    EXPECT_EQ(scenario.threads, 1U);
    EXPECT_EQ(scenario.warmup, 3s);
    EXPECT_EQ(scenario.drain, 10s);
    EXPECT_TRUE(scenario.environment.durable);
    EXPECT_EQ(scenario.environment.dataset, workloads::DatasetSpec{});
    EXPECT_FALSE(scenario.environment.pool.pool_size.has_value());
    ASSERT_EQ(scenario.loads.size(), 1U);
    EXPECT_EQ(scenario.loads[0].connections, 1U);
    EXPECT_EQ(scenario.loads[0].timeout, 10s);
    EXPECT_EQ(scenario.loads[0].operations[0].weight, 1.0);
    EXPECT_TRUE(scenario.thresholds.empty());
    EXPECT_TRUE(scenario.sla_profiles.empty());
}

TEST(ParserTest, ConstantRateIsOneFlatStage) {
    const Scenario scenario = scenario_of(
        parse(with_load(R"("executor": "constant-arrival-rate", "rate": 12.5, "duration": "1m",
                     "poisson": true, "connections": 7, "timeout": "250ms")")));
    const LoadSpec& load = scenario.loads.at(0);
    const auto& arrivals = std::get<OpenArrivals>(load.arrivals);
    EXPECT_EQ(arrivals.start_rate, 12.5);
    ASSERT_EQ(arrivals.stages.size(), 1U);
    EXPECT_EQ(arrivals.stages[0].duration, 1min);
    EXPECT_EQ(arrivals.stages[0].target_rate, 12.5);
    EXPECT_TRUE(arrivals.poisson);
    EXPECT_EQ(load.connections, 7U);
    EXPECT_EQ(load.timeout, 250ms);
}

TEST(ParserTest, RampKeepsItsStagesInOrder) {
    const Scenario scenario =
        scenario_of(parse(with_load(R"("executor": "ramping-arrival-rate", "start_rate": 5,
            "stages": [{"duration": "10s", "target": 100}, {"duration": "5s", "target": 0}])")));
    const auto& arrivals = std::get<OpenArrivals>(scenario.loads.at(0).arrivals);
    EXPECT_EQ(arrivals.start_rate, 5.0);
    ASSERT_EQ(arrivals.stages.size(), 2U);
    EXPECT_EQ(arrivals.stages[0].duration, 10s);
    EXPECT_EQ(arrivals.stages[1].target_rate, 0.0);
    EXPECT_FALSE(arrivals.poisson);
}

TEST(ParserTest, EveryUserOfAClosedLoadHasAConnection) {
    const Scenario scenario = scenario_of(parse(with_load(
        R"("executor": "constant-vus", "vus": 8, "duration": "10s", "think_time": "100ms")")));
    const auto& arrivals = std::get<ClosedArrivals>(scenario.loads.at(0).arrivals);
    EXPECT_EQ(arrivals.duration, 10s);
    EXPECT_EQ(arrivals.think_time.length, 100ms);
    EXPECT_EQ(scenario.loads[0].connections, 8U);
}

TEST(ParserTest, AShortDrainShortensTheDefaultTimeout) {
    const Scenario scenario =
        scenario_of(parse(R"({"name": "x", "drain": "2s", "load": {"api": {)" + constant +
                          R"(, "operations": [{"use": "api.health"}]}}})"));
    EXPECT_EQ(scenario.loads.at(0).timeout, 2s);
}

TEST(ParserTest, LoadsKeepTheOrderTheyAreWrittenIn) {
    const std::string load = "{" + constant + R"(, "operations": [{"use": "api.health"}]})";
    const Scenario scenario = scenario_of(parse(R"({"name": "x", "load": {"z": )" + load +
                                                R"(, "a": )" + load + R"(, "m": )" + load + "}}"));
    ASSERT_EQ(scenario.loads.size(), 3U);
    EXPECT_EQ(scenario.loads[0].name, "z");
    EXPECT_EQ(scenario.loads[1].name, "a");
    EXPECT_EQ(scenario.loads[2].name, "m");
}

TEST(ParserTest, AllFaultsComeAtOnceInDocumentOrder) {
    const auto parsed = parse(
        "{\n\"thread\": 1,\n\"load\": {\n\"a\": {\"executor\": \"x\"},\n"
        "\"b\": 5},\n\"seed\": \"s\",\n\"name\": \"n\"}");
    const auto* faults = std::get_if<Faults>(&parsed);
    ASSERT_NE(faults, nullptr);
    std::vector<std::string> places;
    for (const Error& fault : *faults) {
        EXPECT_EQ(fault.code, Errc::invalid_scenario);
        places.push_back(fault.where);
    }
    EXPECT_EQ(places, (std::vector<std::string>{"x.json:2: /thread", "x.json:4: /load/a",
                                                "x.json:4: /load/a/executor", "x.json:5: /load/b",
                                                "x.json:6: /seed"}));
}

TEST(ParserTest, AnEmptyOrBrokenDocumentIsOneFault) {
    for (const char* text : {"", "  ", "{", "null", "3"}) {
        const auto parsed = parse(text);
        const auto* faults = std::get_if<Faults>(&parsed);
        ASSERT_NE(faults, nullptr) << text;
        EXPECT_EQ(faults->size(), 1U) << text;
    }
}

TEST(ParserTest, ALoadMustBeAbleToSendSomething) {
    EXPECT_THAT(faults_of(parse(with_load(
                    R"("executor": "constant-arrival-rate", "rate": -1, "duration": "10s")"))),
                HasSubstr("/load/api/rate: -1 is not between 0 and 1000000"));
    EXPECT_THAT(
        faults_of(parse(with_load(R"("executor": "constant-vus", "vus": 0, "duration": "10s")"))),
        HasSubstr("/load/api/vus: 0 is not between 1 and 10000"));
}

TEST(ParserTest, ANumberTooLargeForADoubleIsASyntaxError) {
    EXPECT_THAT(faults_of(parse(with_load(
                    R"("executor": "constant-arrival-rate", "rate": 1e999, "duration": "1s")"))),
                HasSubstr("not valid JSON"));
}

}  // namespace
}  // namespace sark::scenarios
