#include "scenarios/run_id.hpp"

#include <gmock/gmock.h>

namespace sark::scenarios {
namespace {

TEST(RunIdTest, IsUtcAndAShortSuffix) {
    const UtcTime start{std::chrono::seconds(1'795'246'700)};
    EXPECT_EQ(format_run_id(start, 0x1f3a), "20261121T073820Z-1f3a");
    EXPECT_EQ(format_run_id(start, 0x000b), "20261121T073820Z-000b");
    EXPECT_EQ(format_run_id(start + std::chrono::milliseconds(999), 0), "20261121T073820Z-0000");
}

TEST(RunIdTest, NewOnesHaveTheSameShape) {
    EXPECT_THAT(new_run_id(UtcTime{}), testing::MatchesRegex("19700101T000000Z-[0-9a-f]{4}"));
}

}  // namespace
}  // namespace sark::scenarios
