#include "migrations/migrator.hpp"

#include <algorithm>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using Action = StepReport::Action;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MigratorTest : public TestDatabase {};

std::ptrdiff_t count(const std::vector<StepReport>& reports, Action action) {
    return std::count_if(reports.begin(), reports.end(),
                         [action](const StepReport& report) { return report.action == action; });
}

std::string checksum(const std::string& system, const std::string& id) {
    for (const auto& step : shipped_steps())
        if (step.system == system && step.id == id)
            return step.checksum;
    return {};
}

TEST_F(MigratorTest, UpAppliesEveryStepThatTheServerAllows) {
    const auto reports = migrate();
    const auto steps = shipped_steps();
    EXPECT_EQ(static_cast<std::ptrdiff_t>(reports.size()),
              std::count_if(steps.begin(), steps.end(),
                            [](const Step& step) { return step.system != "sark_partitions"; }));
    const auto skipped = count(reports, Action::skipped);
    EXPECT_EQ(count(reports, Action::applied) + skipped,
              static_cast<std::ptrdiff_t>(reports.size()));
    for (const auto& report : reports)
        if (report.action == Action::skipped) {
            EXPECT_THAT(report.reason, HasSubstr("timescaledb")) << report.id;
        }
    EXPECT_EQ(value("SELECT count(*) FROM sark_bench.migrations"),
              std::to_string(count(reports, Action::applied)));
    EXPECT_EQ(value("SELECT count(*) FROM sark_bench.migrations WHERE applied_at IS NULL"), "0");
    EXPECT_EQ(value("SELECT count(*) FROM sark_bench.marker"), "1");
}

TEST_F(MigratorTest, EitherPartitionsOrHypertablesAreApplied) {
    for (const auto& report : migrate()) {
        const bool hypertables = report.id.find("hypertables") != std::string::npos;
        const bool partitions = report.id.find("daily_partitions") != std::string::npos;
        const auto usable = has_extension(session(), "timescaledb");
        ASSERT_TRUE(usable);
        if (hypertables || partitions) {
            EXPECT_EQ(report.action == Action::applied, hypertables == *usable) << report.id;
        }
    }
}

// An extension that comes later must not make hypertables of tables that are partitioned already.
TEST_F(MigratorTest, TablesKeepTheFormTheyWereGiven) {
    migrate();
    run("UPDATE sark_bench.migrations SET id = '0004_hypertables', checksum = '" +
        checksum("sark_v2", "0004_hypertables") +
        "' WHERE system = 'sark_v2' AND id = '0003_daily_partitions'");
    for (const auto& report : migrate())
        if (report.system == "sark_v2" && report.id == "0003_daily_partitions") {
            EXPECT_EQ(report.action, Action::skipped);
            // Where the extension is, that alone is the reason.
            EXPECT_THAT(report.reason,
                        AnyOf(HasSubstr("0004_hypertables was applied with timescaledb"),
                              HasSubstr("extension timescaledb is available")));
        }
}

TEST_F(MigratorTest, SecondUpChangesNothing) {
    const auto first = migrate();
    const auto before = objects();
    const auto ledger = column("SELECT migrations::text FROM sark_bench.migrations ORDER BY 1");
    const auto second = migrate();
    EXPECT_EQ(count(second, Action::applied), 0);
    EXPECT_EQ(count(second, Action::already_applied), count(first, Action::applied));
    EXPECT_EQ(count(second, Action::skipped), count(first, Action::skipped));
    EXPECT_EQ(objects(), before);
    EXPECT_EQ(column("SELECT migrations::text FROM sark_bench.migrations ORDER BY 1"), ledger);
}

TEST_F(MigratorTest, ReportsEachStepAsItHappens) {
    std::vector<std::string> seen;
    MigrateOptions options;
    options.on_step = [&](const StepReport& report) { seen.push_back(report.id); };
    const auto reports = migrate(options);
    ASSERT_EQ(seen.size(), reports.size());
    EXPECT_EQ(seen.front(), reports.front().id);
}

TEST_F(MigratorTest, DryRunPrintsTheSqlAndChangesNothing) {
    const auto before = objects();
    std::vector<std::string> sql;
    MigrateOptions options;
    options.dry_run = true;
    options.on_sql = [&](const std::string& text) { sql.push_back(text); };
    const auto reports = migrate(options);
    EXPECT_EQ(count(reports, Action::applied), 0);
    EXPECT_LE(count(reports, Action::would_apply), static_cast<std::ptrdiff_t>(sql.size()));
    EXPECT_THAT(sql, Contains(HasSubstr("CREATE INDEX idx_resources_name")));
    EXPECT_THAT(sql, Contains(HasSubstr("CREATE TABLE sark_v2.resources")));
    EXPECT_EQ(objects(), before);
}

TEST_F(MigratorTest, DryRunForetellsWhatUpDoes) {
    MigrateOptions options;
    options.dry_run = true;
    const auto foretold = migrate(options);
    const auto done = migrate();
    ASSERT_EQ(foretold.size(), done.size());
    for (std::size_t i = 0; i < done.size(); ++i) {
        EXPECT_EQ(foretold[i].id, done[i].id);
        EXPECT_EQ(foretold[i].action == Action::would_apply, done[i].action == Action::applied)
            << done[i].id;
    }
}

TEST_F(MigratorTest, DryRunOfDownChangesNothing) {
    migrate();
    const auto before = objects();
    MigrateOptions options;
    options.dry_run = true;
    const auto reports = migrate_down(session(), options);
    ASSERT_TRUE(reports) << describe(reports.error());
    EXPECT_THAT(*reports, Each(Field(&StepReport::action, Action::would_revert)));
    EXPECT_FALSE(reports->empty());
    EXPECT_EQ(objects(), before);
}

TEST_F(MigratorTest, DownLeavesNothingBehind) {
    const auto before = objects();
    const auto applied = count(migrate(), Action::applied);
    const auto reports = migrate_down(session(), {});
    ASSERT_TRUE(reports) << describe(reports.error());
    EXPECT_EQ(count(*reports, Action::reverted), applied);
    EXPECT_EQ(objects(), before);
}

TEST_F(MigratorTest, UpWorksAgainAfterDown) {
    migrate();
    const auto first = objects();
    ASSERT_TRUE(migrate_down(session(), {}));
    migrate();
    EXPECT_EQ(objects(), first);
}

TEST_F(MigratorTest, DownOfOneSystemKeepsTheOthers) {
    migrate();
    MigrateOptions options;
    options.systems = {"sark_v2"};
    const auto reports = migrate_down(session(), options);
    ASSERT_TRUE(reports) << describe(reports.error());
    EXPECT_EQ(column("SELECT DISTINCT system FROM sark_bench.migrations ORDER BY 1"),
              (std::vector<std::string>{"mcp_gw", "sark_api", "sark_app", "sark_audit"}));
    EXPECT_EQ(value("SELECT to_regnamespace('sark_v2') IS NULL"), "t");
    EXPECT_EQ(value("SELECT to_regclass('sark_api.mcp_servers') IS NOT NULL"), "t");
}

TEST_F(MigratorTest, UpOfOneSystemLeavesTheOthersOut) {
    MigrateOptions options;
    options.systems = {"sark_audit"};
    EXPECT_THAT(migrate(options), Each(Field(&StepReport::system, "sark_audit")));
    EXPECT_EQ(value("SELECT to_regnamespace('sark_api') IS NULL"), "t");
}

TEST_F(MigratorTest, UnknownSystemIsRefused) {
    MigrateOptions options;
    options.systems = {"sark_v3"};
    const auto reports = migrate_up(session(), options);
    ASSERT_FALSE(reports);
    EXPECT_EQ(reports.error().code, Errc::invalid_argument);
    EXPECT_THAT(describe(reports.error()), AllOf(HasSubstr("sark_v3"), HasSubstr("sark_audit")));
}

TEST_F(MigratorTest, ChangedStepIsAConflictAndNothingRuns) {
    migrate();
    run("UPDATE sark_bench.migrations SET checksum = 'edited' WHERE system = 'sark_v2' "
        "AND id = '0001_tables'");
    run("DELETE FROM sark_bench.migrations WHERE system = 'sark_audit'");
    const auto before = objects();
    const auto up = migrate_up(session(), {});
    ASSERT_FALSE(up);
    EXPECT_EQ(up.error().code, Errc::conflict);
    EXPECT_EQ(up.error().where, "sark_v2/0001_tables");
    const auto down = migrate_down(session(), {});
    ASSERT_FALSE(down);
    EXPECT_EQ(down.error().code, Errc::conflict);
    EXPECT_EQ(objects(), before);
}

TEST_F(MigratorTest, StepOfAnotherVersionIsAConflict) {
    migrate();
    run("INSERT INTO sark_bench.migrations (system, id, checksum) "
        "VALUES ('sark_v2', '0999_future', 'x')");
    const auto up = migrate_up(session(), {});
    ASSERT_FALSE(up);
    EXPECT_EQ(up.error().code, Errc::conflict);
    EXPECT_EQ(up.error().where, "sark_v2/0999_future");
}

TEST_F(MigratorTest, FailedStepNamesItselfAndCanBeRunAgain) {
    run("CREATE SCHEMA sark_v2");  // no table, so the database still counts as empty
    const auto failed = migrate_up(session(), {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().where, "sark_v2/0001_tables");
    EXPECT_EQ(value("SELECT count(*) FROM sark_bench.migrations WHERE system = 'sark_v2'"), "0");
    run("DROP SCHEMA sark_v2");
    migrate();
}

TEST_F(MigratorTest, StepOutsideTransactionsIsRepeatedAfterAnInterruption) {
    migrate();
    run("DELETE FROM sark_bench.migrations WHERE id = '0006_statistics'");
    EXPECT_EQ(count(migrate(), Action::applied), 1);
}

TEST_F(MigratorTest, ExperimentsAreMigratedOnlyByName) {
    migrate();
    EXPECT_EQ(value("SELECT to_regnamespace('sark_partitions') IS NULL"), "t");
    MigrateOptions options;
    options.systems = {"sark_partitions"};
    EXPECT_THAT(migrate(options), Each(Field(&StepReport::action, Action::applied)));
    const auto reports = migrate_down(session(), {});
    ASSERT_TRUE(reports) << describe(reports.error());
    EXPECT_EQ(value("SELECT to_regnamespace('sark_partitions') IS NULL"), "t");
}

TEST_F(MigratorTest, ALedgerOfAnEarlierVersionGetsWhatItLacks) {
    migrate();
    run("DROP TABLE sark_bench.indexes, sark_bench.index_sets");
    migrate();
    EXPECT_EQ(value("SELECT count(*) > 0 FROM sark_bench.indexes"), "t");
    run("DROP TABLE sark_bench.indexes, sark_bench.index_sets");
    const auto reports = migrate_down(session(), {});
    EXPECT_TRUE(reports) << describe(reports.error());
}

TEST_F(MigratorTest, ForeignDatabaseIsRefusedAndUntouched) {
    run("CREATE SCHEMA theirs");
    run("CREATE TABLE theirs.orders AS SELECT generate_series(1, 3) AS id");
    const auto before = objects();
    for (const bool dry_run : {false, true}) {
        MigrateOptions options;
        options.dry_run = dry_run;
        const auto up = migrate_up(session(), options);
        ASSERT_FALSE(up);
        EXPECT_EQ(up.error().code, Errc::unsafe);
        EXPECT_THAT(up.error().message, AllOf(HasSubstr(value("SELECT current_database()")),
                                              HasSubstr("theirs.orders")));
        EXPECT_FALSE(up.error().hint.empty());
    }
    const auto down = migrate_down(session(), {});
    ASSERT_FALSE(down);
    EXPECT_EQ(down.error().code, Errc::unsafe);
    EXPECT_EQ(objects(), before);
    EXPECT_EQ(value("SELECT count(*) FROM theirs.orders"), "3");
}

TEST_F(MigratorTest, AForeignViewIsEnoughToRefuse) {
    run("CREATE VIEW public.theirs AS SELECT 1 AS one");
    const auto safe = require_ours_or_empty(session());
    ASSERT_FALSE(safe);
    EXPECT_EQ(safe.error().code, Errc::unsafe);
}

TEST_F(MigratorTest, ExtensionsDoNotMakeADatabaseForeign) {
    run("CREATE EXTENSION pg_stat_statements");  // brings views of its own
    EXPECT_TRUE(require_ours_or_empty(session()));
    migrate();
}

TEST_F(MigratorTest, OurMarkerOutweighsForeignTables) {
    migrate();
    run("CREATE TABLE public.notes (line text)");
    EXPECT_TRUE(require_ours_or_empty(session()));
}

TEST_F(MigratorTest, AMarkerTableWithoutOurRowIsNoMarker) {
    run("CREATE SCHEMA sark_bench");
    run("CREATE TABLE sark_bench.marker (note text)");
    EXPECT_FALSE(require_ours_or_empty(session()));
}

TEST_F(MigratorTest, ConcurrentMigratorsDoNotCollide) {
    constexpr std::size_t migrators = 3;
    std::vector<std::unique_ptr<postgres::Session>> sessions;
    std::vector<std::vector<StepReport>> reports(migrators);
    std::vector<std::string> errors(migrators);
    for (std::size_t i = 0; i < migrators; ++i) sessions.push_back(connect());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < migrators; ++i)
        threads.emplace_back([&, i] {
            auto done = migrate_up(*sessions[i], {});
            if (done)
                reports[i] = std::move(*done);
            else
                errors[i] = describe(done.error());
        });
    for (auto& thread : threads) thread.join();
    EXPECT_THAT(errors, Each(IsEmpty()));
    std::ptrdiff_t applied = 0;
    for (const auto& report : reports) applied += count(report, Action::applied);
    EXPECT_EQ(std::to_string(applied), value("SELECT count(*) FROM sark_bench.migrations"));
}

TEST_F(MigratorTest, LockIsReleasedAfterSuccessAndAfterFailure) {
    migrate();
    run("UPDATE sark_bench.migrations SET checksum = 'edited'");
    EXPECT_FALSE(migrate_up(session(), {}));
    EXPECT_EQ(value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
                    "AND database = (SELECT oid FROM pg_database "
                    "WHERE datname = current_database())"),
              "0");
}

TEST_F(MigratorTest, TheTimeLimitOfADatabasesStatementsEndsNoStep) {
    run("ALTER DATABASE " + value("SELECT current_database()") + " SET statement_timeout = '1min'");
    run("CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF current_setting('statement_timeout') <> '0' THEN RAISE EXCEPTION 'limited'; END IF; "
        "END $$");
    run("CREATE EVENT TRIGGER refuses ON ddl_command_start EXECUTE FUNCTION refuse()");
    const auto limited = connect();
    const auto done = migrate_up(*limited, {});
    EXPECT_TRUE(done) << describe(done.error());
    EXPECT_EQ(limited->execute("SHOW statement_timeout")->rows[0][0], "1min");
}

TEST_F(MigratorTest, UnavailableExtensionIsReportedAsSuch) {
    const auto usable = has_extension(session(), "no_such_extension");
    ASSERT_TRUE(usable);
    EXPECT_FALSE(*usable);
    const auto trigrams = has_extension(session(), "pg_trgm");
    ASSERT_TRUE(trigrams);
    EXPECT_TRUE(*trigrams);
}

}  // namespace
}  // namespace sark::migrations
