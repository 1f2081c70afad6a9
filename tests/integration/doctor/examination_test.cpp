#include "scenarios/doctor/examination.hpp"

#include <gmock/gmock.h>

#include "examined.hpp"
#include "migrations/seeder.hpp"
#include "scenarios/doctor/read_only_session.hpp"
#include "test_database.hpp"

namespace sark::scenarios::doctor {
namespace {

using test::answer_of;
using test::examined;
using test::text_of;
using ::testing::HasSubstr;
using ::testing::Not;

/// A database that sark-bench never saw.
class ForeignDatabaseTest : public migrations::TestDatabase {
 protected:
    /// Makes what this session did visible to the statistics at once.
    void flush() { run("SELECT pg_stat_force_next_flush()"); }
};

TEST_F(ForeignDatabaseTest, EveryQuestionIsAnsweredInAnEmptyOne) {
    const auto examination = examined(session(), {}, shipped_checks());
    std::size_t asked = 0;
    for (const Check& check : shipped_checks())
        asked += check.asked == Asked::redis || check.asked == Asked::redis_settings ? 0U : 1U;
    EXPECT_EQ(examination.answers.size(), asked);
    for (const Answer& answer : examination.answers) {
        EXPECT_FALSE(answer.why.empty()) << answer.name;
        EXPECT_TRUE(answer.verdict != Verdict::no || !answer.mend.empty()) << answer.name;
    }
    EXPECT_EQ(answer_of(examination, "all_indexes").verdict, Verdict::unknown);
    EXPECT_EQ(answer_of(examination, "unused_indexes").verdict, Verdict::yes);
    EXPECT_EQ(answer_of(examination, "enum_labels").verdict, Verdict::unknown);
    EXPECT_EQ(answer_of(examination, "database_sizes").verdict, Verdict::yes);
    EXPECT_THAT(answer_of(examination, "throughput").why, HasSubstr("commits/s"));
}

TEST_F(ForeignDatabaseTest, TheRateOfTransactionsLeavesTheDoctorsOwnOut) {
    flush();
    // Nobody else is connected to this database, but for autovacuum at times; the doctor's own
    // questions are dozens.
    const Answer rate = answer_of(examined(session(), {}, shipped_checks()), "throughput");
    EXPECT_LT(std::stod(rate.why), 10.0) << rate.why;
}

TEST_F(ForeignDatabaseTest, WithoutStatementStatisticsItSaysHowToGetThem) {
    const auto examination = examined(session());
    for (const char* name : {"slow_statements", "top_statements", "jsonb_containment"}) {
        const Answer answer = answer_of(examination, name);
        EXPECT_EQ(answer.verdict, Verdict::unknown) << name;
        EXPECT_THAT(answer.mend, HasSubstr("CREATE EXTENSION pg_stat_statements"));
    }
    const auto refused = reset_statement_statistics(session());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::not_found);
}

TEST_F(ForeignDatabaseTest, AnUnusedIndexARepetitionAndAnInvalidOneAreFound) {
    run("CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer)");
    run("CREATE INDEX idle ON t (a)");
    run("CREATE INDEX twin ON t (a)");
    run("INSERT INTO t SELECT n, n % 7, n FROM generate_series(1, 50) n");
    for (int i = 0; i < 120; ++i) run("SELECT count(*) FROM t");
    flush();
    const Answer unused = answer_of(examined(session()), "unused_indexes");
    EXPECT_EQ(unused.verdict, Verdict::no) << unused.why;
    EXPECT_THAT(text_of(unused.evidence), HasSubstr("public.idle"));
    EXPECT_THAT(text_of(unused.evidence), Not(HasSubstr("t_pkey")));
    const Answer repeated = answer_of(examined(session()), "index_health");
    EXPECT_EQ(repeated.verdict, Verdict::no);
    EXPECT_THAT(text_of(repeated.evidence),
                HasSubstr("public.twin | public.t | repeats public.idle"));
    run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idle'::regclass");
    EXPECT_THAT(text_of(answer_of(examined(session()), "index_health").evidence),
                HasSubstr("public.idle | public.t | invalid"));
}

TEST_F(ForeignDatabaseTest, LargeTablesAreHeldToTheirIndexRatio) {
    run("CREATE TABLE t (id integer PRIMARY KEY, a integer)");
    run("INSERT INTO t SELECT n, n FROM generate_series(1, 10000) n");
    for (int i = 0; i < 110; ++i) run("SELECT count(*) FROM t WHERE a = 1");
    flush();
    const Answer low = answer_of(examined(session()), "index_ratio");
    EXPECT_EQ(low.verdict, Verdict::no) << low.why;
    EXPECT_THAT(text_of(low.evidence), HasSubstr("public.t | 10000"));
}

TEST_F(ForeignDatabaseTest, DeadRowsAndATableThatWasNeverAnalysedAreFound) {
    run("CREATE TABLE t (a integer) WITH (autovacuum_enabled = false)");
    run("INSERT INTO t SELECT n FROM generate_series(1, 5000) n");
    run("UPDATE t SET a = a + 1");
    flush();
    const auto examination = examined(session());
    EXPECT_EQ(answer_of(examination, "bloat").verdict, Verdict::no);
    EXPECT_EQ(answer_of(examination, "weekly_analyze").verdict, Verdict::no);
    EXPECT_EQ(answer_of(examination, "autovacuum").verdict, Verdict::no);
    EXPECT_THAT(text_of(answer_of(examination, "autovacuum").evidence), HasSubstr("public.t"));
    run("VACUUM ANALYZE t");
    flush();
    const auto healed = examined(session());
    EXPECT_EQ(answer_of(healed, "bloat").verdict, Verdict::yes);
    EXPECT_EQ(answer_of(healed, "weekly_analyze").verdict, Verdict::yes);
}

TEST_F(ForeignDatabaseTest, ALiveSarkInPublicIsKnownByItsColumnsAndItsLabelsAreRead) {
    run("CREATE TYPE statustype AS ENUM ('REGISTERED', 'ACTIVE')");
    run("CREATE TABLE mcp_servers (id uuid PRIMARY KEY, status statustype, "
        "sensitivity_level text CHECK (sensitivity_level IN ('low', 'high')))");
    const auto examination = examined(session());
    const Answer labels = answer_of(examination, "enum_labels");
    EXPECT_EQ(labels.verdict, Verdict::no);
    EXPECT_THAT(text_of(labels.evidence), HasSubstr("enum statustype | REGISTERED, ACTIVE"));
    const Answer indexes = answer_of(examination, "all_indexes");
    EXPECT_EQ(indexes.verdict, Verdict::no);
    EXPECT_THAT(text_of(indexes.evidence), HasSubstr("public.mcp_servers | idx_mcp_servers_"));
}

TEST_F(ForeignDatabaseTest, StatementTimeoutsOfRolesAreSeenAndNotTheDoctorsOwn) {
    const Answer none = answer_of(examined(session()), "statement_timeout");
    EXPECT_EQ(none.verdict, Verdict::no) << none.why;
    run("ALTER DATABASE " + value("SELECT current_database()") + " SET statement_timeout = '20s'");
    reconnect();
    const Answer some = answer_of(examined(session()), "statement_timeout");
    EXPECT_EQ(some.verdict, Verdict::yes) << some.why;
    EXPECT_THAT(some.why, HasSubstr("20s"));
}

TEST_F(ForeignDatabaseTest, TheServersSettingsStandBesideTheDocuments) {
    Circumstances told;
    const Answer unsized = answer_of(examined(session(), told), "settings_pg-v2-16gb");
    EXPECT_THAT(text_of(unsized.evidence), HasSubstr("unknown: memory of the host"));
    told.host_memory = std::uint64_t{16} << 30;
    const auto examination = examined(session(), told);
    for (const char* name :
         {"settings_pg-v2-16gb", "settings_pg-primary-8gb", "settings_pg-enterprise-32gb"}) {
        const Answer answer = answer_of(examination, name);
        EXPECT_EQ(answer.verdict, Verdict::no) << answer.why;
        EXPECT_THAT(text_of(answer.evidence), HasSubstr("max_connections | 200 | 200 | 200"));
    }
    EXPECT_GE(answer_of(examination, "settings_pg-primary-8gb").evidence.rows.size(), 38U);
}

TEST_F(ForeignDatabaseTest, ATableThatIsLockedIsLeftOutAndNotWaitedFor) {
    run("CREATE TABLE open (a integer)");
    run("CREATE TABLE closed (a integer PRIMARY KEY)");
    const auto holder = connect();
    ASSERT_NE(holder, nullptr);
    ASSERT_TRUE(holder->execute("BEGIN; LOCK TABLE closed IN ACCESS EXCLUSIVE MODE"));
    const auto examination = examined(session());
    const Answer sizes = answer_of(examination, "table_sizes");
    EXPECT_EQ(sizes.verdict, Verdict::yes) << sizes.why;
    EXPECT_THAT(text_of(sizes.evidence), HasSubstr("public.open"));
    EXPECT_THAT(text_of(sizes.evidence), Not(HasSubstr("public.closed")));
    ASSERT_TRUE(holder->execute("ROLLBACK"));
}

TEST_F(ForeignDatabaseTest, AStatementThatMustWaitForALockGivesUp) {
    run("CREATE TABLE closed (a integer)");
    const auto holder = connect();
    ASSERT_NE(holder, nullptr);
    ASSERT_TRUE(holder->execute("BEGIN; LOCK TABLE closed IN ACCESS EXCLUSIVE MODE"));
    Check check;
    check.name = "waits";
    check.statement = "SELECT count(*) FROM public.closed";
    check.judge = [](const Observation&, const Circumstances&) { return yes("", {}); };
    const auto examination = examine_database(session(), {check}, {});
    ASSERT_TRUE(examination) << describe(examination.error());
    EXPECT_EQ(examination->answers.front().verdict, Verdict::unknown);
    EXPECT_THAT(examination->answers.front().why, HasSubstr("lock"));
    ASSERT_TRUE(holder->execute("ROLLBACK"));
}

TEST_F(ForeignDatabaseTest, ACheckThatWritesIsRefusedByTheServer) {
    run("CREATE TABLE t (a integer)");
    ReadOnlySession reader(session());
    for (const char* statement :
         {"INSERT INTO public.t VALUES (1)", "CREATE TABLE public.u (a integer)",
          "SELECT nextval('public.s')", "ALTER ROLE postgres RESET ALL"}) {
        run("CREATE SEQUENCE IF NOT EXISTS s");
        ASSERT_FALSE(reader.query(statement)) << statement;
        EXPECT_EQ(reader.sqlstate(), "25006") << statement;
    }
    EXPECT_EQ(value("SELECT count(*) FROM t"), "0");
}

TEST_F(ForeignDatabaseTest, TheSessionKeepsNothingOfTheDoctorsSettings) {
    ReadOnlySession reader(session());
    const auto name = reader.query(
        "SELECT application_name, current_setting('lock_timeout') FROM "
        "pg_stat_activity WHERE pid = pg_backend_pid()");
    ASSERT_TRUE(name) << describe(name.error());
    EXPECT_EQ(name->rows[0][0], "sark-bench doctor");
    EXPECT_EQ(name->rows[0][1], "500ms");
    EXPECT_EQ(value("SHOW lock_timeout"), "0");
    EXPECT_EQ(value("SHOW statement_timeout"), "0");
    EXPECT_EQ(value("SHOW default_transaction_read_only"), "off");
    EXPECT_THAT(value("SHOW search_path"), HasSubstr("public"));
    EXPECT_NE(value("SHOW application_name"), "sark-bench doctor");
}

TEST_F(ForeignDatabaseTest, ALostConnectionIsNoAnswer) {
    const auto other = connect();
    ASSERT_NE(other, nullptr);
    const auto pid = value("SELECT pg_backend_pid()");
    ASSERT_TRUE(other->execute("SELECT pg_terminate_backend($1::integer)", {pid}));
    const auto examination = examine_database(session(), shipped_checks(), {});
    ASSERT_FALSE(examination);
    EXPECT_EQ(examination.error().code, Errc::unavailable);
    reconnect();
}

TEST_F(ForeignDatabaseTest, ARoleWithoutPrivilegesIsToldWhatItMayNotSee) {
    const std::string role = "doctor_of_" + value("SELECT current_database()");
    run("CREATE ROLE " + role + " LOGIN");
    {
        const auto opened = postgres::Session::open(dsn() + " user=" + role);
        ASSERT_TRUE(opened) << describe(opened.error());
        const auto examination = examined(**opened);
        for (const char* name : {"connection_states", "connection_use", "long_transactions"}) {
            const Answer answer = answer_of(examination, name);
            EXPECT_EQ(answer.verdict, Verdict::unknown) << name;
            EXPECT_THAT(answer.mend, HasSubstr("pg_read_all_stats"));
        }
        EXPECT_THAT(answer_of(examination, "preloaded_libraries").mend,
                    HasSubstr("pg_read_all_settings"));
        EXPECT_THAT(text_of(answer_of(examination, "settings_pg-primary-8gb").evidence),
                    HasSubstr("the role may not read it"));
        EXPECT_EQ(answer_of(examination, "autovacuum").verdict, Verdict::yes);
    }
    run("DROP ROLE " + role);
}

TEST_F(ForeignDatabaseTest, AStatisticThatIsRevokedLeavesTheOtherQuestionsAnswered) {
    const std::string role = "hardened_" + value("SELECT current_database()");
    run("REVOKE SELECT ON pg_catalog.pg_stat_database FROM PUBLIC");
    run("CREATE ROLE " + role + " LOGIN");
    {
        const auto opened = postgres::Session::open(dsn() + " user=" + role);
        ASSERT_TRUE(opened) << describe(opened.error());
        const auto examination = examined(**opened);
        const Answer pooling = answer_of(examination, "pooling");
        EXPECT_EQ(pooling.verdict, Verdict::unknown);
        EXPECT_EQ(pooling.why, "permission denied for view pg_stat_database");
        EXPECT_THAT(pooling.mend, HasSubstr("GRANT"));
        EXPECT_EQ(answer_of(examination, "autovacuum").verdict, Verdict::yes);
    }
    run("DROP ROLE " + role);
}

TEST_F(ForeignDatabaseTest, TheStatementsForTimescaleRunOnItsViews) {
    if (value("SELECT count(*) FROM pg_available_extensions WHERE name = 'timescaledb'") == "0") {
        run("CREATE SCHEMA timescaledb_information");
        run("CREATE VIEW timescaledb_information.hypertables AS "
            "SELECT 'public'::name AS hypertable_schema, 'cost_tracking'::name AS hypertable_name");
        run("CREATE VIEW timescaledb_information.continuous_aggregates AS SELECT "
            "'public'::name AS view_schema, 'v'::name AS view_name, true AS materialized_only");
    } else {
        run("CREATE EXTENSION timescaledb");
    }
    run("CREATE TABLE cost_tracking (a integer)");
    ReadOnlySession reader(session());
    std::size_t found = 0;
    for (const Check& check : shipped_checks()) {
        if (check.timescale_statement.empty())
            continue;
        ++found;
        const auto rows = reader.query(check.timescale_statement);
        EXPECT_TRUE(rows) << check.name << ": " << describe(rows.error());
    }
    EXPECT_EQ(found, 2U);
}

/// A database with everything that sark-bench makes.
class MigratedDatabaseTest : public migrations::MigratedDatabase {
 protected:
    /// Definitions, storage, rows and settings: what an examination might have changed.
    std::string fingerprint() {
        return value(R"(
            SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
                SELECT concat_ws(',', oid, relname, relfilenode, reloptions, relnatts) FROM pg_class
                UNION ALL SELECT concat_ws(',', indexrelid, indisvalid, indisready) FROM pg_index
                UNION ALL SELECT concat_ws(',', oid, proname, prosrc) FROM pg_proc
                UNION ALL SELECT concat_ws(',', name, reset_val) FROM pg_settings
                UNION ALL SELECT concat_ws(',', setdatabase, setrole, setconfig) FROM pg_db_role_setting
                UNION ALL SELECT concat_ws(',', oid, rolname, rolconnlimit) FROM pg_roles
                UNION ALL SELECT concat_ws(',', extname, extversion) FROM pg_extension
                UNION ALL SELECT md5(string_agg(r::text, '' ORDER BY r::text)) FROM sark_v2.resources r
                UNION ALL SELECT md5(string_agg(u::text, '' ORDER BY u::text)) FROM sark_app.users u
                UNION ALL SELECT concat_ws(',', relid, n_tup_ins, n_tup_upd, n_tup_del)
                          FROM pg_stat_user_tables) AS all_of_it (line))");
    }
    void seed_rows() {
        migrations::SeedOptions seeding;
        seeding.dataset = small_dataset();
        const auto seeded = migrations::seed(session(), seeding);
        ASSERT_TRUE(seeded) << describe(seeded.error());
        run("SELECT pg_stat_force_next_flush()");
    }
};

TEST_F(MigratedDatabaseTest, EverySystemOfOursIsKnownAndHasItsIndexes) {
    seed_rows();
    const auto examination = examined(session());
    std::string facts;
    for (const auto& [name, fact] : examination.facts) facts += name + ": " + fact + "\n";
    for (const char* system : {"sark_v2", "sark_app", "sark_audit", "sark_api", "mcp_gw"})
        EXPECT_THAT(facts, HasSubstr(system));
    const Answer indexes = answer_of(examination, "all_indexes");
    EXPECT_EQ(indexes.verdict, Verdict::yes) << indexes.why << '\n' << text_of(indexes.evidence);
    for (const char* name : {"time_series", "enum_labels", "autovacuum", "table_sizes"})
        EXPECT_EQ(answer_of(examination, name).verdict, Verdict::yes)
            << name << ": " << answer_of(examination, name).why;
    // What the documents create twice (E-22) is in the set that was migrated.
    EXPECT_THAT(text_of(answer_of(examination, "index_health").evidence),
                HasSubstr("sark_audit.idx_audit_events_user_time"));
}

TEST_F(MigratedDatabaseTest, AMissingIndexAndAnEmptyViewAreNamed) {
    run("DROP INDEX sark_v2.idx_resources_protocol");
    run("REFRESH MATERIALIZED VIEW sark_v2.mv_protocol_stats WITH NO DATA");
    const auto examination = examined(session());
    EXPECT_EQ(answer_of(examination, "all_indexes").verdict, Verdict::no);
    EXPECT_THAT(text_of(answer_of(examination, "all_indexes").evidence),
                HasSubstr("sark_v2.resources | idx_resources_protocol"));
    EXPECT_EQ(answer_of(examination, "materialized_views").verdict, Verdict::no);
}

TEST_F(MigratedDatabaseTest, AnExaminationChangesNothing) {
    seed_rows();
    const std::string before = fingerprint();
    ASSERT_FALSE(examined(session(), {}, shipped_checks()).answers.empty());
    EXPECT_EQ(fingerprint(), before);
}

TEST_F(MigratedDatabaseTest, AnExtensionThatIsNotLoadedIsNoStatistics) {
    if (value("SHOW shared_preload_libraries").find("pg_stat_statements") != std::string::npos)
        return;  // this server's statistics are what statement_statistics_test.cpp looks at
    const Answer answer = answer_of(examined(session()), "slow_statements");
    EXPECT_EQ(answer.verdict, Verdict::unknown);
    EXPECT_THAT(answer.why, HasSubstr("not loaded"));
}

}  // namespace
}  // namespace sark::scenarios::doctor
