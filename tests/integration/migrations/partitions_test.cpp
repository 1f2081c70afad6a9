#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The native form, beside TimescaleDB as well.
class DailyPartitionsTest : public TestDatabase {
 protected:
    void SetUp() override {
        TestDatabase::SetUp();
        without_timescale();
        migrate();
    }
    static constexpr const char* insert_cost =
        "INSERT INTO sark_v2.cost_tracking (timestamp, principal_id, resource_id) VALUES ";
    /// Which partitions hold rows.
    std::vector<std::string> homes() {
        return column(
            "SELECT DISTINCT tableoid::regclass::text FROM sark_v2.cost_tracking "
            "ORDER BY 1");
    }
};

TEST_F(DailyPartitionsTest, EveryTimeSeriesIsPartitionedByRange) {
    EXPECT_EQ(column("SELECT partrelid::regclass::text FROM pg_partitioned_table "
                     "WHERE partstrat = 'r' ORDER BY 1"),
              (std::vector<std::string>{"sark_api.audit_events", "sark_audit.api_logs",
                                        "sark_audit.audit_events", "sark_audit.high_volume_metrics",
                                        "sark_audit.low_volume_metrics", "sark_audit.metrics",
                                        "sark_audit.policy_evaluations", "sark_audit.siem_events",
                                        "sark_v2.audit_events", "sark_v2.cost_tracking"}));
}

TEST_F(DailyPartitionsTest, TodayHasAPartitionAfterMigrating) {
    // Of the day of migrating and of two more; midnight may have passed since.
    EXPECT_EQ(value("SELECT count(*) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid "
                    "WHERE inhparent = 'sark_v2.cost_tracking'::regclass "
                    "AND relname !~ 'default'"),
              "3");
    run(std::string(insert_cost) + "(now(), 'p', 'r'), (now() + interval '1 day', 'p', 'r')");
    EXPECT_EQ(homes().size(), 2U);
    EXPECT_THAT(homes(), Each(::testing::Not(HasSubstr("default"))));
}

TEST_F(DailyPartitionsTest, RowsOfOtherDaysLandInDefault) {
    run(std::string(insert_cost) + "('2001-01-01', 'p', 'r'), ('2101-01-01', 'p', 'r')");
    EXPECT_EQ(homes(), std::vector<std::string>{"sark_v2.cost_tracking_default"});
}

TEST_F(DailyPartitionsTest, NewPartitionsTakeTheirRowsOutOfDefault) {
    run(std::string(insert_cost) +
        "('2001-01-01 00:00+00', 'p', 'r'), ('2001-01-01 23:59:59.999999+00', 'p', 'r'), "
        "('2001-01-02 00:00+00', 'p', 'r')");
    EXPECT_EQ(value("SELECT sark_v2.ensure_partitions('2001-01-01', '2001-01-01')"), "2");
    EXPECT_EQ(homes(), (std::vector<std::string>{"sark_v2.cost_tracking_20010101",
                                                 "sark_v2.cost_tracking_default"}));
    EXPECT_EQ(value("SELECT count(*) FROM sark_v2.cost_tracking_20010101"), "2");
    EXPECT_EQ(value("SELECT count(*) FROM sark_v2.cost_tracking"), "3");
}

TEST_F(DailyPartitionsTest, DaysAreUtcWhateverTheSessionsZone) {
    run("SET timezone = 'Pacific/Auckland'");
    EXPECT_EQ(value("SELECT sark_v2.ensure_partitions('2001-01-01', '2001-01-01')"), "2");
    run(std::string(insert_cost) + "('2001-01-01 00:00+00', 'p', 'r')");
    EXPECT_EQ(homes(), std::vector<std::string>{"sark_v2.cost_tracking_20010101"});
}

TEST_F(DailyPartitionsTest, EnsuringTwiceMakesNothingNew) {
    EXPECT_EQ(value("SELECT sark_audit.ensure_partitions('2001-01-01', '2001-01-03')"), "21");
    EXPECT_EQ(value("SELECT sark_audit.ensure_partitions('2001-01-01', '2001-01-03')"), "0");
}

TEST_F(DailyPartitionsTest, EmptyRangeMakesNothing) {
    EXPECT_EQ(value("SELECT sark_api.ensure_partitions('2001-01-02', '2001-01-01')"), "0");
}

TEST_F(DailyPartitionsTest, PartitionsCarryEveryIndexOfTheirTable) {
    run("SELECT sark_v2.ensure_partitions('2001-01-01', '2001-01-01')");
    for (const char* table : {"audit_events", "cost_tracking"}) {
        const auto indexes = [&](const std::string& name) {
            return value("SELECT count(*) FROM pg_index WHERE indrelid = 'sark_v2." + name +
                         "'::regclass");
        };
        EXPECT_EQ(indexes(std::string(table) + "_20010101"), indexes(table));
    }
}

TEST_F(DailyPartitionsTest, PartitionsAreVacuumedEarly) {  // S000-VAC-01
    run("SELECT sark_v2.ensure_partitions('2001-01-01', '2001-01-01')");
    EXPECT_THAT(column("SELECT inhrelid::regclass::text FROM pg_inherits "
                       "JOIN pg_class ON pg_class.oid = inhrelid "
                       "WHERE inhparent IN ('sark_v2.audit_events'::regclass, "
                       "'sark_v2.cost_tracking'::regclass) "
                       "AND NOT coalesce(reloptions @> "
                       "ARRAY['autovacuum_vacuum_scale_factor=0.05'], false)"),
                IsEmpty());
}

TEST_F(DailyPartitionsTest, CostIdsComeFromTheirSequence) {
    run(std::string(insert_cost) + "(now(), 'p', 'r'), ('2001-01-01', 'p', 'r')");
    EXPECT_EQ(column("SELECT id FROM sark_v2.cost_tracking ORDER BY id"),
              (std::vector<std::string>{"1", "2"}));
}

}  // namespace
}  // namespace sark::migrations
