// Claims about requests against API servers of the program itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/claims/claims_fixture.hpp"

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;

class RequestClaimsTest : public ClaimsFixture {
 protected:
    void SetUp() override {
        MigratedDatabase::SetUp();
        seed_and_connect(small_dataset());
        place_.program = SARK_BENCH_PROGRAM;
    }
};

TEST_F(RequestClaimsTest, EveryShippedClaimRunsAndAnswersAsDeclared) {
    const auto before = objects();
    const auto claims = shipped_claims();
    ASSERT_TRUE(claims) << describe(claims.error());
    std::size_t measured = 0;
    for (const Claim& claim : *claims) {
        if (!claim.needs_api())
            continue;
        const auto found = measure(claim);
        ASSERT_TRUE(found) << claim.name << ": " << describe(found.error());
        ++measured;
        EXPECT_EQ(found->blocks.size(), 2U) << claim.name;
        EXPECT_TRUE(found->same_count) << claim.name;
        EXPECT_EQ(found->same_rows, true) << claim.name;
        for (const ArmMeasurement& arm : found->arms) {
            EXPECT_EQ(arm.times_ms.size(), 4U) << claim.name;
            EXPECT_GT(arm.rows, 0U) << claim.name;
            EXPECT_FALSE(arm.plan) << claim.name;
        }
    }
    EXPECT_GE(measured, 11U);
    EXPECT_EQ(objects(), before);
}

TEST_F(RequestClaimsTest, ABatchDecidesAsItsSinglesDo) {
    const auto found = measure(shipped("api.batch"));
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_EQ(found->arms[0].rows, 100U);
    EXPECT_EQ(found->arms[1].rows, 100U);
    EXPECT_EQ(found->same_rows, true);
}

TEST_F(RequestClaimsTest, OtherAnswersAreNoticed) {
    Claim claim = shipped("api.detail_cached");
    claim.arms[1].request = shipped("api.list_cached").arms[1].request;
    const auto found = measure(claim);
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_TRUE(found->same_count);
    EXPECT_EQ(found->same_rows, false);
}

TEST_F(RequestClaimsTest, AnAnswerThatIsNotTheExpectedOneEndsTheClaim) {
    Claim claim = shipped("api.connect_each");
    std::get<workloads::HttpOperation>(claim.arms[1].request->operation.request).path = "/nothing";
    const auto found = measure(claim);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::protocol);
    EXPECT_THAT(describe(found.error()), HasSubstr("GET /nothing"));
}

TEST_F(RequestClaimsTest, AServerThatRefusesItsOptionsIsToldWithItsWords) {
    Claim claim = shipped("api.list_cached");
    claim.arms[1].request->serve = {{"response-cash", "true"}};
    const auto found = measure(claim);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::unavailable);
    EXPECT_THAT(describe(found.error()), HasSubstr("response-cash"));
}

TEST_F(RequestClaimsTest, WithoutARedisTheClaimsThatNeedNoneAreMeasured) {
    place_.redis_endpoint.clear();
    place_.redis = nullptr;
    EXPECT_TRUE(measure(shipped("api.connect_each")));
    const auto found = measure(shipped("api.list_cached"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::unavailable);
    EXPECT_THAT(describe(found.error()), HasSubstr("no Redis"));
}

TEST_F(RequestClaimsTest, StoppingEndsAClaim) {
    hooks_.stop = [] { return true; };
    const auto found = measure(shipped("api.connect_each"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::interrupted);
}

}  // namespace
}  // namespace sark::scenarios
