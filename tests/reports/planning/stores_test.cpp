#include <gtest/gtest.h>

#include "reports/planning/redis_memory.hpp"
#include "reports/planning/reference_sizes.hpp"
#include "reports/planning/storage_growth.hpp"

namespace sark::reports::planning {
namespace {

TEST(StorageGrowthTest, EventsGrowUntilTheRetentionAndServersStand) {
    const StorageGrowth growth = storage_growth(
        {{"audit_events", stated(500, "B", ""), stated(1000, "/s", ""), stated(90, "days", "")}},
        {{"mcp_servers", stated(1000, "B", ""), stated(10'000, "", "")}});
    EXPECT_DOUBLE_EQ(growth.bytes_per_day, 43.2e9);
    EXPECT_DOUBLE_EQ(growth.bytes, 43.2e9 * 90 + 1e7);
    EXPECT_DOUBLE_EQ(growth.compressed.bytes, 43.2e9 * (7 + 83 * 0.1) + 1e7);
    EXPECT_DOUBLE_EQ(growth.tables[1].bytes_per_day, 0.0);
}

TEST(StorageGrowthTest, ARetentionBelowTheCompressionAgeCompressesNothing) {
    const StorageGrowth growth = storage_growth(
        {{"audit_events", stated(1, "B", ""), stated(1, "/s", ""), stated(3, "days", "")}}, {});
    EXPECT_DOUBLE_EQ(growth.compressed.bytes, growth.bytes);
}

TEST(StorageGrowthTest, NothingIsNothing) {
    EXPECT_DOUBLE_EQ(storage_growth({}, {}).bytes, 0.0);
}

TEST(RedisMemoryTest, LiveEntriesFollowLittlesLawUpToTheNumberOfKeys) {
    EXPECT_NEAR(live_entries(10'000, 0.98, 60, 1e12), 12'000, 1e-6);
    EXPECT_DOUBLE_EQ(live_entries(10'000, 0.98, 60, 5'000), 5'000);
    EXPECT_DOUBLE_EQ(live_entries(10'000, 1.0, 60, 5'000), 0.0);
}

TEST(RedisMemoryTest, MaxmemoryLeavesRoomAndComesInWholeSteps) {
    constexpr double mebibyte = 1024.0 * 1024.0;
    const RedisMemory small =
        redis_memory({{"decisions", stated(10, "", ""), stated(500, "B", "")}});
    EXPECT_DOUBLE_EQ(small.bytes, 5000);
    EXPECT_DOUBLE_EQ(small.maxmemory_bytes, 64 * mebibyte);
    const RedisMemory large =
        redis_memory({{"decisions", stated(1024 * 1024, "", ""), stated(100, "B", "")}});
    EXPECT_DOUBLE_EQ(large.maxmemory_bytes, 128 * mebibyte) << "100 MB and a quarter";
    EXPECT_DOUBLE_EQ(redis_memory({}).maxmemory_bytes, 64 * mebibyte);
}

TEST(ReferenceSizesTest, AMeasuredSizeWinsAndSaysWhereItIsFrom) {
    const std::vector<MeasuredSize> sizes = {{"audit_events", 333, 5000, "my database"}};
    EXPECT_EQ(row_size(sizes, "audit_events").origin, Origin::measured);
    EXPECT_EQ(row_size(sizes, "audit_events").source, "my database");
    EXPECT_EQ(row_size(sizes, "mcp_servers").origin, Origin::reference);
}

TEST(ReferenceSizesTest, AHandfulOfRowsIsNoMeasurement) {
    EXPECT_EQ(row_size({{"audit_events", 8192, 1, "almost empty"}}, "audit_events").origin,
              Origin::reference);
}

TEST(ReferenceSizesTest, ADecisionPaysForItsShareOfTheIndexSets) {
    const std::vector<MeasuredSize> sizes = {{"policy:decision", 250, 800, "here"},
                                             {"policy:index", 1000, 200, "here"}};
    EXPECT_DOUBLE_EQ(entry_size(sizes, "policy:decision").value, 500.0);
}

TEST(ReferenceSizesTest, AKeyThatNobodyMeasuredIsAssumed) {
    EXPECT_EQ(entry_size({}, "policy:decision").origin, Origin::reference);
    EXPECT_EQ(entry_size({}, "cache:response").origin, Origin::assumed);
}

}  // namespace
}  // namespace sark::reports::planning
