#include "reports/planning/connection_budget.hpp"

#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

TEST(PodConnectionsTest, TheSeedsExampleIsReproduced) {
    EXPECT_EQ(total_connections(4, {20, 10}, 20), 140U);
}

TEST(PodConnectionsTest, TheSeedsTableIsReproduced) {
    for (const SizingRow& row : documented_sizing())
        EXPECT_EQ(total_connections(sizing_pods, row.pool, 0), row.documented_total)
            << row.workload;
    EXPECT_EQ(documented_sizing()[3].documented_max_connections, 300U);
}

TEST(PodConnectionsTest, ALoadFindsItsRow) {
    EXPECT_EQ(sizing_for(0).workload, "Low");
    EXPECT_EQ(sizing_for(99.9).workload, "Low");
    EXPECT_EQ(sizing_for(100).workload, "Medium");
    EXPECT_EQ(sizing_for(999).workload, "High");
    EXPECT_EQ(sizing_for(1e6).workload, "Very High");
}

TEST(PodConnectionsTest, RowsSayTheirLoadAsTheSeedDoes) {
    EXPECT_EQ(load_text(documented_sizing()[0]), "< 100 req/s");
    EXPECT_EQ(load_text(documented_sizing()[2]), "500-1000 req/s");
    EXPECT_EQ(load_text(documented_sizing()[3]), "> 1000 req/s");
}

TEST(PodConnectionsTest, HeadroomHasBothItsReadings) {
    const Headroom room = headroom(140, 200);
    EXPECT_DOUBLE_EQ(room.free_share, 0.30);
    EXPECT_NEAR(room.ratio, 1.43, 0.005);
}

TEST(PodConnectionsTest, SixPodsOfTheDefaultPoolFitTwoHundredConnections) {
    EXPECT_EQ(pods_that_fit(200, 20, {20, 10}), 6U);
    EXPECT_TRUE(budget_of({6, {20, 10}, 20, 200}).fits);
    EXPECT_FALSE(budget_of({7, {20, 10}, 20, 200}).fits);
}

TEST(PodConnectionsTest, PgBouncerIsForPodsThatDoNotFit) {
    const ConnectionBudget four = budget_of({4, {20, 10}, 20, 200});
    EXPECT_FALSE(four.bouncer);
    EXPECT_EQ(four.bouncer_reasons.size(), 1U);
    EXPECT_TRUE(budget_of({7, {20, 10}, 20, 200}).bouncer);
}

TEST(PodConnectionsTest, PgBouncerIsForMoreThanTenPodsEvenIfTheyFit) {
    const ConnectionBudget small = budget_of({11, {5, 2}, 20, 200});
    EXPECT_TRUE(small.fits);
    EXPECT_TRUE(small.bouncer);
    EXPECT_FALSE(budget_of({10, {5, 2}, 20, 200}).bouncer);
}

TEST(PodConnectionsTest, AdviceKeepsAFifthFree) {
    EXPECT_EQ(advised_max_connections(20), 100U);
    EXPECT_EQ(advised_max_connections(80), 100U);
    EXPECT_EQ(advised_max_connections(140), 200U);
    EXPECT_EQ(advised_max_connections(1520), 1900U);
}

TEST(PodConnectionsTest, MoreReservedThanThereAreLeavesNothing) {
    EXPECT_EQ(pods_that_fit(10, 20, {20, 10}), 0U);
    EXPECT_FALSE(pods_that_fit(200, 20, {0, 0}).has_value());
}

}  // namespace
}  // namespace sark::reports::planning
