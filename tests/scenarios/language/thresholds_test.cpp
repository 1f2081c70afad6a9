#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace test;
using testing::HasSubstr;
using Aggregation = Threshold::Aggregation;
using Comparison = Threshold::Comparison;

Parsed parse_thresholds(const std::string& thresholds) {
    return parse(R"({"name": "x", "load": {
        "web": {"executor": "constant-vus", "vus": 1, "duration": "1s",
                "operations": [{"use": "api.health"}]},
        "db": {"executor": "constant-vus", "vus": 1, "duration": "1s",
                "operations": [{"use": "v2.daily_cost"}]}},
        "thresholds": )" +
                 thresholds + "}");
}

Threshold only(const std::string& metric, const std::string& expression) {
    const Scenario scenario =
        scenario_of(parse_thresholds(R"({")" + metric + R"(": [")" + expression + R"("]})"));
    return scenario.thresholds.empty() ? Threshold{} : scenario.thresholds[0];
}

TEST(ThresholdsTest, StatisticsOfDurations) {
    EXPECT_EQ(only("op_duration", "avg<1").aggregation, Aggregation::avg);
    EXPECT_EQ(only("op_duration", "min<1").aggregation, Aggregation::min);
    EXPECT_EQ(only("op_duration", "med<1").aggregation, Aggregation::med);
    EXPECT_EQ(only("op_duration", "max<1").aggregation, Aggregation::max);
    const auto percentile = only("op_duration", "p(99.9)<1");
    EXPECT_EQ(percentile.aggregation, Aggregation::percentile);
    EXPECT_EQ(percentile.percentile, 99.9);
}

TEST(ThresholdsTest, LimitsOfDurationsAreMilliseconds) {
    EXPECT_EQ(only("op_duration", "avg<250").limit, 250.0);
    EXPECT_EQ(only("op_duration", "avg<1.5s").limit, 1500.0);
    EXPECT_EQ(only("op_duration", "avg<500us").limit, 0.5);
    EXPECT_EQ(only("op_duration", "p(95) < 50ms").limit, 50.0);
    EXPECT_EQ(only("op_duration", "p(95) < 50ms").text, "p(95) < 50ms");
}

TEST(ThresholdsTest, Comparisons) {
    EXPECT_EQ(only("errors", "rate<0.01").comparison, Comparison::less);
    EXPECT_EQ(only("errors", "rate<=0.01").comparison, Comparison::less_equal);
    EXPECT_EQ(only("iterations", "count>1").comparison, Comparison::greater);
    EXPECT_EQ(only("iterations", "rate>=1").comparison, Comparison::greater_equal);
    EXPECT_EQ(only("iterations", "rate>=1").aggregation, Aggregation::rate);
}

TEST(ThresholdsTest, SelectorsInEitherOrder) {
    const auto both = only("pg_stmt_duration{load:db, operation:v2.daily_cost}", "avg<1");
    EXPECT_EQ(both.metric, "pg_stmt_duration");
    EXPECT_EQ(both.load, "db");
    EXPECT_EQ(both.operation, "v2.daily_cost");
    EXPECT_EQ(only("op_duration", "avg<1").operation, "");
}

TEST(ThresholdsTest, AnObjectSaysWhenAFailureEndsTheRun) {
    const Scenario scenario = scenario_of(parse_thresholds(
        R"({"errors": [{"threshold": "rate<0.1", "abortOnFail": true, "delayAbortEval": "10s",
                        "window": "5s"}, {"threshold": "count<5"}, "rate<0.2"]})"));
    ASSERT_EQ(scenario.thresholds.size(), 3U);
    EXPECT_TRUE(scenario.thresholds[0].abort_on_fail);
    EXPECT_EQ(scenario.thresholds[0].delay_abort, std::chrono::seconds(10));
    EXPECT_EQ(scenario.thresholds[0].window, std::chrono::seconds(5));
    EXPECT_EQ(scenario.thresholds[0].text, "rate<0.1");
    for (const std::size_t plain : {1U, 2U}) {
        EXPECT_FALSE(scenario.thresholds[plain].abort_on_fail);
        EXPECT_FALSE(scenario.thresholds[plain].window);
    }
}

TEST(ThresholdsTest, APhaseCanBeSelected) {
    const Scenario scenario = scenario_of(parse(R"({"name": "x",
        "phases": [{"name": "steady", "duration": "5s"}, {"name": "spike", "duration": "1s"}],
        "load": {"web": {"executor": "constant-vus", "vus": 1,
                         "operations": [{"use": "api.health"}]}},
        "thresholds": {"op_duration{load:web,phase:spike}": ["avg<1"], "errors": ["rate<1"]}})"));
    ASSERT_EQ(scenario.thresholds.size(), 2U);
    EXPECT_EQ(scenario.thresholds[0].phase, "spike");
    EXPECT_EQ(scenario.thresholds[1].phase, "");
}

TEST(ThresholdsTest, WhatIsNoThresholdIsAFault) {
    for (const char* expression : {"", "<1", "avg", "avg<", "avg<-1", "avg<1x", "avg==1", "p()<1",
                                   "p(x)<1", "p(-1)<1", "p(100.1)<1", "rate<1", "avg<1<2"})
        EXPECT_NE(faults_of(parse_thresholds(R"({"op_duration": [")" + std::string(expression) +
                                             R"("]})")),
                  "")
            << expression;
}

TEST(ThresholdsTest, WhatIsNoMetricIsAFault) {
    for (const char* metric :
         {"", "op_duration{", "op_duration{}", "op_duration{load}", "op_duration{load:}",
          "op_duration{load:web,load:db}", "op_duration{phase:x}", "op_duration}", "http_reqs"})
        EXPECT_NE(faults_of(parse_thresholds(R"({")" + std::string(metric) + R"(": ["avg<1"]})")),
                  "")
            << metric;
}

TEST(ThresholdsTest, TheServersOwnTimeIsOfHttpAndKnownAtTheEnd) {
    EXPECT_EQ(faults_of(parse_thresholds(R"({"http_server_duration": ["p(95)<50ms"]})")), "");
    EXPECT_THAT(faults_of(parse_thresholds(R"({"http_server_duration{load:db}": ["avg<1"]})")),
                HasSubstr("nothing that it selects uses the driver http"));
    EXPECT_THAT(faults_of(parse_thresholds(
                    R"({"http_server_duration": [{"threshold": "avg<1", "abortOnFail": true}]})")),
                HasSubstr("only judged when the run is over"));
    EXPECT_EQ(faults_of(parse_thresholds(
                  R"({"http_server_duration": [{"threshold": "avg<1", "abortOnFail": false}]})")),
              "");
}

TEST(ThresholdsTest, AThresholdMustSelectSomething) {
    EXPECT_THAT(faults_of(parse_thresholds(R"({"http_req_duration{load:db}": ["avg<1"]})")),
                HasSubstr("nothing that it selects uses the driver http"));
    EXPECT_THAT(faults_of(parse_thresholds(R"({"redis_cmd_duration": ["avg<1"]})")),
                HasSubstr("nothing that it selects uses the driver redis"));
    EXPECT_THAT(
        faults_of(parse_thresholds(R"({"op_duration{load:db,operation:api.health}": ["avg<1"]})")),
        HasSubstr("there is no operation \"api.health\" in load \"db\""));
}

}  // namespace
}  // namespace sark::scenarios
