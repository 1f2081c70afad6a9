#include "reports/capacity/objective.hpp"

#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/language/parser.hpp"

namespace sark::reports {
namespace {

using Measure = Objective::Measure;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A scenario of two operations with these thresholds and profiles, as JSON.
scenarios::Scenario scenario(const std::string& thresholds, const std::string& profiles = "[]") {
    const std::string document =
        R"({"name":"unit","description":"a test","load":{"web":{"executor":"constant-arrival-rate",)"
        R"("rate":100,"duration":"5s","operations":[{"use":"api.list"},{"use":"api.detail"}]}},)"
        R"("thresholds":)" +
        thresholds + R"(,"sla":)" + profiles + "}";
    auto parsed = scenarios::parse_scenario(document, "unit", {});
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        ADD_FAILURE() << describe(faults->front());
    return std::get<scenarios::Scenario>(std::move(parsed));
}

std::vector<std::string> demands(const ObjectiveSet& set) {
    std::vector<std::string> all;
    for (const Objective& objective : set.objectives) all.push_back(demand_of(objective));
    return all;
}

TEST(ObjectiveTest, APercentileIsAShareOfOperationsInTime) {
    const auto set = objectives_of(scenario(
        R"({"op_duration{operation:api.list}":["p(95)<50ms","p(99.9)<0.2s"],"op_duration":["med<=7ms"]})"));
    ASSERT_TRUE(set) << describe(set.error());
    EXPECT_THAT(demands(*set), testing::UnorderedElementsAre("at least 95 % within 50.0 ms",
                                                             "at least 99.9 % within 200 ms",
                                                             "at least 50 % within 7.00 ms"));
    EXPECT_TRUE(set->left_out.empty());
    for (const Objective& objective : set->objectives)
        EXPECT_EQ(objective.measure, Measure::response);
}

TEST(ObjectiveTest, AnErrorRateIsAShareAnsweredRight) {
    const auto set = objectives_of(scenario(R"({"errors":["rate<0.01"]})"));
    ASSERT_TRUE(set);
    EXPECT_THAT(demands(*set), ElementsAre("at least 99 % answered right"));
    EXPECT_EQ(set->objectives[0].measure, Measure::errors);
    EXPECT_EQ(name_of(set->objectives[0].measure), "errors");
    EXPECT_DOUBLE_EQ(set->objectives[0].share, 0.99);
}

TEST(ObjectiveTest, WhatIsNoShareIsLeftOutWithItsReason) {
    const auto set = objectives_of(scenario(
        R"({"op_duration":["p(95)<50ms","avg<20ms","max<1s","p(95)>1ms"],"errors":["rate<=0"]})"));
    ASSERT_TRUE(set);
    EXPECT_EQ(set->objectives.size(), 1U);
    ASSERT_EQ(set->left_out.size(), 4U);
    std::string all;
    for (const std::string& row : set->left_out) all += row + "\n";
    EXPECT_THAT(all, HasSubstr("avg<20ms: response mean is not a share of operations"));
    EXPECT_THAT(all, HasSubstr("max<1s: response max is not a share of operations"));
    EXPECT_THAT(all, HasSubstr("p(95)>1ms: more of it is better"));
    EXPECT_THAT(all, HasSubstr("rate<=0: no number of operations proves a share of 100 %"));
}

TEST(ObjectiveTest, RowsOfAProfileCountWhereTheirOperationIs) {
    const auto set = objectives_of(scenario("{}", R"(["api"])"));
    ASSERT_TRUE(set) << describe(set.error());
    std::vector<std::string> names;
    for (const Objective& objective : set->objectives) names.push_back(objective.name);
    EXPECT_THAT(names, testing::Contains("S002-SLA-01"));
    EXPECT_THAT(names, testing::Contains("S002-SLA-07"));
    EXPECT_THAT(names, testing::Not(testing::Contains("S002-SLA-02"))) << "nobody registers here";
    for (const std::string& row : set->left_out)
        EXPECT_THAT(row, testing::Not(HasSubstr("SLA-02")));
}

TEST(ObjectiveTest, NothingThatARateCouldHoldIsRefused) {
    for (const char* thresholds : {"{}", R"({"op_duration":["avg<20ms"]})"}) {
        const auto set = objectives_of(scenario(thresholds));
        ASSERT_FALSE(set);
        EXPECT_EQ(set.error().code, Errc::invalid_argument);
        EXPECT_THAT(set.error().hint, HasSubstr("--threshold"));
    }
}

TEST(ObjectiveTest, AnUnknownProfileIsNotFound) {
    const auto set = objectives_of(scenario("{}", R"(["nonsense"])"));
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, Errc::not_found);
}

using Limit = std::pair<std::string, std::string>;

/// Metric and expression of each.
std::vector<Limit> limits_of(const std::vector<std::string>& texts) {
    const auto options = threshold_options(texts);
    EXPECT_TRUE(options);
    std::vector<Limit> limits;
    for (std::size_t i = 0; options && i < options->size(); ++i) {
        limits.emplace_back((*options)[i].metric, (*options)[i].expression);
        EXPECT_EQ((*options)[i].option, "--threshold " + texts[i]);
    }
    return limits;
}

TEST(ThresholdOptionsTest, OptionsBecomeThresholdsOfAScenario) {
    EXPECT_THAT(limits_of({"p(95)<50ms", "rate<0.01", "api.list: p(99)<0.2s",
                           "http_req_duration{load:web}: med<5ms"}),
                ElementsAre(Limit("op_duration", "p(95)<50ms"), Limit("errors", "rate<0.01"),
                            Limit("op_duration{operation:api.list}", "p(99)<0.2s"),
                            Limit("http_req_duration{load:web}", "med<5ms")));
}

TEST(ThresholdOptionsTest, ATextThatComparesNothingIsRefused) {
    for (const char* option : {"", "p(95)", "api.list:p(95)", "api.list:"}) {
        const auto options = threshold_options({"p(95)<5ms", option});
        ASSERT_FALSE(options) << option;
        EXPECT_EQ(options.error().code, Errc::invalid_argument);
        EXPECT_EQ(options.error().where, "--threshold");
        EXPECT_THAT(options.error().message, HasSubstr("compares nothing"));
    }
}

}  // namespace
}  // namespace sark::reports
