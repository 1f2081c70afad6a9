#include "reports/statistics/connection_use.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using Counts = std::vector<std::uint64_t>;

ConnectionUse use_of(Counts completions, Counts unanswered) {
    workloads::LoadTally load;
    load.completions_per_connection = std::move(completions);
    load.unanswered_per_connection = std::move(unanswered);
    return connection_use_of(load);
}

TEST(ConnectionUseTest, NoConnectionsAreNoneStarved) {
    EXPECT_EQ(use_of({}, {}).connections, 0U);
    EXPECT_EQ(use_of({}, {}).starving, 0U);
}

TEST(ConnectionUseTest, TellsTheSpreadOfCompletions) {
    const ConnectionUse use = use_of({5, 1, 9, 3}, {0, 0, 0, 0});
    EXPECT_EQ(use.connections, 4U);
    EXPECT_EQ(use.min, 1U);
    EXPECT_EQ(use.median, 3U);
    EXPECT_EQ(use.max, 9U);
    EXPECT_EQ(use.starving, 0U);
}

TEST(ConnectionUseTest, AConnectionLeftUnansweredWhileOthersAreServedStarves) {
    EXPECT_EQ(use_of({5'000, 0, 5'000, 0}, {0, 1, 0, 1}).starving, 2U);
}

TEST(ConnectionUseTest, EndingOnlyInTimeoutsIsStarvingToo) {
    EXPECT_EQ(use_of({5'000, 20}, {0, 20}).starving, 1U);
    EXPECT_EQ(use_of({5'000, 60}, {0, 20}).starving, 1U) << "40 answers, less than 1 % of 5,000";
    EXPECT_EQ(use_of({5'000, 90}, {0, 20}).starving, 0U);
}

TEST(ConnectionUseTest, LittleUseIsNotStarving) {
    EXPECT_EQ(use_of({5'000, 3}, {0, 0}).starving, 0U);
}

TEST(ConnectionUseTest, WhereNobodyIsServedNobodyStarves) {
    EXPECT_EQ(use_of({0, 0}, {1, 1}).starving, 0U);
    EXPECT_EQ(use_of({9, 0}, {0, 1}).starving, 0U) << "too few to tell";
}

TEST(ConnectionUseTest, ATallyWithoutUnansweredCountsHasNoneStarving) {
    EXPECT_EQ(use_of({5'000, 0}, {}).starving, 0U);
}

}  // namespace
}  // namespace sark::reports
