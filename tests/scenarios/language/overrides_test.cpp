#include "scenarios/language/overrides.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;
using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using workloads::OpenArrivals;

const std::string document = R"({"name": "x", "load": {
    "flat": {"executor": "constant-arrival-rate", "rate": 300, "duration": "10s",
             "operations": [{"use": "api.health"}]},
    "ramp": {"executor": "ramping-arrival-rate", "start_rate": 20,
             "stages": [{"duration": "1s", "target": 100}, {"duration": "2s", "target": 50}],
             "operations": [{"use": "redis.get"}]},
    "users": {"executor": "constant-vus", "vus": 5, "duration": "10s",
              "operations": [{"use": "redis.get"}]}},
    "thresholds": {"errors": ["rate<0.01"]}})";

Parsed parse_with_sets(const std::vector<std::string>& sets) {
    Overrides overrides;
    overrides.set.assign(sets.begin(), sets.end());
    return parse(document, overrides);
}

const OpenArrivals& open(const Scenario& scenario, std::size_t load) {
    return std::get<OpenArrivals>(scenario.loads.at(load).arrivals);
}

TEST(OverridesTest, RateIsSharedOutByThePeaksOfTheOpenLoads) {
    Overrides overrides;
    overrides.rate = "800";
    const Scenario scenario = scenario_of(parse(document, overrides));
    EXPECT_DOUBLE_EQ(open(scenario, 0).start_rate, 600.0);
    EXPECT_DOUBLE_EQ(open(scenario, 1).start_rate, 40.0);
    EXPECT_DOUBLE_EQ(open(scenario, 1).stages[0].target_rate, 200.0);
    EXPECT_DOUBLE_EQ(open(scenario, 1).stages[1].target_rate, 100.0);
}

TEST(OverridesTest, RateOfOneLoadLeavesTheOthers) {
    Overrides overrides;
    overrides.rate = "ramp=10";
    const Scenario scenario = scenario_of(parse(document, overrides));
    EXPECT_DOUBLE_EQ(open(scenario, 0).start_rate, 300.0);
    EXPECT_DOUBLE_EQ(open(scenario, 1).stages[0].target_rate, 10.0);
}

TEST(OverridesTest, BadRatesAreFaultsThatNameTheOption) {
    for (const char* rate : {"", "x", "0", "-5", "flat=", "falt=5", "users=5", "5000000", "nan"}) {
        Overrides overrides;
        overrides.rate = rate;
        EXPECT_THAT(faults_of(parse(document, overrides)),
                    StartsWith("--rate " + std::string(rate)))
            << rate;
    }
}

TEST(OverridesTest, DurationScalesStagesExactly) {
    Overrides overrides;
    overrides.duration = "10s";
    const Scenario scenario = scenario_of(parse(document, overrides));
    EXPECT_EQ(duration_of(scenario.loads[0].arrivals), 10s);
    EXPECT_EQ(duration_of(scenario.loads[1].arrivals), 10s);
    EXPECT_EQ(open(scenario, 1).stages[0].duration, 3333333us);
    EXPECT_EQ(duration_of(scenario.loads[2].arrivals), 10s);
}

TEST(OverridesTest, BadDurationsAreFaultsThatNameTheOption) {
    for (const char* duration : {"10", "", "0s", "25h"}) {
        Overrides overrides;
        overrides.duration = duration;
        EXPECT_THAT(faults_of(parse(document, overrides)),
                    StartsWith("--duration " + std::string(duration)));
    }
}

TEST(OverridesTest, ConnectionsAreTheUsersOfAClosedLoad) {
    Overrides overrides;
    overrides.connections = 9;
    const Scenario scenario = scenario_of(parse(document, overrides));
    for (const LoadSpec& load : scenario.loads) EXPECT_EQ(load.connections, 9U) << load.name;
    overrides.connections = 0;
    EXPECT_THAT(faults_of(parse(document, overrides)), StartsWith("--connections 0: /load/flat"));
}

TEST(OverridesTest, ThreadsSeedAndProfiles) {
    Overrides overrides;
    overrides.threads = 2;
    overrides.seed = 77;
    overrides.sla = std::vector<std::string>{"api", "sla"};
    const Scenario scenario = scenario_of(parse(document, overrides));
    EXPECT_EQ(scenario.threads, 2U);
    EXPECT_EQ(scenario.seed, 77U);
    EXPECT_THAT(scenario.sla_profiles, ElementsAre("api", "sla"));
    overrides.threads = 100;
    overrides.sla = std::vector<std::string>{""};
    const std::string faults = faults_of(parse(document, overrides));
    EXPECT_THAT(faults, HasSubstr("--threads 100: /threads: 100 is not between 1 and 64"));
    EXPECT_THAT(faults, HasSubstr("--sla : /sla/0: must not be empty"));
}

TEST(OverridesTest, SetTakesJsonOrElseText) {
    const Scenario scenario = scenario_of(parse_with_sets(
        {"load.flat.rate=42", "load.flat.duration=20s", "warmup=0s", "load.flat.poisson=true",
         "environment.dataset.users=7", "load.ramp.stages.1.target=60",
         R"(load.users.operations=[{"use": "redis.set"}])"}));
    EXPECT_EQ(open(scenario, 0).start_rate, 42.0);
    EXPECT_TRUE(open(scenario, 0).poisson);
    EXPECT_EQ(duration_of(scenario.loads[0].arrivals), 20s);
    EXPECT_EQ(scenario.warmup, Nanos{0});
    EXPECT_EQ(scenario.environment.dataset.users, 7U);
    EXPECT_EQ(open(scenario, 1).stages[1].target_rate, 60.0);
    EXPECT_EQ(scenario.loads[2].operations[0].name, "redis.set");
}

TEST(OverridesTest, SetTakesAPointerWhereKeysHoldDots) {
    const Scenario scenario = scenario_of(
        parse_with_sets({R"(/thresholds/http_req_duration{operation:api.health}=["p(95)<1s"])",
                         "/thresholds/errors/0=rate<0.5"}));
    ASSERT_EQ(scenario.thresholds.size(), 2U);
    EXPECT_EQ(scenario.thresholds[0].limit, 0.5);
    EXPECT_EQ(scenario.thresholds[1].operation, "api.health");
}

TEST(OverridesTest, ASetThatLeadsNowhereNamesItself) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"warmpu=1s", "--set warmpu=1s: /warmpu: unknown key \"warmpu\" (did you mean \"warmup\"?"},
        {"environment.dataset.user=1", "did you mean \"users\"?"},
        {"load.falt.rate=1", "there is no load \"falt\" (did you mean \"flat\"?"},
        {"load.flat.rat=1", "/load/flat/rat: unknown key"},
        {"load.ramp.stages.2.target=1", "there is no item \"2\" (the array has the items 0 to 1)"},
        {"load.ramp.stages.x.target=1", "there is no item \"x\""},
        {"name.first=1", "a string has no keys"},
        {"load.flat.rate=fast", "expected a number, found a string \"fast\""},
        {"load.flat.rate", "not an assignment"},
        {"=5", "not an assignment"},
        {R"(load.new={"executor": "constant-vus"})", "\"vus\" is missing"},
    };
    for (const auto& [assignment, message] : cases) {
        const std::string faults = faults_of(parse_with_sets({assignment}));
        EXPECT_THAT(faults, StartsWith("--set " + assignment)) << assignment;
        EXPECT_THAT(faults, HasSubstr(message)) << assignment;
    }
}

TEST(OverridesTest, AnAssignmentOfAnotherOptionNamesThatOne) {
    Overrides overrides;
    overrides.set.emplace_back("environment.pg_profile=nonsense", "--pg-profile nonsense");
    EXPECT_THAT(faults_of(parse(document, overrides)),
                StartsWith("--pg-profile nonsense: /environment/pg_profile: "));
}

TEST(OverridesTest, ThresholdsOfOptionsTakeThePlaceOfTheDocuments) {
    Overrides overrides;
    overrides.thresholds = {{"op_duration", "p(95)<50ms", "--threshold p(95)<50ms"},
                            {"errors", "rate<0.5", "--threshold rate<0.5"},
                            {"op_duration", "p(99)<90ms", "--threshold p(99)<90ms"}};
    const Scenario scenario = scenario_of(parse(document, overrides));
    ASSERT_EQ(scenario.thresholds.size(), 3U);
    EXPECT_EQ(scenario.thresholds[1].text, "p(99)<90ms");
    EXPECT_EQ(scenario.thresholds[2].text, "rate<0.5") << "the document's is gone";
    overrides.thresholds->clear();
    EXPECT_TRUE(scenario_of(parse(document, overrides)).thresholds.empty());
}

TEST(OverridesTest, AFaultInAThresholdNamesTheOptionThatDemandsIt) {
    Overrides overrides;
    overrides.thresholds = {{"op_duration", "p(95)<50ms", "--threshold p(95)<50ms"},
                            {"op_duration", "p(995)<9ms", "--threshold p(995)<9ms"},
                            {"op_duration{operation:pag}", "avg<9ms", "--threshold pag:avg<9ms"}};
    const std::string faults = faults_of(parse(document, overrides));
    EXPECT_THAT(faults, StartsWith("--threshold p(995)<9ms: /thresholds/op_duration/1: "));
    EXPECT_THAT(faults,
                HasSubstr("\n--threshold pag:avg<9ms: /thresholds/op_duration{operation:pag}: "
                          "there is no operation \"pag\""));
    EXPECT_EQ(faults.find("--threshold p(95)"), std::string::npos) << faults;
}

TEST(OverridesTest, LaterSetsWin) {
    const Scenario scenario = scenario_of(parse_with_sets({"seed=1", "seed=2"}));
    EXPECT_EQ(scenario.seed, 2U);
}

TEST(OverridesTest, BrokenDocumentsAreLeftToTheirOwnFaults) {
    Overrides overrides;
    overrides.rate = "5";
    overrides.duration = "5s";
    overrides.connections = 5;
    for (const char* text : {"[]", "{}", R"({"load": 3})", R"({"load": {"a": 3}})",
                             R"({"load": {"a": {"executor": "ramping-arrival-rate",
                                 "stages": [3, {"duration": 3}]}}})"})
        EXPECT_NE(faults_of(parse(text, overrides)), "") << text;
}

}  // namespace
}  // namespace sark::scenarios
