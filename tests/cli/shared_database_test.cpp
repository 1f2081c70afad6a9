#include "cli/runs/shared_database.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::cli {
namespace {

using migrations::IndexSet;
using ::testing::HasSubstr;

class SharedDatabaseTest : public ::testing::Test {
 protected:
    [[nodiscard]] Result<void> check(DataPreparation preparation) const {
        const std::array<DatabaseUser, 2> users = {
            {{"A", &arms_[0], &environments_[0]}, {"B", &arms_[1], &environments_[1]}}};
        return check_shared_database(users, target_, preparation);
    }

    std::array<ComparisonArm, 2> arms_;
    std::array<scenarios::EnvironmentSpec, 2> environments_;
    TargetOptions target_;
};

TEST_F(SharedDatabaseTest, ManagedDatabasesAreEachTheirOwn) {
    environments_[0].index_set = IndexSet::none;
    environments_[1].dataset.users = 7;
    EXPECT_TRUE(check(DataPreparation::at_the_start));
}

TEST_F(SharedDatabaseTest, OneGivenDatabaseHasOneIndexSet) {
    target_.dsn = "dbname=x";
    EXPECT_TRUE(check(DataPreparation::at_the_start));
    environments_[0].index_set = IndexSet::none;
    const auto refused = check(DataPreparation::at_the_start);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_THAT(refused.error().message, HasSubstr("A wants none, B the one that is there"));
    arms_[0].dsn = "dbname=y";
    EXPECT_TRUE(check(DataPreparation::at_the_start));
}

TEST_F(SharedDatabaseTest, RoundsThatPrepareTheirDataNeedBothSetsNamed) {
    target_.dsn = "dbname=x";
    environments_[0].index_set = IndexSet::none;
    EXPECT_FALSE(check(DataPreparation::for_every_round));
    environments_[1].index_set = IndexSet::composite;
    environments_[1].dataset.users = 7;
    EXPECT_TRUE(check(DataPreparation::for_every_round));
    EXPECT_FALSE(check(DataPreparation::at_the_start));
}

TEST_F(SharedDatabaseTest, OneGivenDatabaseHoldsOneDatasetUnlessNobodySeeds) {
    target_.dsn = "dbname=x";
    environments_[1].dataset.users = 7;
    EXPECT_THAT(check(DataPreparation::at_the_start).error().message, HasSubstr("dataset"));
    EXPECT_TRUE(check(DataPreparation::never));
}

TEST_F(SharedDatabaseTest, AGivenAuditDatabaseIsEverybodys) {
    target_.audit_dsn = "dbname=audit";
    environments_[0].index_set = IndexSet::lean;
    environments_[1].index_set = IndexSet::seed;
    EXPECT_FALSE(check(DataPreparation::at_the_start));
}

}  // namespace
}  // namespace sark::cli
