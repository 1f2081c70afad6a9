#include <memory>
#include <optional>

#include <gmock/gmock.h>

#include "examined.hpp"
#include "scenarios/environment/managed_postgres.hpp"
#include "scenarios/environment/run_directory.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios::doctor {
namespace {

using test::answer_of;
using test::examined;
using test::text_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A server of this suite's own that has pg_stat_statements loaded.
class StatementStatisticsTest : public ::testing::Test {
 protected:
    static void SetUpTestSuite() {
        scratch_.emplace().let_everybody_in();
        ManagedPostgresOptions options;
        const auto user = find_user();
        options.user = user;
        options.durable = false;
        auto directory = RunDirectory::create({scratch_->path()}, user);
        ASSERT_TRUE(directory) << describe(directory.error());
        directory_.emplace(*std::move(directory));
        const auto place = directory_->make_private("postgres", user);
        ASSERT_TRUE(place) << describe(place.error());
        auto server = ManagedPostgres::start(*place, options);
        ASSERT_TRUE(server) << describe(server.error());
        server_ = *std::move(server);
    }
    static void TearDownTestSuite() {
        server_.reset();
        directory_.reset();
        scratch_.reset();
    }
    static std::optional<ServiceUser> find_user();

    void SetUp() override {
        ASSERT_NE(server_, nullptr);
        session_ = open("sark");
        run("DROP SCHEMA IF EXISTS \"Odd Place\" CASCADE; CREATE SCHEMA \"Odd Place\"; "
            "CREATE EXTENSION pg_stat_statements SCHEMA \"Odd Place\"; "
            "DROP TABLE IF EXISTS docs; CREATE TABLE docs (a jsonb)");
        run("SELECT \"Odd Place\".pg_stat_statements_reset()");
    }
    static std::unique_ptr<postgres::Session> open(const std::string& database) {
        auto session = postgres::Session::open(server_->dsn() + " dbname=" + database);
        EXPECT_TRUE(session) << describe(session.error());
        return session ? *std::move(session) : nullptr;
    }
    void run(const std::string& sql) {
        const auto done = session_->execute(sql);
        ASSERT_TRUE(done) << describe(done.error()) << '\n' << sql;
    }
    std::string value(const std::string& sql) {
        const auto rows = session_->execute(sql);
        EXPECT_TRUE(rows) << describe(rows.error()) << '\n' << sql;
        return rows && !rows->empty() ? rows->rows[0][0].value_or("NULL") : "";
    }

    static inline std::optional<sark::test::ScratchDirectory> scratch_;
    static inline std::optional<RunDirectory> directory_;
    static inline std::unique_ptr<ManagedPostgres> server_;
    std::unique_ptr<postgres::Session> session_;
};

std::optional<ServiceUser> StatementStatisticsTest::find_user() {
    const auto user = find_service_user();
    EXPECT_TRUE(user) << describe(user.error());
    return user ? *user : std::nullopt;
}

TEST_F(StatementStatisticsTest, SlowStatementsAndExtractionsAreFoundWithoutTheirLiterals) {
    run("SELECT a FROM docs WHERE a->>'owner' = 'hunter2'");
    run("SELECT pg_sleep(0.15), 'hunter2'");
    run("CREATE ROLE somebody PASSWORD 'hunter2'");
    run("DROP ROLE somebody");
    const auto examination = examined(*session_);
    const Answer slow = answer_of(examination, "slow_statements");
    EXPECT_EQ(slow.verdict, Verdict::no) << slow.why;
    EXPECT_THAT(text_of(slow.evidence), HasSubstr("pg_sleep"));
    EXPECT_EQ(answer_of(examination, "frequent_slow_statements").verdict, Verdict::yes);
    EXPECT_EQ(answer_of(examination, "jsonb_containment").verdict, Verdict::no);
    EXPECT_EQ(answer_of(examination, "top_statements").verdict, Verdict::yes);
    for (const Answer& answer : examination.answers)
        EXPECT_THAT(text_of(answer.evidence), Not(HasSubstr("hunter2"))) << answer.name;
}

TEST_F(StatementStatisticsTest, ContainmentIsWhatTheChecklistAsksFor) {
    run("SELECT a FROM docs WHERE a @> '{\"owner\": \"x\"}'");
    EXPECT_EQ(answer_of(examined(*session_), "jsonb_containment").verdict, Verdict::yes);
}

TEST_F(StatementStatisticsTest, TheDoctorsOwnStatementsAreNotRecorded) {
    ASSERT_FALSE(examined(*session_).answers.empty());
    EXPECT_EQ(value("SELECT count(*) FROM \"Odd Place\".pg_stat_statements "
                    "WHERE query ILIKE '%pg_stat_activity%' OR query ILIKE '%lock_timeout%'"),
              "0");
}

TEST_F(StatementStatisticsTest, OnlyTheResetForgetsAndOnlyOfThisDatabase) {
    const auto count = [&](const std::string& database) {
        return value(
            "SELECT count(*) > 0 FROM \"Odd Place\".pg_stat_statements s "
            "JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '" +
            database + "' AND query LIKE '%of_interest%'");
    };
    run("SELECT 1 AS of_interest");
    {
        const auto other = open("postgres");
        ASSERT_NE(other, nullptr);
        ASSERT_TRUE(other->execute("SELECT 2 AS of_interest"));
    }
    ASSERT_FALSE(examined(*session_).answers.empty());
    EXPECT_EQ(count("sark"), "t");
    const auto done = reset_statement_statistics(*session_);
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(value("SELECT count(*) FROM \"Odd Place\".pg_stat_statements "
                    "WHERE query LIKE 'SELECT $1 AS of_interest'"),
              "1");
    EXPECT_EQ(count("postgres"), "t");
}

TEST_F(StatementStatisticsTest, WithoutPrivilegeOthersStatementsCannotBeJudged) {
    run("CREATE ROLE reader LOGIN");
    run("GRANT USAGE ON SCHEMA \"Odd Place\" TO reader");
    {
        const auto opened = postgres::Session::open(server_->dsn() + " user=reader");
        ASSERT_TRUE(opened) << describe(opened.error());
        const Answer slow = answer_of(examined(**opened), "slow_statements");
        EXPECT_EQ(slow.verdict, Verdict::unknown);
        EXPECT_THAT(slow.mend, HasSubstr("pg_read_all_stats"));
        EXPECT_FALSE(reset_statement_statistics(**opened));
    }
    run("GRANT pg_monitor TO reader");
    {
        const auto opened = postgres::Session::open(server_->dsn() + " user=reader");
        ASSERT_TRUE(opened) << describe(opened.error());
        EXPECT_THAT(answer_of(examined(**opened), "slow_statements").why,
                    AllOf(Not(HasSubstr("privilege")), Not(HasSubstr("role"))));
    }
    run("REVOKE USAGE ON SCHEMA \"Odd Place\" FROM reader");
    run("DROP ROLE reader");
}

}  // namespace
}  // namespace sark::scenarios::doctor
