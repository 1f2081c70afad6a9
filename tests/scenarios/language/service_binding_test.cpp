#include "scenarios/language/service_binding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string faults_document() {
    return read_text(source_path("tests/scenarios/language/corpus/good/faults.json"));
}

std::string faults_with(const std::string& setting) {
    Overrides overrides;
    overrides.set = {setting};
    return faults_of(parse(faults_document(), overrides));
}

TEST(ServiceBindingTest, ServicesAreSetUpAsWritten) {
    const Scenario scenario = scenario_of(parse(faults_document()));
    const EnvironmentSpec& spec = scenario.environment;
    EXPECT_EQ(spec.settings_profile, "low-latency");
    EXPECT_THAT(spec.redis_settings, ElementsAre(Pair("maxmemory", "4mb")));
    EXPECT_THAT(spec.api_options, ElementsAre(Pair("l1-entries", "0"), Pair("l2-ttl", "0.5")));
    ASSERT_TRUE(spec.opa);
    EXPECT_EQ(spec.opa->delay, milliseconds(1));
    EXPECT_EQ(spec.opa->breaker, seconds(2));
    EXPECT_TRUE(spec.needs_redis);
    ASSERT_EQ(scenario.meanwhile.size(), 4U);
    EXPECT_EQ(scenario.meanwhile[0].service, FaultService::redis);
    EXPECT_EQ(scenario.meanwhile[0].healthy, milliseconds(100));
    EXPECT_EQ(scenario.meanwhile[2].delay, seconds(3));
    EXPECT_EQ(scenario.meanwhile[3].kind, MeanwhileSpec::Kind::lock);
    EXPECT_EQ(scenario.thresholds.at(0).metric, "recovery_time");
    EXPECT_DOUBLE_EQ(scenario.thresholds.at(0).limit, 5'000.0);
}

TEST(ServiceBindingTest, WhatTheRunSetsItselfIsRefused) {
    EXPECT_THAT(faults_with("/environment/api/options/port=1"), HasSubstr("the run itself sets"));
    EXPECT_THAT(faults_with("/environment/redis_settings/dir=/"), HasSubstr("the run itself sets"));
    EXPECT_THAT(faults_with("/environment/redis_settings/Max=1"),
                HasSubstr("no name of a setting"));
    EXPECT_THAT(faults_with("environment.settings_profile=high_trafic"), HasSubstr("high-traffic"));
}

TEST(ServiceBindingTest, AFaultNeedsAServiceThatItCanBefall) {
    EXPECT_THAT(faults_with("meanwhile.0.fault=errors"), HasSubstr("cannot be made"));
    EXPECT_THAT(faults_with("meanwhile.2.fault=stall"), HasSubstr("one of down, slow, errors"));
    EXPECT_THAT(faults_with("meanwhile.2.fault=errors"), HasSubstr("only what is slow"));
    EXPECT_THAT(faults_with("meanwhile.0.length=60s"), HasSubstr("until the run ends"));
    EXPECT_THAT(faults_with("meanwhile.1.service=redis"), HasSubstr("at the same time"));
}

TEST(ServiceBindingTest, AnOpaIsThereWhereSomethingAsksItAndBefallsIt) {
    EXPECT_THAT(faults_of(parse(R"({"name": "a", "load": {"l": {"executor":
        "constant-arrival-rate", "rate": 1, "duration": "9s", "operations": [{"use":
        "api.policy_evaluate"}]}}, "meanwhile": [{"at": "1s", "run": "fault", "service": "opa",
        "fault": "down", "length": "1s"}]})")),
                HasSubstr("no OPA that a fault could befall"));
    EXPECT_THAT(faults_of(parse(R"({"name": "a", "environment": {"opa": {}}, "load": {"l":
        {"executor": "constant-arrival-rate", "rate": 1, "duration": "9s", "operations": [{"use":
        "redis.get"}]}}})")),
                HasSubstr("nothing asks the OPA"));
}

TEST(ServiceBindingTest, ARecoveryIsOfALoadAndFromSomething) {
    EXPECT_THAT(faults_with(R"(/thresholds={"recovery_time": ["p(95)<5s"]})"),
                HasSubstr("only max"));
    EXPECT_THAT(
        faults_with(
            R"(/thresholds={"recovery_time": [{"threshold": "max<5s", "abortOnFail": true}]})"),
        HasSubstr("only known when the run is over"));
    EXPECT_THAT(
        faults_with(R"(/thresholds={"recovery_time{operation:api.policy_evaluate}": ["max<5s"]})"),
        HasSubstr("that of a load"));
    EXPECT_THAT(faults_of(parse(R"({"name": "a", "load": {"l": {"executor": "constant-arrival-rate",
        "rate": 1, "duration": "9s", "operations": [{"use": "redis.get"}]}}, "thresholds":
        {"recovery_time": ["max<5s"]}})")),
                HasSubstr("nothing to recover from"));
}

TEST(ServiceBindingTest, FaultsMoveWithTheTimeScale) {
    Overrides overrides;
    overrides.time_scale = 0.5;
    const Scenario scenario = scenario_of(parse(faults_document(), overrides));
    EXPECT_EQ(scenario.meanwhile[0].at, seconds(1));
    EXPECT_EQ(scenario.meanwhile[0].length, seconds(1));
}

}  // namespace
}  // namespace sark::scenarios
