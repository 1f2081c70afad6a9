#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;
using namespace test;
using testing::HasSubstr;
using testing::StartsWith;
using workloads::ClosedArrivals;
using workloads::OpenArrivals;

const std::string document = R"({"name": "x", "warmup": "10s",
    "phases": [{"name": "a", "duration": "10s"}, {"name": "b", "duration": "23s"}],
    "load": {
    "flat": {"executor": "constant-arrival-rate", "rate": 300, "duration": "33s", "timeout": "5s",
             "bursts": {"every": "4s", "length": "2s", "rate": 500},
             "operations": [{"use": "api.health"}]},
    "phased": {"executor": "phased-arrival-rate", "rates": {"a": 1, "b": 2},
               "operations": [{"use": "api.health"}]},
    "users": {"executor": "ramping-vus", "think_time": "1s",
              "stages": [{"duration": "11s", "target": 5}, {"duration": "22s", "target": 0}],
              "operations": [{"use": "redis.get"}]}},
    "thresholds": {"errors": [{"threshold": "rate<0.01", "abortOnFail": true,
                               "delayAbortEval": "10s", "window": "5s"}]}})";

Scenario scaled_by(double scale) {
    Overrides overrides;
    overrides.time_scale = scale;
    return scenario_of(parse(document, overrides));
}

TEST(TimeScaleTest, LengthsOfTimeAreScaledAndNothingElse) {
    const Scenario scenario = scaled_by(0.1);
    EXPECT_EQ(scenario.warmup, 1s);
    EXPECT_EQ(scenario.phases[0].duration, 1s);
    EXPECT_EQ(scenario.phases[1].duration, 2300ms);
    const auto& flat = std::get<OpenArrivals>(scenario.loads[0].arrivals);
    EXPECT_EQ(duration_of(flat), 3300ms);
    EXPECT_EQ(flat.start_rate, 300.0);
    EXPECT_EQ(flat.bursts->every, 400ms);
    EXPECT_EQ(flat.bursts->length, 200ms);
    EXPECT_EQ(flat.bursts->rate, 500.0);
    EXPECT_EQ(scenario.loads[0].timeout, 5s);
    EXPECT_EQ(duration_of(scenario.loads[1].arrivals), 3300ms);
    const auto& users = std::get<ClosedArrivals>(scenario.loads[2].arrivals);
    EXPECT_EQ(users.stages[0].duration, 1100ms);
    EXPECT_EQ(users.think_time.length, 1s);
    EXPECT_EQ(scenario.thresholds[0].delay_abort, 1s);
    EXPECT_EQ(scenario.thresholds[0].window, 5s);
    EXPECT_EQ(scenario.drain, 10s);
    EXPECT_EQ(scenario.time_scale, 0.1);
}

TEST(TimeScaleTest, TheEffectiveDocumentIsTheScaledOneAndNotScaledAgain) {
    const Scenario scenario = scaled_by(0.1);
    EXPECT_THAT(scenario.document, HasSubstr("\"duration\": \"2300ms\""));
    EXPECT_EQ(scenario_of(parse(scenario.document)).document, scenario.document);
}

TEST(TimeScaleTest, UnevenScalesKeepPhasesAndLoadsEquallyLong) {
    for (const double scale : {0.0707, 0.333333, 1.0 / 7.0, 3.3}) {
        const Scenario scenario = scaled_by(scale);
        Nanos phases{0};
        for (const PhaseSpec& phase : scenario.phases) phases += phase.duration;
        for (const LoadSpec& load : scenario.loads)
            EXPECT_EQ(duration_of(load.arrivals), phases) << scale << " " << load.name;
    }
}

TEST(TimeScaleTest, TheDefaultWarmUpIsScaledToo) {
    Overrides overrides;
    overrides.time_scale = 0.5;
    const std::string load =
        with_load(R"("executor": "constant-arrival-rate", "rate": 1, "duration": "10s")");
    EXPECT_EQ(scenario_of(parse(load, overrides)).warmup, 1500ms);
    EXPECT_EQ(scenario_of(parse(load)).warmup, 3s);
}

TEST(TimeScaleTest, ADurationOnTheCommandLineIsNotScaled) {
    Overrides overrides;
    overrides.time_scale = 0.1;
    overrides.duration = "66s";
    const Scenario scenario = scenario_of(parse(document, overrides));
    EXPECT_EQ(scenario.phases[0].duration, 20s);
    for (const LoadSpec& load : scenario.loads) EXPECT_EQ(duration_of(load.arrivals), 66s);
    EXPECT_EQ(scenario.warmup, 1s);
}

TEST(TimeScaleTest, WhatBecomesTooShortIsAFaultThatNamesTheOption) {
    Overrides overrides;
    overrides.time_scale = 0.01;
    const std::string faults = faults_of(parse(document, overrides));
    EXPECT_THAT(faults, HasSubstr("--time-scale 0.01: /phases: the phases last 330ms together"));
    EXPECT_THAT(faults, HasSubstr("--time-scale 0.01: /load/flat/duration"));
    for (const double scale : {0.0, -1.0, 1e-9, 5000.0}) {
        overrides.time_scale = scale;
        EXPECT_THAT(faults_of(parse(document, overrides)), StartsWith("--time-scale")) << scale;
    }
}

}  // namespace
}  // namespace sark::scenarios
