#include "cli/runs/comparison_arm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::cli {
namespace {

using ::testing::ElementsAre;

TEST(ComparisonArmTest, ShortNamesAreKeysOfTheEnvironment) {
    const auto arm = parse_arm("--a", {"index_set=none", "pg_profile=pg-v2-16gb", "pg.jit=off"});
    ASSERT_TRUE(arm);
    EXPECT_THAT(arm->set,
                ElementsAre("environment.index_set=none", "environment.pg_profile=pg-v2-16gb",
                            "/environment/pg_settings/jit=off"));
    EXPECT_EQ(arm->label, "index_set=none, pg_profile=pg-v2-16gb, pg.jit=off");
}

TEST(ComparisonArmTest, AnythingElseIsAKeyOfTheScenario) {
    const auto arm = parse_arm("--b", {"environment.dataset.owner_theta=1.1"});
    ASSERT_TRUE(arm);
    EXPECT_THAT(arm->set, ElementsAre("environment.dataset.owner_theta=1.1"));
}

TEST(ComparisonArmTest, AFaultOfAnAssignmentNamesTheOptionAsItWasWritten) {
    const auto arm = parse_arm("--over", {"pg_profile=nonsense"});
    ASSERT_TRUE(arm);
    EXPECT_EQ(arm->set.at(0).option, "--over pg_profile=nonsense");
    EXPECT_EQ(arm->set, parse_arm("--b", {"pg_profile=nonsense"})->set) << "the same on both sides";
}

TEST(ComparisonArmTest, ASettingWithoutAValueIsRefused) {
    const auto arm = parse_arm("--a", {"index_set"});
    ASSERT_FALSE(arm);
    EXPECT_EQ(arm.error().code, Errc::invalid_argument);
    EXPECT_EQ(arm.error().where, "--a");
}

}  // namespace
}  // namespace sark::cli
