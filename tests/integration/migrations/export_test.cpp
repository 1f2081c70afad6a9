#include "migrations/export.hpp"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrations/index_switch.hpp"
#include "test_database.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::migrations {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

class ExportTest : public TestDatabase {
 protected:
    void SetUp() override {
        TestDatabase::SetUp();
        const auto files = export_sql(folder_);
        ASSERT_TRUE(files) << describe(files.error());
    }
    /// The exit code of psql running one of the files.
    int psql(const std::string& file) {
        const std::string command =
            "psql -X -q -d \"" + dsn() + "\" -f " + (folder_ / file).string() + " >/dev/null 2>&1";
        return std::system(command.c_str());
    }

    sark::test::ScratchDirectory scratch_;
    const std::filesystem::path folder_ = scratch_.path();
};

TEST_F(ExportTest, PsqlMakesWhatMigratingMakes) {
    ASSERT_EQ(psql("all.sql"), 0);
    ASSERT_EQ(psql("sark_partitions.sql"), 0);
    const auto by_psql = objects();
    for (const auto& report : migrate())
        EXPECT_NE(report.action, StepReport::Action::applied) << report.system << report.id;
    const auto kept = switch_indexes(session(), {});
    ASSERT_TRUE(kept) << describe(kept.error());
    EXPECT_THAT(*kept, Each(Field(&IndexReport::action, IndexReport::Action::kept)));
    const auto reverted = migrate_down(session(), {});
    ASSERT_TRUE(reverted) << describe(reverted.error());
    migrate();
    MigrateOptions experiment;
    experiment.systems = {"sark_partitions"};
    migrate(experiment);
    EXPECT_EQ(objects(), by_psql);
}

TEST_F(ExportTest, RunningTheFilesTwiceChangesNothing) {
    ASSERT_EQ(psql("all.sql"), 0);
    const auto before = objects();
    ASSERT_EQ(psql("all.sql"), 0);
    EXPECT_EQ(objects(), before);
}

TEST_F(ExportTest, IndexSetsAreSwitchedByPsql) {
    ASSERT_EQ(psql("mcp_gw.sql"), 0);
    for (const auto* name : {"none", "seed", "lean", "bad", "composite"}) {
        ASSERT_EQ(psql(std::string("mcp_gw/indexes/") + name + ".sql"), 0) << name;
        const auto kept = switch_indexes(session(), {{}, parse_index_set(name).value(), {}});
        ASSERT_TRUE(kept) << describe(kept.error());
        EXPECT_THAT(*kept, Each(Field(&IndexReport::action, IndexReport::Action::kept))) << name;
    }
}

TEST_F(ExportTest, WhatAnInterruptedBuildLeftInvalidIsBuiltAgain) {
    ASSERT_EQ(psql("sark_v2.sql"), 0);
    run("UPDATE pg_index SET indisvalid = false "
        "WHERE indexrelid = 'sark_v2.idx_resources_name'::regclass");
    ASSERT_EQ(psql("sark_v2/indexes/composite.sql"), 0);
    EXPECT_EQ(value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
    EXPECT_EQ(value("SELECT to_regclass('sark_v2.idx_resources_name') IS NOT NULL"), "t");
}

// E-06: a name is not enough to know an index by.
TEST_F(ExportTest, AnIndexOfAnotherDefinitionIsReplacedAndNotTakenOver) {
    ASSERT_EQ(psql("sark_v2.sql"), 0);
    run("DROP INDEX sark_v2.idx_resources_name");
    run("DELETE FROM sark_bench.indexes WHERE name = 'idx_resources_name'");
    run("CREATE INDEX idx_resources_name ON sark_v2.resources (endpoint)");
    run("DROP INDEX sark_v2.idx_audit_correlation");
    run("CREATE INDEX idx_audit_correlation ON sark_v2.audit_events (principal_id)");
    ASSERT_EQ(psql("sark_v2/indexes/composite.sql"), 0);
    for (const auto& [index, key] : {std::pair("idx_resources_name", "(name)"),
                                     std::pair("idx_audit_correlation", "(correlation_id)")})
        EXPECT_THAT(value(std::string("SELECT pg_get_indexdef('sark_v2.") + index + "'::regclass)"),
                    HasSubstr(key));
    const auto kept = switch_indexes(session(), {});
    ASSERT_TRUE(kept) << describe(kept.error());
    EXPECT_THAT(*kept, Each(Field(&IndexReport::action, IndexReport::Action::kept)));
}

TEST_F(ExportTest, DownFilesUndoTheUpFiles) {
    ASSERT_EQ(psql("sark_v2.sql"), 0);
    std::vector<std::string> steps;
    for (const auto& step : shipped_steps())
        if (step.system == "sark_v2")
            steps.push_back(step.id);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        ASSERT_EQ(psql("sark_v2/" + *step + ".down.sql"), 0) << *step;
    EXPECT_EQ(value("SELECT to_regnamespace('sark_v2') IS NULL"), "t");
    EXPECT_EQ(value("SELECT count(*) FROM sark_bench.migrations"), "0");
}

TEST_F(ExportTest, AForeignDatabaseIsRefusedByTheFilesToo) {
    run("CREATE TABLE public.orders (id integer)");
    const auto before = objects();
    EXPECT_NE(psql("all.sql"), 0);
    EXPECT_EQ(objects(), before);
}

TEST_F(ExportTest, ADirectoryThatHoldsSomethingIsRefused) {
    const auto again = export_sql(folder_);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
}

TEST_F(ExportTest, ADirectoryThatCannotBeMadeIsRefused) {
    const auto refused = export_sql(folder_ / "all.sql" / "below");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::io);
}

}  // namespace
}  // namespace sark::migrations
