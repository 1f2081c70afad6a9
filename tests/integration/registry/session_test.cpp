#include "core/postgres/session.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/registry/test_database.hpp"

namespace sark::postgres {
namespace {

using testing::HasSubstr;
using testing::Not;

class SessionTest : public testing::Test {
 protected:
    void SetUp() override {
        session = test::connect();
        run("DROP SCHEMA IF EXISTS \"Odd schema\" CASCADE; CREATE SCHEMA \"Odd schema\"; "
            "CREATE TABLE \"Odd schema\".\"Odd table\" (id int PRIMARY KEY, \"A text\" text)");
    }
    void run(const std::string& sql) {
        const auto done = session->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }
    [[nodiscard]] std::string count() const {
        return test::scalar("SELECT count(*) FROM \"Odd schema\".\"Odd table\"");
    }
    [[nodiscard]] Result<std::uint64_t> copy(const std::vector<Values>& rows) {
        std::size_t next = 0;
        return session->copy_in(table, {"id", "A text"}, [&](Values& row) {
            if (next == rows.size())
                return false;
            row = rows[next++];
            return true;
        });
    }

    const std::string table = "Odd schema.Odd table";
    const std::string insert = "INSERT INTO \"Odd schema\".\"Odd table\" VALUES ($1::int, $2)";
    std::unique_ptr<Session> session;
};

const std::vector<std::string> awkward{"",
                                       "tab\tnewline\ncarriage\rreturn",
                                       "back\\slash \\N \\. \\t",
                                       "\\.",
                                       "\\N",
                                       "quote ' \" $$ ; -- ",
                                       "\b\f\v\x01\x7f",
                                       "äöü € 𝄞",
                                       std::string(100'000, 'x')};

TEST_F(SessionTest, ParametersKeepAwkwardTextsAndNull) {
    for (const std::string& text : awkward) {
        const auto plain = session->execute("SELECT $1::text, $2::text", {text, std::nullopt});
        ASSERT_TRUE(plain) << describe(plain.error());
        EXPECT_EQ(plain->rows.at(0), (Values{text, std::nullopt}));
        const auto prepared = session->execute_prepared("echo", "SELECT $1::text AS t", {text});
        ASSERT_TRUE(prepared) << describe(prepared.error());
        EXPECT_EQ(prepared->rows.at(0).at(0), text);
        EXPECT_EQ(prepared->columns, std::vector<std::string>{"t"});
    }
}

TEST_F(SessionTest, QuotesLiteralsAndNames) {
    for (const std::string& text : awkward) {
        const auto rows = session->execute("SELECT " + session->quote(text));
        ASSERT_TRUE(rows) << describe(rows.error());
        EXPECT_EQ(rows->rows.at(0).at(0), text);
    }
    const std::string name = "we\"ird \\ name";
    const auto rows = session->execute("SELECT 1 AS " + session->quote_name(name));
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->columns.at(0), name);
}

TEST_F(SessionTest, CountsAffectedRows) {
    ASSERT_TRUE(session->execute(insert, {"1", "a"}));
    ASSERT_TRUE(session->execute(insert, {"2", "b"}));
    const auto updated = session->execute("UPDATE \"Odd schema\".\"Odd table\" SET \"A text\"='c'");
    ASSERT_TRUE(updated);
    EXPECT_EQ(updated->affected, 2U);
    EXPECT_TRUE(updated->empty());
}

TEST_F(SessionTest, CountsRowsWithoutReadingThem) {
    run("INSERT INTO \"Odd schema\".\"Odd table\" SELECT n, 'text' FROM generate_series(1, 5) n");
    EXPECT_EQ(
        *session->count_rows("SELECT * FROM \"Odd schema\".\"Odd table\" WHERE id > $1", {"2"}),
        3U);
    EXPECT_EQ(*session->count_rows("SELECT count(*) FROM \"Odd schema\".\"Odd table\""), 1U);
    EXPECT_EQ(*session->count_rows("DELETE FROM \"Odd schema\".\"Odd table\""), 5U);
    EXPECT_EQ(session->count_rows("SELECT nothing").error().code, Errc::not_found);
}

TEST_F(SessionTest, ErrorsCarryTheirCodeAndSqlstateAndLeaveTheSessionUsable) {
    ASSERT_TRUE(session->execute(insert, {"1", "secret detail"}));
    struct Case {
        const char* sql;
        Errc code;
        const char* sqlstate;
    };
    for (const Case& c : {
             Case{"INSERT INTO \"Odd schema\".\"Odd table\" VALUES (1, 'secret')", Errc::conflict,
                  "23505"},
             Case{"SET statement_timeout = 20; SELECT pg_sleep(30)", Errc::timeout, "57014"},
             Case{"SELECT * FROM nowhere", Errc::not_found, "42P01"},
             Case{"SELECT nothing", Errc::not_found, "42703"},
             Case{"SELECT nothing()", Errc::not_found, "42883"},
             Case{"SELEKT", Errc::invalid_argument, "42601"},
             Case{"SELECT 'x'::uuid", Errc::invalid_argument, "22P02"},
             Case{"DO $$ BEGIN RAISE insufficient_privilege; END $$", Errc::invalid_argument,
                  "42501"},
             Case{"DO $$ BEGIN RAISE serialization_failure; END $$", Errc::conflict, "40001"},
             Case{"DO $$ BEGIN RAISE disk_full; END $$", Errc::io, "53100"},
         }) {
        const auto failed = session->execute(c.sql);
        ASSERT_FALSE(failed) << c.sql;
        EXPECT_EQ(failed.error().code, c.code) << c.sql;
        EXPECT_EQ(session->last_sqlstate(), c.sqlstate);
        EXPECT_THAT(failed.error().message, HasSubstr(c.sqlstate));
        EXPECT_THAT(failed.error().message, Not(HasSubstr("\n")));
        EXPECT_THAT(describe(failed.error()), Not(HasSubstr("secret")));
        EXPECT_TRUE(session->alive());
        ASSERT_TRUE(session->execute("RESET statement_timeout"));
        EXPECT_EQ(session->last_sqlstate(), "");
    }
}

TEST_F(SessionTest, RefusesNulBytesBeforeSendingAnything) {
    const std::string nul("a\0b", 3);
    EXPECT_EQ(session->execute("SELECT $1::text", {nul}).error().code, Errc::invalid_argument);
    EXPECT_EQ(session->execute_prepared("nul", "SELECT $1::text", {nul}).error().code,
              Errc::invalid_argument);
    EXPECT_EQ(session->execute("SELECT 1 --" + nul).error().code, Errc::invalid_argument);
    EXPECT_EQ(copy({{"1", "fine"}, {"2", nul}, {"3", "fine"}}).error().code,
              Errc::invalid_argument);
    EXPECT_EQ(count(), "0");
    EXPECT_TRUE(session->ping());
}

TEST_F(SessionTest, OneNameStandsForOneStatement) {
    ASSERT_TRUE(session->execute_prepared("one", "SELECT 1", {}));
    EXPECT_EQ(session->execute_prepared("one", "SELECT 2", {}).error().code, Errc::internal);
    EXPECT_TRUE(session->execute_prepared("one", "SELECT 1", {}));
}

TEST_F(SessionTest, StatementThatCannotBePreparedCanBePreparedLater) {
    const std::string sql = "SELECT count(*) FROM \"Odd schema\".later";
    EXPECT_EQ(session->execute_prepared("later", sql, {}).error().code, Errc::not_found);
    run("CREATE TABLE \"Odd schema\".later (id int)");
    EXPECT_TRUE(session->execute_prepared("later", sql, {}));
}

TEST_F(SessionTest, TransactionCommitsOnSuccess) {
    const auto done = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(session->execute(insert, {"1", "a"}));
        EXPECT_EQ(count(), "0");  // seen from another session
        return {};
    });
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(count(), "1");
}

TEST_F(SessionTest, TransactionRollsBackWhenTheBodyFails) {
    const auto done = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(session->execute(insert, {"1", "a"}));
        return Error{Errc::not_found, "mine", "", ""};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "mine");
    EXPECT_EQ(count(), "0");
    EXPECT_TRUE(session->execute(insert, {"1", "a"}));
}

TEST_F(SessionTest, TransactionRollsBackWhenTheBodyThrows) {
    EXPECT_THROW(static_cast<void>(session->transaction([&]() -> Result<void> {
                     EXPECT_TRUE(session->execute(insert, {"1", "a"}));
                     throw std::runtime_error("mine");
                 })),
                 std::runtime_error);
    EXPECT_EQ(count(), "0");
    EXPECT_TRUE(session->execute(insert, {"1", "a"}));
}

TEST_F(SessionTest, TransactionWithAFailedStatementNeverCommits) {
    const auto done = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(session->execute(insert, {"1", "a"}));
        EXPECT_FALSE(session->execute("SELECT 1/0"));
        EXPECT_EQ(session->execute(insert, {"2", "b"}).error().code, Errc::conflict);
        return {};  // the body overlooks it
    });
    EXPECT_FALSE(done);
    EXPECT_EQ(count(), "0");
    EXPECT_TRUE(session->ping());
}

TEST_F(SessionTest, FailureAtCommitIsReported) {
    run("CREATE TABLE \"Odd schema\".child (id int REFERENCES \"Odd schema\".\"Odd table\" "
        "DEFERRABLE INITIALLY DEFERRED)");
    const auto done = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(session->execute("INSERT INTO \"Odd schema\".child VALUES (1)"));
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(session->last_sqlstate(), "23503");
    EXPECT_TRUE(session->ping());
}

TEST_F(SessionTest, TransactionsDoNotNest) {
    const auto done = session->transaction([&]() -> Result<void> {
        EXPECT_EQ(session->transaction([] { return Result<void>(); }).error().code, Errc::internal);
        return session->execute(insert, {"1", "a"}) ? Result<void>()
                                                    : Error{Errc::internal, "", "", ""};
    });
    EXPECT_TRUE(done);
    EXPECT_EQ(count(), "1");
}

TEST_F(SessionTest, CopyKeepsAwkwardTextsAndNull) {
    std::vector<Values> rows;
    for (std::size_t i = 0; i < awkward.size(); ++i)
        rows.push_back({std::to_string(i), awkward[i]});
    rows.push_back({std::to_string(awkward.size()), std::nullopt});
    const auto copied = copy(rows);
    ASSERT_TRUE(copied) << describe(copied.error());
    EXPECT_EQ(*copied, rows.size());
    const auto read = session->execute("SELECT * FROM \"Odd schema\".\"Odd table\" ORDER BY id");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->rows, rows);
}

TEST_F(SessionTest, CopyOfNothingWritesNothing) {
    const auto copied = copy({});
    ASSERT_TRUE(copied);
    EXPECT_EQ(*copied, 0U);
}

TEST_F(SessionTest, CopyIsAllOrNothing) {
    EXPECT_EQ(copy({{"1", "a"}, {"x", "b"}}).error().code, Errc::invalid_argument);
    EXPECT_EQ(session->last_sqlstate(), "22P02");
    EXPECT_EQ(copy({{"1", "a"}, {"1", "b"}}).error().code, Errc::conflict);
    EXPECT_EQ(copy({{"1", "a"}, {"2"}}).error().code, Errc::invalid_argument);
    EXPECT_EQ(session->copy_in("nowhere", {"id"}, [](Values&) { return false; }).error().code,
              Errc::not_found);
    EXPECT_THROW(static_cast<void>(session->copy_in(table, {"id"},
                                                    [n = 0](Values& row) mutable {
                                                        if (++n == 3)
                                                            throw std::runtime_error("mine");
                                                        row[0] = std::to_string(n);
                                                        return true;
                                                    })),
                 std::runtime_error);
    EXPECT_EQ(count(), "0");
    EXPECT_TRUE(copy({{"1", "a"}}));
}

TEST_F(SessionTest, CopyInsideATransactionSharesItsFate) {
    const auto failed = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(copy({{"1", "a"}}));
        return Error{Errc::internal, "mine", "", ""};
    });
    EXPECT_FALSE(failed);
    const auto doomed = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(copy({{"1", "a"}}));
        EXPECT_FALSE(copy({{"2", std::string("\0", 1)}}));  // overlooked by the body
        return {};
    });
    EXPECT_FALSE(doomed);
    EXPECT_EQ(count(), "0");
    const auto done = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(session->execute(insert, {"1", "a"}));
        EXPECT_TRUE(copy({{"2", "b"}}));
        return {};
    });
    EXPECT_TRUE(done);
    EXPECT_EQ(count(), "2");
}

TEST_F(SessionTest, LostConnectionStaysLost) {
    ASSERT_TRUE(session->execute_prepared("one", "SELECT 1", {}));
    test::kill_backend(session->backend_pid());
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(session->execute_prepared("one", "SELECT 1", {}).error().code, Errc::unavailable);
    EXPECT_FALSE(session->alive());
    EXPECT_FALSE(session->ping());
    EXPECT_EQ(session->transaction([] { return Result<void>(); }).error().code, Errc::unavailable);
    EXPECT_EQ(copy({}).error().code, Errc::unavailable);
}

TEST_F(SessionTest, ConnectionLostInATransactionOrCopyIsReported) {
    const auto lost = session->transaction([&]() -> Result<void> {
        EXPECT_TRUE(session->execute(insert, {"1", "a"}));
        test::kill_backend(session->backend_pid());
        return {};
    });
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, Errc::unavailable);
    EXPECT_FALSE(session->alive());

    session = test::connect();
    const auto cut = session->copy_in(table, {"id", "A text"}, [&, n = 0](Values& row) mutable {
        if (++n == 2)
            test::kill_backend(session->backend_pid());
        row = {std::to_string(n), "a"};
        return n < 100'000;
    });
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, Errc::unavailable);
    EXPECT_FALSE(session->alive());
    EXPECT_EQ(count(), "0");
}

TEST(SessionOpenTest, NamesItselfUnlessTheDsnDoes) {
    EXPECT_EQ(
        test::connect()->execute("SELECT current_setting('application_name')")->rows.at(0).at(0),
        "sark-core");
    const auto named = Session::open(test::dsn() + " application_name=mine");
    ASSERT_TRUE(named);
    EXPECT_EQ((*named)->execute("SELECT current_setting('application_name')")->rows.at(0).at(0),
              "mine");
}

TEST(SessionOpenTest, UnderstandsUris) {
    const std::string dsn = test::dsn();
    const std::size_t begin = dsn.find("host=") + 5;
    const std::string host = dsn.substr(begin, dsn.find(' ', begin) - begin);
    const auto session = Session::open("postgresql://postgres@/postgres?host=" + host);
    ASSERT_TRUE(session) << describe(session.error());
    EXPECT_TRUE((*session)->ping());
}

TEST(SessionOpenTest, FailureNamesTheTargetButNoPassword) {
    for (const std::string& dsn :
         {std::string("host=/nonexistent password='s3cret word'"),
          test::dsn() + " dbname=nope "
                        "password=s3cret",
          std::string("postgresql://u:s3cret@127.0.0.1:1/d?connect_timeout=2"),
          std::string("host=h password=s3cret bogus=1"), std::string("s3cret")}) {
        const auto session = Session::open(dsn);
        ASSERT_FALSE(session);
        EXPECT_THAT(describe(session.error()), Not(HasSubstr("s3cret"))) << dsn;
        EXPECT_THAT(describe(session.error()), Not(HasSubstr("\n")));
    }
    const auto refused = Session::open("host=/nonexistent user=u");
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_THAT(describe(refused.error()), HasSubstr("/nonexistent"));
    EXPECT_EQ(Session::open("bogus=1").error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark::postgres
