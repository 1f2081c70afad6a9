#include "reports/comparison/look_schedule.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(LookScheduleTest, SpendsAllOfTheErrorAndEndsWithTheLastBlock) {
    for (const std::size_t blocks : {12U, 13U, 16U, 40U, 75U, 400U}) {
        const auto looks = look_schedule(blocks);
        ASSERT_FALSE(looks.empty());
        EXPECT_EQ(looks.back().blocks, blocks);
        double share = 0.0;
        std::size_t before = 0;
        for (const Look& look : looks) {
            EXPECT_GT(look.blocks, before);
            before = look.blocks;
            share += look.share;
        }
        EXPECT_NEAR(share, 1.0, 1e-12);
    }
}

TEST(LookScheduleTest, TooFewBlocksAreNeverLookedAt) {
    EXPECT_TRUE(look_schedule(0).empty());
    EXPECT_TRUE(look_schedule(blocks_before_first_look - 1).empty());
}

}  // namespace
}  // namespace sark::reports
