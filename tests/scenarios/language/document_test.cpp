#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

TEST(DocumentTest, EqualScenariosHaveEqualDocuments) {
    const std::string one = R"({"name": "x", "load": {"a": {"executor": "constant-arrival-rate",
        "rate": 10, "duration": "1m30s", "operations": [{"use": "api.health"}]}}})";
    const std::string other =
        R"({"load": {"a": {"operations": [{"weight": 1.0, "use": "api.health"}],
        "duration": "90s", "rate": 10.0, "poisson": false, "executor": "constant-arrival-rate"}},
        "warmup": "3000ms", "seed": 1, "name": "x"})";
    EXPECT_EQ(scenario_of(parse(one)).document, scenario_of(parse(other)).document);
}

TEST(DocumentTest, OverridesAreInIt) {
    Overrides overrides;
    overrides.rate = "123.5";
    overrides.seed = 99;
    const auto scenario = scenario_of(
        parse(with_load(R"("executor": "constant-arrival-rate", "rate": 10, "duration": "10s")"),
              overrides));
    EXPECT_THAT(scenario.document, HasSubstr("\"rate\": 123.5"));
    EXPECT_THAT(scenario.document, HasSubstr("\"seed\": 99"));
}

TEST(DocumentTest, ShippedOperationsAreWrittenOut) {
    const auto scenario = scenario_of(parse(with_operation(R"({"use": "v2.resource_by_id"})")));
    EXPECT_THAT(scenario.document, HasSubstr("sark_v2.resources WHERE id = $1"));
    EXPECT_THAT(scenario.document, Not(HasSubstr("\"use\"")));
}

TEST(DocumentTest, PoolSettingsThatNobodyWroteStayOpen) {
    const auto scenario = scenario_of(parse(with_operation(R"({"use": "api.health"})")));
    EXPECT_THAT(scenario.document, Not(HasSubstr("pool_size")));
}

}  // namespace
}  // namespace sark::scenarios
