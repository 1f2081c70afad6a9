#include "scenarios/claims/claim_measurement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/claims/claims_fixture.hpp"

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;

class ClaimMeasurementTest : public ClaimsFixture {
 protected:
    void SetUp() override {
        MigratedDatabase::SetUp();
        migrations::MigrateOptions experiment;
        experiment.systems = {"sark_partitions"};
        migrate(experiment);
        workloads::DatasetSpec dataset = small_dataset();
        dataset.users = 60;
        dataset.audit_rows = 500;
        seed_and_connect(dataset);
    }
};

/// Those with requests: request_claims_test.cpp.
TEST_F(ClaimMeasurementTest, EveryShippedClaimRunsAndAnswersAsDeclared) {
    const auto before = objects();
    const auto claims = shipped_claims();
    ASSERT_TRUE(claims) << describe(claims.error());
    for (const Claim& claim : *claims) {
        if (claim.needs_api())
            continue;
        const auto found = measure(claim);
        ASSERT_TRUE(found) << claim.name << ": " << describe(found.error());
        EXPECT_EQ(found->blocks.size(), 2U) << claim.name;
        for (const ArmMeasurement& arm : found->arms) EXPECT_EQ(arm.times_ms.size(), 4U);
        if (claim.answers == ClaimAnswers::same_rows || claim.answers == ClaimAnswers::same_count) {
            EXPECT_TRUE(found->same_count) << claim.name;
        }
        if (claim.answers == ClaimAnswers::same_rows) {
            EXPECT_TRUE(found->same_rows.value_or(true)) << claim.name;
        }
        for (std::size_t i = 0; i < 2; ++i)
            EXPECT_EQ(found->arms[i].plan.has_value(), !claim.arms[i].sql.empty()) << claim.name;
    }
    // What an arm must not have was only ever gone inside its transaction.
    EXPECT_EQ(objects(), before);
    EXPECT_EQ(value("SELECT count(*) FROM sark_v2.cost_tracking"), "300");
}

TEST_F(ClaimMeasurementTest, AnArmHasTheIndexesThatItSays) {
    run("SET enable_seqscan = off");
    const auto found = measure(shipped("app.email_lower"));
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_FALSE(found->arms[0].plan->has("Index Scan")) << found->arms[0].plan->summary();
    EXPECT_EQ(found->arms[1].plan->indexes, std::vector<std::string>{"idx_users_email_lower"});
}

TEST_F(ClaimMeasurementTest, AJoinThatAnswersAnotherQuestionIsNoticed) {
    const auto written = measure(shipped("app.exists"));
    ASSERT_TRUE(written) << describe(written.error());
    EXPECT_FALSE(written->same_count);
    const auto fair = measure(shipped("app.exists_distinct"));
    ASSERT_TRUE(fair) << describe(fair.error());
    EXPECT_EQ(fair->same_rows, true);
    EXPECT_EQ(value("SELECT count(*) FROM sark_app.sessions"), "60");
}

TEST_F(ClaimMeasurementTest, OtherContentInAsManyRowsIsNoticed) {
    Claim claim = shipped("v2.rare_protocol");
    claim.arms[0].sql = "SELECT 1";
    claim.arms[1].sql = "SELECT 2";
    const auto found = measure(claim);
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_TRUE(found->same_count);
    EXPECT_EQ(found->same_rows, false);
}

TEST_F(ClaimMeasurementTest, AStatementThatFailsLeavesNothingBehind) {
    Claim claim = shipped("app.partial_index");
    claim.arms[1].sql = "SELECT nothing FROM sark_app.servers";
    const auto before = objects();
    const auto found = measure(claim);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::not_found);
    EXPECT_EQ(objects(), before);
    EXPECT_EQ(value("SELECT 1"), "1") << "the session can still be used";
}

TEST_F(ClaimMeasurementTest, AnIndexThatIsNotThereIsNamed) {
    Claim claim = shipped("app.email_lower");
    claim.arms[0].without = {"idx_users_of_mars"};
    const auto found = measure(claim);
    ASSERT_FALSE(found);
    EXPECT_THAT(describe(found.error()), HasSubstr("idx_users_of_mars"));
}

TEST_F(ClaimMeasurementTest, StoppingEndsAClaimAndRestores) {
    hooks_.stop = [] { return true; };
    const auto before = objects();
    const auto found = measure(shipped("app.partial_index"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::interrupted);
    EXPECT_EQ(objects(), before);
}

}  // namespace
}  // namespace sark::scenarios
