#include <gtest/gtest.h>

#include "migrations/seed/table_copy.hpp"
#include "migrations/seeder.hpp"
#include "test_database.hpp"

namespace sark::migrations {
namespace {

class SeedPartsTest : public MigratedDatabase {
 protected:
    SeedReport fill(const workloads::DatasetSpec& dataset) {
        SeedOptions options;
        options.dataset = dataset;
        auto report = seed(session(), options);
        EXPECT_TRUE(report) << describe(report.error());
        return report ? std::move(*report) : SeedReport{};
    }
    std::string rows(const std::string& table) { return value("SELECT count(*) FROM " + table); }
    /// Of tables of every kind, without their times.
    std::string digest() {
        return value(
            "SELECT md5(string_agg(line, '|' ORDER BY line)) FROM ("
            "SELECT id || protocol || metadata::text AS line FROM sark_v2.resources UNION ALL "
            "SELECT id || principal_id || actual_cost FROM sark_v2.cost_tracking UNION ALL "
            "SELECT id || server_id || name FROM mcp_gw.server_tools UNION ALL "
            "SELECT event_id || event_type || user_id FROM sark_audit.audit_events) AS lines");
    }
};

TEST_F(SeedPartsTest, AnInterruptedSeedingGoesOnBehindItsLastPart) {
    SeedOptions options;
    options.dataset = small_dataset();
    options.dataset.cost_rows = rows_per_part + 100;
    options.systems = {"sark_v2"};
    std::uint64_t committed = 0;
    options.on_progress = [&](const SeedProgress& progress) {
        if (progress.table == "sark_v2.cost_tracking")
            committed = progress.rows;
    };
    options.stop = [&] { return committed > 0; };
    ASSERT_FALSE(seed(session(), options));
    EXPECT_EQ(committed, rows_per_part);
    EXPECT_EQ(rows("sark_v2.cost_tracking"), std::to_string(rows_per_part));
    const auto resources = column("SELECT xmin FROM sark_v2.resources ORDER BY id");
    options.stop = {};
    const auto completed = seed(session(), options);
    ASSERT_TRUE(completed) << describe(completed.error());
    EXPECT_EQ(completed->tables.front().copied, 0U);
    EXPECT_EQ(completed->tables.back().rows, options.dataset.cost_rows);
    EXPECT_EQ(completed->tables.back().copied, 100U);
    EXPECT_EQ(rows("sark_v2.cost_tracking"), std::to_string(options.dataset.cost_rows));
    EXPECT_EQ(value("SELECT count(DISTINCT id) FROM sark_v2.cost_tracking"),
              std::to_string(options.dataset.cost_rows));
    EXPECT_EQ(column("SELECT xmin FROM sark_v2.resources ORDER BY id"), resources);
    EXPECT_EQ(rows("sark_bench.seed_parts"), "0");
    EXPECT_TRUE(seed(session(), options)->already_seeded);
}

TEST_F(SeedPartsTest, TheTimeLimitOfADatabasesStatementsEndsNoCopy) {
    run("ALTER DATABASE " + value("SELECT current_database()") + " SET statement_timeout = '1min'");
    run("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF current_setting('statement_timeout') <> '0' THEN RAISE EXCEPTION 'limited'; END IF; "
        "RETURN NEW; END $$");
    run("CREATE TRIGGER refuses BEFORE INSERT ON sark_v2.cost_tracking FOR EACH ROW EXECUTE "
        "FUNCTION refuse()");
    SeedOptions options;
    options.dataset = small_dataset();
    options.dataset.cost_rows = 2 * rows_per_part;
    options.systems = {"sark_v2"};
    options.workers = 2;
    options.connect = [this]() -> Result<std::unique_ptr<postgres::Session>> { return connect(); };
    const auto seeded = seed(session(), options);
    EXPECT_TRUE(seeded) << describe(seeded.error());
}

// What is counted late would be found in the figures of the run that follows.
TEST_F(SeedPartsTest, TheStatisticsKnowEveryRowOnceItEnds) {
    SeedOptions options;
    options.dataset = small_dataset();
    options.dataset.cost_rows = rows_per_part + 100;
    options.systems = {"sark_v2"};
    options.workers = 2;
    options.connect = [this]() -> Result<std::unique_ptr<postgres::Session>> { return connect(); };
    const auto seeded = seed(session(), options);
    ASSERT_TRUE(seeded) << describe(seeded.error());
    const auto other = connect();
    const auto counted = other->execute(
        "SELECT sum(n_tup_ins), sum(n_live_tup) FROM pg_stat_user_tables "
        "WHERE relid IN (SELECT 'sark_v2.resources'::regclass UNION SELECT inhrelid FROM "
        "pg_inherits WHERE inhparent = 'sark_v2.cost_tracking'::regclass)");
    ASSERT_TRUE(counted) << describe(counted.error());
    const auto rows = std::to_string(options.dataset.resources + options.dataset.cost_rows);
    EXPECT_EQ(counted->rows.at(0), (postgres::Values{rows, rows}));
}

TEST_F(SeedPartsTest, WhatAnInterruptedSeedingLeftIsNotTrustedOnceItChanged) {
    SeedOptions options;
    options.dataset = small_dataset();
    options.systems = {"sark_v2"};
    int asked = 0;
    options.stop = [&] { return ++asked == 3; };
    ASSERT_FALSE(seed(session(), options));
    run("DELETE FROM sark_v2.resources WHERE id = (SELECT min(id) FROM sark_v2.resources)");
    options.stop = {};
    ASSERT_TRUE(seed(session(), options));
    EXPECT_EQ(rows("sark_v2.resources"), "200");
    EXPECT_EQ(rows("sark_v2.capabilities"), "400");
}

TEST_F(SeedPartsTest, SeveralSessionsCopyTheSameRows) {
    fill(small_dataset());
    const auto alone = digest();
    run("DELETE FROM sark_bench.datasets");
    SeedOptions options;
    options.dataset = small_dataset();
    options.workers = 3;
    options.connect = [this]() -> Result<std::unique_ptr<postgres::Session>> { return connect(); };
    ASSERT_TRUE(seed(session(), options));
    EXPECT_EQ(digest(), alone);
    options.dataset.audit_rows = rows_per_part + 1;
    options.systems = {"sark_audit"};
    const auto more = seed(session(), options);
    ASSERT_TRUE(more) << describe(more.error());
    EXPECT_EQ(value("SELECT count(DISTINCT event_id) FROM sark_audit.audit_events"),
              std::to_string(options.dataset.audit_rows));
}

TEST_F(SeedPartsTest, AWorkerThatCannotConnectEndsTheSeeding) {
    SeedOptions options;
    options.dataset = small_dataset();
    options.workers = 2;
    options.connect = []() -> Result<std::unique_ptr<postgres::Session>> {
        return Error{Errc::unavailable, "too many clients", "", ""};
    };
    const auto refused = seed(session(), options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_FALSE(fill(small_dataset()).already_seeded);
}

}  // namespace
}  // namespace sark::migrations
