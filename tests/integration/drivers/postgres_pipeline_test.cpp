// Several statements in flight on one session.

#include <gtest/gtest.h>

#include "core/postgres/session.hpp"
#include "tests/integration/drivers/services.hpp"
#include "tests/support/drive_connection.hpp"
#include "tests/support/told_cause.hpp"
#include "workloads/drivers/postgres_driver.hpp"

namespace sark::workloads {
namespace {

using testing::codes_of;
using testing::perform_together;
using Codes = std::vector<OutcomeCode>;
using Told = testing::ToldCause;

OperationSpec statement(std::string sql, std::vector<std::string> arguments = {},
                        std::optional<std::uint64_t> rows = std::nullopt) {
    OperationSpec operation;
    operation.name = "sql.thing";
    PostgresOperation postgres;
    postgres.sql = std::move(sql);
    postgres.arguments = std::move(arguments);
    postgres.expect_rows_min = rows.value_or(0);
    postgres.expect_rows_max = rows;
    operation.request = postgres;
    operation.parameters = {{"n", UniqueParameter{UniqueParameter::Form::text, ""}}};
    return operation;
}

class PostgresPipelineTest : public ::testing::TestWithParam<bool> {
 protected:
    void SetUp() override {
        auto admin = postgres::Session::open(dsn_);
        ASSERT_TRUE(admin) << describe(admin.error());
        admin_ = std::move(admin).value();
        run("DROP TABLE IF EXISTS piece");
        run("CREATE TABLE piece (id int, name text)");
        run("INSERT INTO piece SELECT i, 'piece-' || i FROM generate_series(1, 10) i");
    }
    postgres::Rows run(const std::string& sql) {
        auto rows = admin_->execute(sql);
        EXPECT_TRUE(rows) << describe(rows ? Error{} : rows.error());
        return rows ? std::move(rows).value() : postgres::Rows{};
    }
    std::unique_ptr<Connection> opened(const std::vector<OperationSpec>& operations,
                                       unsigned depth) {
        Target target;
        target.postgres_dsn = dsn_;
        RequestContext context;
        context.pipeline = depth;
        context.sync_each = GetParam();
        return testing::opened(make_postgres_factory(target, operations, context));
    }
    [[nodiscard]] static bool sync_each() { return GetParam(); }
    [[nodiscard]] std::size_t pieces() {
        return run("SELECT 1 FROM piece WHERE name = 'new'").size();
    }

    std::string dsn_ = testing::service("SARK_TEST_DSN");
    std::unique_ptr<postgres::Session> admin_;
    const OperationSpec select_ = statement("SELECT name FROM piece WHERE id = 3", {}, 1);
    const OperationSpec none_ = statement("SELECT name FROM piece WHERE id = -1", {}, 1);
    const OperationSpec insert_ = statement("INSERT INTO piece VALUES (11, 'new')", {}, 1);
    const OperationSpec fail_ = statement("SELECT 1 / $1::int", {"0"});
};

TEST_P(PostgresPipelineTest, OutcomesBelongToTheirStatementsInOrder) {
    const auto connection = opened({select_, none_, insert_}, 32);
    EXPECT_EQ(connection->depth(), 32U);
    for (std::uint64_t round = 0; round < 20; ++round) {
        std::vector<Call> calls;
        Codes expected;
        for (std::uint64_t i = 0; i < 32; ++i) {
            calls.push_back({(i * 7 + round) % 3, round * 32 + i});
            expected.push_back(calls.back().operation == 1 ? OutcomeCode::wrong_answer
                                                           : OutcomeCode::ok);
        }
        ASSERT_EQ(codes_of(perform_together(*connection, calls)), expected) << round;
    }
    EXPECT_GT(pieces(), 200U);
}

TEST_P(PostgresPipelineTest, AnErrorFailsWhatItFailsOnTheServer) {
    const auto connection = opened({select_, insert_, fail_}, 8);
    const auto outcomes = perform_together(*connection, {{0, 0}, {1, 1}, {2, 2}, {0, 3}, {1, 4}});
    if (sync_each()) {
        EXPECT_EQ(codes_of(outcomes),
                  (Codes{OutcomeCode::ok, OutcomeCode::ok, OutcomeCode::wrong_answer,
                         OutcomeCode::ok, OutcomeCode::ok}));
        EXPECT_EQ(pieces(), 2U);
    } else {
        // The first insert was undone, what follows was skipped.
        const Told skipped = {OutcomeCode::refused, "skipped: its transaction had failed"};
        EXPECT_EQ(
            testing::told_by(outcomes),
            (std::vector<Told>{{OutcomeCode::ok, ""},
                               {OutcomeCode::wrong_answer, "undone: its transaction failed"},
                               {OutcomeCode::wrong_answer, "SQLSTATE 22012", "division by zero"},
                               skipped,
                               skipped}));
        EXPECT_EQ(pieces(), 0U);
    }
    EXPECT_EQ(codes_of(perform_together(*connection, {{1, 5}, {0, 6}})),
              (Codes{OutcomeCode::ok, OutcomeCode::ok}))
        << "what is sent next starts anew on the same session";
    EXPECT_EQ(pieces(), sync_each() ? 3U : 1U);
}

TEST_P(PostgresPipelineTest, AnErrorAtCommitCounts) {
    run("ALTER TABLE piece ADD CONSTRAINT late UNIQUE (name) DEFERRABLE INITIALLY DEFERRED");
    const auto connection =
        opened({statement("INSERT INTO piece VALUES (12, 'piece-1')"), insert_, select_}, 4);
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 0}, {0, 1}})),
              (Codes{OutcomeCode::ok, OutcomeCode::wrong_answer}));
    const auto outcomes = codes_of(perform_together(*connection, {{1, 2}, {0, 3}, {2, 4}}));
    EXPECT_EQ(outcomes[1], OutcomeCode::wrong_answer);
    EXPECT_EQ(outcomes[0], sync_each() ? OutcomeCode::ok : OutcomeCode::wrong_answer);
    EXPECT_EQ(pieces(), sync_each() ? 1U : 0U);
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 5}})), Codes{OutcomeCode::ok});
}

TEST_P(PostgresPipelineTest, CountsTheBytesOfTheProtocol) {
    const auto connection = opened({statement("SELECT $1::text AS a", {"hello"})}, 2);
    const auto outcomes = perform_together(*connection, {{0, 0}, {0, 1}});
    constexpr std::uint32_t sent = 5U + 1 + 4 + 2 + 2 + 4 + 5 + 2 + 2 + 7 + 10;
    constexpr std::uint32_t received = 5U + (7 + 2 + 18) + (7 + 4 + 5) + (5 + 9);
    EXPECT_EQ(outcomes[0].bytes_sent, sent + (sync_each() ? 5U : 0U));
    EXPECT_EQ(outcomes[0].bytes_received, received + (sync_each() ? 6U : 0U));
    EXPECT_EQ(outcomes[1].bytes_sent, sent + 5U);
    EXPECT_EQ(outcomes[1].bytes_received, received + 6U);
}

TEST_P(PostgresPipelineTest, ASessionKilledInFlightEndsEachStatementOnce) {
    const auto connection = opened({statement("SELECT pg_sleep(600)"), select_}, 4);
    for (std::uint64_t i = 0; i < 4; ++i)
        ASSERT_FALSE(connection->start({i == 1 ? 0U : 1U, i}).has_value());
    std::vector<Outcome> outcomes;
    for (auto outcome = connection->flush(); outcome; outcome = connection->on_ready(0))
        outcomes.push_back(*outcome);
    while (run("SELECT 1 FROM pg_stat_activity WHERE application_name = 'sark-bench' "
               "AND wait_event = 'PgSleep'")
               .empty()) {
    }
    run("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
        "WHERE application_name = 'sark-bench'");
    while (connection->fd() >= 0) {
        std::uint32_t events = 0;
        ASSERT_TRUE(testing::await_ready(*connection, events));
        for (auto outcome = connection->on_ready(events); outcome;
             outcome = connection->on_ready(0))
            outcomes.push_back(*outcome);
    }
    ASSERT_EQ(outcomes.size(), 4U);
    // The first had succeeded, but within the transaction of the others its fate is theirs.
    EXPECT_EQ(outcomes[0].code, sync_each() ? OutcomeCode::ok : OutcomeCode::connection);
    for (std::size_t i = 1; i < 4; ++i) {
        EXPECT_EQ(outcomes[i].code, OutcomeCode::connection) << i;
        EXPECT_EQ(outcomes[i].cause.kind, i == 1 ? "SQLSTATE 57P01" : "connection lost") << i;
    }
    EXPECT_EQ(codes_of(perform_together(*connection, {{1, 4}, {1, 5}, {1, 6}, {1, 7}})),
              Codes(4, OutcomeCode::ok))
        << "what is queued while the session is made anew is sent then";
}

TEST_P(PostgresPipelineTest, AbandoningForgetsWhatWasInFlight) {
    const auto connection = opened({statement("SELECT pg_sleep(600)"), select_}, 3);
    for (std::uint64_t i = 0; i < 3; ++i)
        ASSERT_FALSE(connection->start({i == 0 ? 0U : 1U, i}).has_value());
    ASSERT_FALSE(connection->flush().has_value());
    EXPECT_EQ(connection->abandon().code, OutcomeCode::timeout);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_FALSE(connection->on_ready(0).has_value());
    EXPECT_EQ(codes_of(perform_together(*connection, {{1, 3}, {1, 4}})), Codes(2, OutcomeCode::ok));
}

TEST_P(PostgresPipelineTest, NobodyListeningRefusesEachStatement) {
    Target target;
    target.postgres_dsn = "host=/nonexistent dbname=x";
    RequestContext context;
    context.pipeline = 3;
    context.sync_each = GetParam();
    const auto connection = testing::connect_to(make_postgres_factory(target, {select_}, context));
    EXPECT_EQ(codes_of(perform_together(*connection, {{0, 0}, {0, 1}, {0, 2}})),
              Codes(3, OutcomeCode::refused));
}

TEST_P(PostgresPipelineTest, MovesArgumentsLargerThanTheSocketsBuffers) {
    const std::string large(1024 * 1024, 'x');
    const auto connection = opened({statement("SELECT 1 WHERE length($1::text) = $2::int",
                                              {large, std::to_string(large.size())}, 1)},
                                   4);
    EXPECT_EQ(codes_of(perform_together(*connection, {{0, 0}, {0, 1}, {0, 2}, {0, 3}})),
              Codes(4, OutcomeCode::ok));
}

INSTANTIATE_TEST_SUITE_P(Syncs, PostgresPipelineTest, ::testing::Values(true, false),
                         [](const auto& sync) { return sync.param ? "Each" : "Batch"; });

}  // namespace
}  // namespace sark::workloads
