#include "migrations/index_switch.hpp"

#include <algorithm>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrations/migrator.hpp"
#include "test_database.hpp"
#include "tests/support/patience.hpp"

namespace sark::migrations {
namespace {

using Action = IndexReport::Action;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class IndexSwitchTest : public MigratedDatabase {
 protected:
    std::vector<IndexReport> give(IndexSet set, std::vector<std::string> systems = {}) {
        auto switched = switch_indexes(session(), {std::move(systems), set, {}});
        EXPECT_TRUE(switched) << describe(switched.error());
        return switched ? std::move(*switched) : std::vector<IndexReport>{};
    }
    std::string exists(const std::string& index) {
        return value("SELECT to_regclass('" + index + "') IS NOT NULL");
    }
    std::vector<std::string> invalid() {
        return column("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid");
    }
    static std::ptrdiff_t count(const std::vector<IndexReport>& reports, Action action) {
        return std::count_if(reports.begin(), reports.end(), [action](const IndexReport& report) {
            return report.action == action;
        });
    }

    /// Builds sark_v2's lean set while a writer of `table` keeps its transaction open, which a
    /// concurrent build waits for; at the first sight of that, `then` gets the builder's pid.
    Result<std::vector<IndexReport>> build_behind_a_writer(const std::string& insert,
                                                           const std::function<void(int)>& then) {
        const auto writer = connect();
        const int builder = session().backend_pid();
        writer_pid_ = writer->backend_pid();
        Result<std::vector<IndexReport>> built = std::vector<IndexReport>{};
        (void)writer->transaction([&]() -> Result<void> {
            EXPECT_TRUE(writer->execute(insert));
            IndexSwitchOptions options{{"sark_v2"}, IndexSet::lean, {}};
            options.work.connect = [this] { return connection(); };
            bool seen = false;
            options.work.on_progress = [&](const IndexProgress& progress) {
                phases_.push_back(progress.phase);
                if (!seen && progress.phase.find("waiting for writers") != std::string::npos) {
                    seen = true;
                    then(builder);
                }
            };
            built = switch_indexes(session(), options);
            return Error{Errc::interrupted, "the writer gives up", "", ""};
        });
        return built;
    }
    Result<std::unique_ptr<postgres::Session>> connection() {
        auto opened = connect();
        if (!opened)
            return Error{Errc::unavailable, "no second connection", "", ""};
        return opened;
    }
    void tell_server(const std::string& function, int pid) {
        const auto other = connect();
        EXPECT_TRUE(other->execute("SELECT " + function + "(" + std::to_string(pid) + ")"));
    }
    /// Cancels the build and, once it is cleaning up, ends the writer for which that waits too.
    void cancel(int builder) {
        tell_server("pg_cancel_backend", builder);
        const auto other = connect();
        const std::string cleaning =
            "SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(builder) +
            " AND query LIKE 'DROP INDEX%'";
        EXPECT_TRUE(sark::test::eventually([&] {
            const auto seen = other->execute(cleaning);
            return !seen || seen->rows[0][0] == "1";
        }));
        tell_server("pg_terminate_backend", writer_pid_);
    }

    void fail_and_look(const char* insert) {
        give(IndexSet::none);
        const auto built = build_behind_a_writer(insert, [this](int builder) { cancel(builder); });
        ASSERT_FALSE(built);
        EXPECT_EQ(built.error().code, Errc::timeout);
        EXPECT_THAT(built.error().where, HasSubstr("sark_v2.idx_"));
        EXPECT_THAT(invalid(), IsEmpty());
        give(IndexSet::lean);
        EXPECT_THAT(invalid(), IsEmpty());
    }
    void kill_and_repair(const char* insert) {
        give(IndexSet::none);
        const auto built = build_behind_a_writer(
            insert, [this](int builder) { tell_server("pg_terminate_backend", builder); });
        ASSERT_FALSE(built);
        EXPECT_EQ(built.error().code, Errc::unavailable);
        reconnect();
        EXPECT_THAT(invalid(), Not(IsEmpty())) << "what the next call has to find";
        EXPECT_GT(count(give(IndexSet::lean), Action::created), 0);
        EXPECT_THAT(invalid(), IsEmpty());
        EXPECT_THAT(give(IndexSet::lean), Each(Field(&IndexReport::action, Action::kept)));
    }

    int writer_pid_ = 0;
    std::vector<std::string> phases_;
    static constexpr const char* write_resource =
        "INSERT INTO sark_v2.resources (id, name, protocol, endpoint) VALUES ('w', 'w', 'mcp', '')";
    // Straight into a partition: through the table, a writer keeps the parent's index out, too.
    static constexpr const char* write_cost =
        "INSERT INTO sark_v2.cost_tracking_default (timestamp, principal_id, resource_id) "
        "VALUES ('2001-01-01', 'w', 'w')";
    static constexpr const char* write_cost_through_the_table =
        "INSERT INTO sark_v2.cost_tracking (timestamp, principal_id, resource_id) "
        "VALUES ('2001-01-01', 'w', 'w')";
};

/// The native form, beside TimescaleDB as well.
class IndexSwitchOnPartitionsTest : public IndexSwitchTest {
 protected:
    void SetUp() override {
        TestDatabase::SetUp();
        without_timescale();
        migrate();
    }
};

TEST_F(IndexSwitchTest, ANewSystemHasTheCompositeSet) {
    EXPECT_EQ(value("SELECT name FROM sark_bench.index_sets WHERE system = 'sark_v2'"),
              "composite");
    EXPECT_THAT(give(IndexSet::composite), Each(Field(&IndexReport::action, Action::kept)));
}

TEST_F(IndexSwitchTest, EachSetIsReachedFromEachOther) {
    for (const auto set : {IndexSet::none, IndexSet::composite, IndexSet::lean, IndexSet::bad,
                           IndexSet::seed, IndexSet::lean, IndexSet::none}) {
        give(set);
        EXPECT_EQ(exists("sark_v2.idx_resources_protocol"),
                  set == IndexSet::none || set == IndexSet::bad ? "f" : "t");
        EXPECT_EQ(exists("sark_v2.idx_cost_timestamp"),
                  set == IndexSet::seed || set == IndexSet::composite ? "t" : "f");
        EXPECT_EQ(exists("sark_v2.idx_cost_principal_timestamp"),
                  set == IndexSet::composite ? "t" : "f");
        EXPECT_EQ(exists("sark_app.idx_servers_all"), set == IndexSet::bad ? "t" : "f");
        EXPECT_THAT(invalid(), IsEmpty());
    }
}

TEST_F(IndexSwitchTest, SwitchingTwiceChangesNothing) {
    give(IndexSet::lean);
    const auto before = column("SELECT indexes::text FROM sark_bench.indexes ORDER BY 1");
    EXPECT_THAT(give(IndexSet::lean), Each(Field(&IndexReport::action, Action::kept)));
    EXPECT_EQ(column("SELECT indexes::text FROM sark_bench.indexes ORDER BY 1"), before);
}

TEST_F(IndexSwitchTest, OnlyTheNamedSystemIsSwitched) {
    const auto reports = give(IndexSet::none, {"sark_app"});
    EXPECT_THAT(reports, Each(Field(&IndexReport::system, "sark_app")));
    EXPECT_EQ(exists("sark_v2.idx_resources_protocol"), "t");
    EXPECT_EQ(value("SELECT name FROM sark_bench.index_sets WHERE system = 'sark_app'"), "none");
}

TEST_F(IndexSwitchTest, MigratingAgainKeepsTheChosenSet) {
    give(IndexSet::none);
    migrate();
    EXPECT_EQ(exists("sark_v2.idx_resources_protocol"), "f");
    MigrateOptions options;
    options.index_set = IndexSet::seed;
    migrate(options);
    EXPECT_EQ(exists("sark_v2.idx_resources_protocol"), "t");
    EXPECT_EQ(exists("sark_v2.idx_cost_principal_timestamp"), "f");
}

TEST_F(IndexSwitchTest, IndexesOfOthersAreLeftAlone) {
    run("CREATE INDEX theirs ON sark_v2.resources (endpoint)");
    give(IndexSet::none);
    EXPECT_EQ(exists("sark_v2.theirs"), "t");
}

// E-06: a name is not enough to know an index by.
TEST_F(IndexSwitchTest, AnIndexOfAnotherDefinitionIsReplaced) {
    run("DROP INDEX sark_v2.idx_resources_name");
    run("CREATE INDEX idx_resources_name ON sark_v2.resources (endpoint)");
    const auto reports = give(IndexSet::composite);
    EXPECT_EQ(count(reports, Action::dropped), 1);
    EXPECT_EQ(count(reports, Action::created), 1);
    EXPECT_THAT(value("SELECT pg_get_indexdef('sark_v2.idx_resources_name'::regclass)"),
                HasSubstr("(name)"));
}

TEST_F(IndexSwitchTest, NewPartitionsCarryASwitchedIndex) {
    give(IndexSet::none);
    give(IndexSet::lean);
    run("SELECT sark_v2.ensure_partitions('2001-01-01', '2001-01-01')");
    if (value("SELECT to_regclass('sark_v2.cost_tracking_20010101') IS NOT NULL") == "t") {
        EXPECT_EQ(value("SELECT count(*) FROM pg_index "
                        "WHERE indrelid = 'sark_v2.cost_tracking_20010101'::regclass"),
                  value("SELECT count(*) FROM pg_index "
                        "WHERE indrelid = 'sark_v2.cost_tracking'::regclass"));
    }
}

TEST_F(IndexSwitchTest, ProgressIsSeenAndWritersGoOnWhileAnIndexBuilds) {
    give(IndexSet::none);
    bool wrote = false;
    const auto built = build_behind_a_writer(write_resource, [&](int builder) {
        const auto other = connect();
        EXPECT_TRUE(other->execute("SET lock_timeout = '120s'"));
        wrote = other
                    ->execute(
                        "INSERT INTO sark_v2.resources (id, name, protocol, endpoint) "
                        "VALUES ('x', 'x', 'mcp', '')")
                    .has_value();
        cancel(builder);
    });
    EXPECT_TRUE(wrote);
    EXPECT_FALSE(built);
    EXPECT_THAT(phases_, Contains(HasSubstr("waiting for writers")));
}

// The parent's own index needs a lock that a writer's open transaction refuses: it is asked for
// again and again, and other writers get through in between.
TEST_F(IndexSwitchOnPartitionsTest, WaitingForThePartitionedTableGivesWayToWriters) {
    give(IndexSet::none);
    const auto writer = connect();
    bool wrote = false;
    Result<std::vector<IndexReport>> built = std::vector<IndexReport>{};
    std::thread builder;
    {
        const auto other = connect();
        const std::string waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE "
            "'CREATE INDEX % ON ONLY %' AND pid = " +
            std::to_string(session().backend_pid());
        (void)writer->transaction([&]() -> Result<void> {
            EXPECT_TRUE(writer->execute(write_cost_through_the_table));
            builder = std::thread([&] {
                built = switch_indexes(session(), {{"sark_v2"}, IndexSet::lean, {}});
            });
            EXPECT_TRUE(sark::test::eventually([&] {
                const auto seen = other->execute(waiting);
                return !seen || seen->rows[0][0] == "1";
            }));
            wrote = other->execute(write_cost_through_the_table).has_value();
            return Error{Errc::interrupted, "the writer gives up", "", ""};
        });
    }
    builder.join();
    EXPECT_TRUE(built) << (built ? "" : describe(built.error()));
    EXPECT_TRUE(wrote);
    EXPECT_THAT(invalid(), IsEmpty());
}

TEST_F(IndexSwitchTest, AFailedBuildLeavesNoInvalidIndex) {
    fail_and_look(write_resource);
}

TEST_F(IndexSwitchTest, AKilledBuildIsRepairedByTheNext) {
    kill_and_repair(write_resource);
}

TEST_F(IndexSwitchOnPartitionsTest, AFailedBuildLeavesNoInvalidIndex) {
    fail_and_look(write_cost);
}

TEST_F(IndexSwitchOnPartitionsTest, AKilledBuildIsRepairedByTheNext) {
    kill_and_repair(write_cost);
}

TEST_F(IndexSwitchOnPartitionsTest, WhatAKilledBuildLeftIsDroppedBySwitchingAway) {
    give(IndexSet::none);
    (void)build_behind_a_writer(
        write_cost, [this](int builder) { tell_server("pg_terminate_backend", builder); });
    reconnect();
    give(IndexSet::none);
    EXPECT_THAT(invalid(), IsEmpty());
    EXPECT_THAT(column("SELECT relname FROM pg_class WHERE relkind = 'i' AND relname LIKE "
                       "'idx_%' AND relnamespace = 'sark_v2'::regnamespace"),
                IsEmpty());
}

TEST_F(IndexSwitchTest, DryRunPrintsTheSqlAndChangesNothing) {
    give(IndexSet::none);
    const auto before = objects();
    std::vector<std::string> sql;
    IndexSwitchOptions options{{"sark_v2"}, IndexSet::lean, {}};
    options.work.dry_run = true;
    options.work.on_sql = [&](const std::string& text) { sql.push_back(text); };
    const auto reports = switch_indexes(session(), options);
    ASSERT_TRUE(reports) << describe(reports.error());
    EXPECT_THAT(*reports, Each(Field(&IndexReport::action, Action::would_create)));
    EXPECT_THAT(sql, Contains("CREATE INDEX CONCURRENTLY idx_resources_protocol ON "
                              "sark_v2.resources (protocol)"));
    EXPECT_EQ(objects(), before);
}

TEST_F(IndexSwitchTest, UnknownAndUnmigratedSystemsAreRefused) {
    const auto unknown = switch_indexes(session(), {{"sark_v9"}, IndexSet::lean, {}});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Errc::invalid_argument);
    const auto unmigrated = switch_indexes(session(), {{"sark_partitions"}, IndexSet::lean, {}});
    ASSERT_FALSE(unmigrated);
    EXPECT_EQ(unmigrated.error().code, Errc::not_found);
}

class ForeignIndexesTest : public TestDatabase {};

TEST_F(ForeignIndexesTest, ADatabaseWithoutOurMarkerIsRefused) {
    run("CREATE TABLE public.users (username text)");
    run("CREATE INDEX idx_users_username ON public.users (username)");
    const auto before = objects();
    const auto refused = switch_indexes(session(), {{}, IndexSet::none, {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unsafe);
    EXPECT_EQ(objects(), before);
}

}  // namespace
}  // namespace sark::migrations
