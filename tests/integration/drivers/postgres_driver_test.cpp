#include "workloads/drivers/postgres_driver.hpp"

#include <gtest/gtest.h>

#include "core/postgres/session.hpp"
#include "tests/integration/drivers/services.hpp"
#include "tests/support/drive_connection.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/told_cause.hpp"

namespace sark::workloads {
namespace {

using testing::connect_to;
using testing::opened;
using testing::perform;
using testing::told_by;
using Told = testing::ToldCause;

OperationSpec statement(std::string sql, std::vector<std::string> arguments = {}) {
    OperationSpec operation;
    operation.name = "sql.thing";
    PostgresOperation postgres;
    postgres.sql = std::move(sql);
    postgres.arguments = std::move(arguments);
    operation.request = postgres;
    return operation;
}

OperationSpec expecting(OperationSpec operation, std::uint64_t min,
                        std::optional<std::uint64_t> max) {
    auto& postgres = std::get<PostgresOperation>(operation.request);
    postgres.expect_rows_min = min;
    postgres.expect_rows_max = max;
    return operation;
}

class PostgresDriverTest : public ::testing::Test {
 protected:
    void SetUp() override {
        target_.postgres_dsn = dsn_;
        auto admin = postgres::Session::open(dsn_);
        ASSERT_TRUE(admin) << describe(admin.error());
        admin_ = std::move(admin).value();
        run("DROP TABLE IF EXISTS thing");
        run("CREATE TABLE thing (id bigint PRIMARY KEY, name text NOT NULL)");
        run("INSERT INTO thing SELECT i, 'thing-' || i FROM generate_series(1, 10) i");
    }
    postgres::Rows run(const std::string& sql) {
        auto rows = admin_->execute(sql);
        EXPECT_TRUE(rows) << describe(rows ? Error{} : rows.error());
        return rows ? std::move(rows).value() : postgres::Rows{};
    }
    Result<ConnectionFactory> factory(std::vector<OperationSpec> operations) {
        return make_postgres_factory(target_, operations, {});
    }
    /// Ends every session of the driver and waits until they are gone.
    void terminate_sessions() {
        run("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
            "WHERE application_name = 'sark-bench'");
    }
    /// Waits until the driver's statement runs.
    void await_sleeper() {
        ASSERT_TRUE(test::eventually([this] {
            return !run("SELECT 1 FROM pg_stat_activity WHERE application_name = 'sark-bench' "
                        "AND state = 'active' AND wait_event = 'PgSleep'")
                        .empty();
        })) << "the driver's statement never ran";
    }

    std::string dsn_ = testing::service("SARK_TEST_DSN");
    Target target_;
    std::unique_ptr<postgres::Session> admin_;
};

TEST_F(PostgresDriverTest, PerformsEveryOperationOfItsLoad) {
    OperationSpec select =
        expecting(statement("SELECT name FROM thing WHERE id = $1", {"${id}"}), 1, 1);
    select.parameters = {{"id", IntegerParameter{1, 10, {}}}};
    OperationSpec update = expecting(
        statement("UPDATE thing SET name = $2 WHERE id <= $1::bigint", {"3", "new-${id}"}), 3, 3);
    update.parameters = select.parameters;
    const auto connection = opened(factory({select, update}));
    for (std::uint64_t index = 0; index < 20; ++index)
        EXPECT_EQ(perform(*connection, {index % 2, index}).code, OutcomeCode::ok) << index;
    EXPECT_EQ(run("SELECT 1 FROM thing WHERE name LIKE 'new-%'").size(), 3U);
}

TEST_F(PostgresDriverTest, CountsTheBytesOfTheProtocol) {
    const auto connection = opened(factory({statement("SELECT $1::text AS a", {"hello"})}));
    const Outcome outcome = perform(*connection);
    // Bind 30 (statement "op0", one argument of 5), Describe 7, Execute 10, Sync 5.
    EXPECT_EQ(outcome.bytes_sent, 5U + 1 + 4 + 2 + 2 + 4 + 5 + 2 + 2 + 7 + 10 + 5);
    // BindComplete, RowDescription ("a"), DataRow, CommandComplete ("SELECT 1"), ReadyForQuery.
    EXPECT_EQ(outcome.bytes_received, 5U + (7 + 2 + 18) + (7 + 4 + 5) + (5 + 9) + 6);
}

/// As behind a pooler in transaction mode, which may run each on another server connection.
TEST_F(PostgresDriverTest, UnpreparedStatementsLeaveNothingOnTheServer) {
    target_.transaction_pooled = true;
    const auto connection = opened(
        factory({statement("SELECT $1::text AS a", {"hello"}),
                 statement("SELECT count(*) FROM pg_prepared_statements HAVING count(*) = 0"),
                 expecting(statement("SELECT 1 WHERE false"), 1, 1)}));
    const Outcome outcome = perform(*connection, {0, 0});
    EXPECT_EQ(outcome.code, OutcomeCode::ok);
    // Parse 5 + 1 + text 20 + 1 + 2; Bind without the statement's name; the rest as prepared.
    EXPECT_EQ(outcome.bytes_sent,
              (5U + 1 + 20 + 1 + 2) + (5 + 1 + 1 + 2 + 2 + 4 + 5 + 2 + 2) + 7 + 10 + 5);
    EXPECT_EQ(outcome.bytes_received, 5U + 5 + (7 + 2 + 18) + (7 + 4 + 5) + (5 + 9) + 6);
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
    EXPECT_EQ(perform(*connection, {2, 2}).code, OutcomeCode::wrong_answer);
    terminate_sessions();
    EXPECT_EQ(perform(*connection, {0, 3}).code, OutcomeCode::connection);
    EXPECT_EQ(perform(*connection, {0, 4}).code, OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, AnUnpreparedStatementThatTheServerRefusesShowsAtTheStart) {
    target_.transaction_pooled = true;
    for (const char* sql : {"SELECT nothing FROM nowhere", "SELECT $1::int"}) {
        const auto result = connect_to(factory({statement("SELECT 1"), statement(sql)}))->open();
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().code, Errc::invalid_scenario) << sql;
    }
}

TEST_F(PostgresDriverTest, OtherRowsThanExpectedAreAWrongAnswer) {
    const auto connection =
        opened(factory({expecting(statement("SELECT * FROM thing WHERE id < 0"), 1, std::nullopt),
                        expecting(statement("SELECT * FROM thing"), 0, 9),
                        expecting(statement("DELETE FROM thing WHERE id < 0"), 1, std::nullopt),
                        expecting(statement("SELECT * FROM thing"), 10, 10),
                        expecting(statement("SELECT * FROM thing WHERE id = 1"), 2, 2)}));
    EXPECT_EQ(told_by(*connection, {0, 0}), (Told{OutcomeCode::wrong_answer, "0 rows"}));
    EXPECT_EQ(told_by(*connection, {1, 1}),
              (Told{OutcomeCode::wrong_answer, "too many rows", "10 rows"}));
    EXPECT_EQ(told_by(*connection, {2, 2}), (Told{OutcomeCode::wrong_answer, "0 rows"}));
    EXPECT_EQ(told_by(*connection, {3, 3}), (Told{OutcomeCode::ok, ""}));
    EXPECT_EQ(told_by(*connection, {4, 4}),
              (Told{OutcomeCode::wrong_answer, "too few rows", "1 row"}));
}

TEST_F(PostgresDriverTest, AnSqlErrorIsAWrongAnswerOfItsOwnOperationOnly) {
    const auto connection = opened(
        factory({statement("SELECT 1 / $1::int", {"0"}),
                 statement("INSERT INTO thing VALUES (1, 'again')"), statement("SELECT 1")}));
    const int fd = connection->fd();
    EXPECT_EQ(told_by(*connection, {0, 0}),
              (Told{OutcomeCode::wrong_answer, "SQLSTATE 22012", "division by zero"}));
    EXPECT_EQ(told_by(*connection, {1, 1}),
              (Told{OutcomeCode::wrong_answer, "SQLSTATE 23505",
                    "duplicate key value violates unique constraint \"thing_pkey\""}));
    EXPECT_EQ(told_by(*connection, {2, 2}), (Told{OutcomeCode::ok, ""}));
    EXPECT_EQ(connection->fd(), fd);
}

TEST_F(PostgresDriverTest, AnErrorAtCommitCounts) {
    run("ALTER TABLE thing ADD CONSTRAINT late UNIQUE (name) DEFERRABLE INITIALLY DEFERRED");
    const auto connection =
        opened(factory({statement("INSERT INTO thing VALUES (11, 'thing-1')"),
                        statement("INSERT INTO thing VALUES (12, 'thing-12')")}));
    const Told late = told_by(*connection, {0, 0});
    EXPECT_EQ(late.code, OutcomeCode::wrong_answer);
    EXPECT_EQ(late.kind, "SQLSTATE 23505");
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, ACancelledStatementIsATimeout) {
    target_.postgres_dsn += " options='-c statement_timeout=20'";
    const auto connection =
        opened(factory({statement("SELECT pg_sleep(600)"), statement("SELECT 1")}));
    EXPECT_EQ(told_by(*connection, {0, 0}), (Told{OutcomeCode::timeout, "SQLSTATE 57014",
                                                  "canceling statement due to statement timeout"}));
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, ASessionKilledInFlightIsLostAndTheNextStartReconnects) {
    const auto connection =
        opened(factory({statement("SELECT pg_sleep(600)"), statement("SELECT 1")}));
    auto outcome = connection->start({0, 0});
    ASSERT_FALSE(outcome.has_value());
    await_sleeper();
    terminate_sessions();
    while (!outcome) {
        std::uint32_t events = 0;
        ASSERT_TRUE(testing::await_ready(*connection, events));
        outcome = connection->on_ready(events);
    }
    EXPECT_EQ(Told(*outcome), (Told{OutcomeCode::connection, "SQLSTATE 57P01",
                                    "terminating connection due to administrator command"}));
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(connection->interest(), 0U);
    // All statements are prepared again, not just the one in need.
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
    EXPECT_EQ(perform(*connection, {1, 2}).code, OutcomeCode::ok);
    EXPECT_EQ(run("SELECT 1 FROM pg_stat_activity WHERE application_name = 'sark-bench'").size(),
              1U);
}

TEST_F(PostgresDriverTest, ASessionKilledWhileIdleIsNoticed) {
    const auto connection = opened(factory({statement("SELECT 1")}));
    terminate_sessions();
    while (connection->fd() >= 0) ASSERT_NO_FATAL_FAILURE(testing::notice(*connection));
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, AbandoningClosesTheSession) {
    const auto connection =
        opened(factory({statement("SELECT pg_sleep(600)"), statement("SELECT 1")}));
    ASSERT_FALSE(connection->start({0, 0}).has_value());
    const Outcome outcome = connection->abandon();
    EXPECT_EQ(outcome.code, OutcomeCode::timeout);
    EXPECT_GT(outcome.bytes_sent, 0U);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, MovesArgumentsLargerThanTheSocketsBuffers) {
    const std::string large(4 * 1024 * 1024, 'x');
    const auto connection =
        opened(factory({expecting(statement("SELECT 1 WHERE length($1::text) = $2::int",
                                            {large, std::to_string(large.size())}),
                                  1, 1)}));
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, TooManyConnectionsAreRefused) {
    run("DROP ROLE IF EXISTS crowd");
    run("CREATE ROLE crowd LOGIN CONNECTION LIMIT 1");
    target_.postgres_dsn += " user=crowd";
    const auto made = factory({statement("SELECT 1")});
    const auto first = opened(made);
    const auto second = connect_to(made);
    EXPECT_EQ(told_by(*second), (Told{OutcomeCode::refused, "SQLSTATE 53300",
                                      "too many connections for role \"crowd\""}));
    EXPECT_EQ(perform(*first).code, OutcomeCode::ok);
    const auto result = second->open();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::unavailable);
}

TEST_F(PostgresDriverTest, NobodyListeningIsRefused) {
    for (const char* dsn : {"host=/nonexistent dbname=x", "host=127.0.0.1 port=1 dbname=x"}) {
        target_.postgres_dsn = dsn;
        const auto connection = connect_to(factory({statement("SELECT 1")}));
        EXPECT_EQ(perform(*connection).code, OutcomeCode::refused) << dsn;
        EXPECT_EQ(connection->fd(), -1);
    }
}

TEST_F(PostgresDriverTest, OpenNamesAnUnreachableServerWithoutItsPassword) {
    target_.postgres_dsn = "host=127.0.0.1 port=1 dbname=x password=hunter2";
    const auto result = connect_to(factory({statement("SELECT 1")}))->open();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::unavailable);
    EXPECT_NE(result.error().where.find("127.0.0.1"), std::string::npos);
    EXPECT_EQ(describe(result.error()).find("hunter2"), std::string::npos);
}

TEST_F(PostgresDriverTest, RejectsABadConnectionStringWithoutRepeatingIt) {
    for (const char* dsn : {"host", "postgresql://u:hun@ter2@h/d"}) {
        target_.postgres_dsn = dsn;
        const auto made = factory({statement("SELECT 1")});
        ASSERT_FALSE(made) << dsn;
        EXPECT_EQ(made.error().code, Errc::invalid_argument);
        EXPECT_EQ(describe(made.error()).find("ter2"), std::string::npos);
    }
}

TEST_F(PostgresDriverTest, OpenNamesTheOperationWhoseStatementIsWrong) {
    for (const char* sql : {"SELEC 1", "SELECT * FROM no_such_table", "SELECT 1; SELECT 2"}) {
        OperationSpec bad = statement(sql);
        bad.name = "sql.bad";
        const auto connection = connect_to(factory({statement("SELECT 1"), bad}));
        const auto result = connection->open();
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().code, Errc::invalid_scenario);
        EXPECT_EQ(result.error().where, "operation sql.bad");
        EXPECT_EQ(connection->fd(), -1);
    }
}

TEST_F(PostgresDriverTest, OpenCountsTheArguments) {
    const auto result = connect_to(factory({statement("SELECT $1::int", {})}))->open();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::invalid_scenario);
    EXPECT_NE(result.error().message.find("1 parameters"), std::string::npos);
}

TEST_F(PostgresDriverTest, KeepsTheApplicationNameOfTheConnectionString) {
    target_.postgres_dsn += " application_name=mine";
    const auto connection = opened(factory({expecting(
        statement("SELECT 1 WHERE current_setting('application_name') = 'mine'"), 1, 1)}));
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, OneLoadUsesOneDatabase) {
    OperationSpec audit = statement("SELECT 1");
    audit.name = "audit.thing";
    std::get<PostgresOperation>(audit.request).audit_database = true;
    target_.audit_dsn = "host=/nonexistent dbname=audit";
    const auto mixed = factory({statement("SELECT 1"), audit});
    ASSERT_FALSE(mixed);
    EXPECT_EQ(mixed.error().code, Errc::invalid_scenario);
    EXPECT_EQ(mixed.error().where, "operation audit.thing");
    EXPECT_EQ(perform(*connect_to(factory({audit}))).code, OutcomeCode::refused);
    target_.audit_dsn.clear();
    EXPECT_EQ(perform(*opened(factory({statement("SELECT 1"), audit})), {1, 0}).code,
              OutcomeCode::ok);
}

TEST_F(PostgresDriverTest, AConnectionOfItsOwnIsAnotherBackendEachTime) {
    run("CREATE UNLOGGED TABLE IF NOT EXISTS backend (pid int)");
    run("TRUNCATE backend");
    OperationSpec note = statement("INSERT INTO backend VALUES (pg_backend_pid())");
    std::get<PostgresOperation>(note.request).connect_each = true;
    const auto connection = opened(factory({note}));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(run("SELECT count(DISTINCT pid) FROM backend").rows[0][0], "3");
    run("DROP TABLE backend");
}

TEST_F(PostgresDriverTest, NeedsATarget) {
    target_ = {};
    const auto made = factory({statement("SELECT 1")});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark::workloads
