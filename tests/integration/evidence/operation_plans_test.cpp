#include "scenarios/evidence/operation_plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/evidence/plan_expectation.hpp"
#include "scenarios/evidence/plan_shape.hpp"
#include "tests/integration/evidence/private_server.hpp"

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OperationPlansTest : public ::testing::Test {
 protected:
    static void SetUpTestSuite() {
        test::run_sql(
            "DROP SCHEMA IF EXISTS plans CASCADE; CREATE SCHEMA plans; "
            "CREATE TABLE plans.t (id bigint PRIMARY KEY, note text); "
            "INSERT INTO plans.t SELECT n, 'n' || n FROM generate_series(1, 20000) n; "
            "CREATE TABLE plans.events (at date, id int) PARTITION BY RANGE (at); "
            "CREATE TABLE plans.e1 PARTITION OF plans.events "
            "FOR VALUES FROM ('2026-01-01') TO ('2026-01-02'); "
            "CREATE TABLE plans.e2 PARTITION OF plans.events "
            "FOR VALUES FROM ('2026-01-02') TO ('2026-01-03'); "
            "CREATE INDEX idx_events_id ON plans.events (id); "
            "INSERT INTO plans.events SELECT '2026-01-01'::date + n % 2, n "
            "FROM generate_series(1, 20000) n; "
            "ANALYZE plans.t; ANALYZE plans.events");
    }
    static OperationPlan plan_of(const std::string& sql, std::vector<std::string> arguments = {}) {
        workloads::PostgresOperation request;
        request.sql = sql;
        request.arguments = std::move(arguments);
        workloads::OperationSpec operation;
        operation.name = "my.operation";
        operation.request = request;
        operation.parameters = {
            {"n", workloads::IntegerParameter{1, 20'000, workloads::Distribution{}}}};
        LoadSpec load;
        load.name = "db";
        load.operations = {operation};
        workloads::Target target;
        target.postgres_dsn = test::server_dsn();
        auto plans = capture_plans(load, target, {}, "");
        EXPECT_EQ(plans.size(), 1U);
        return plans.at(0);
    }
};

TEST_F(OperationPlansTest, TellsShapeIndexesAndCost) {
    const OperationPlan plan = plan_of("SELECT note FROM plans.t WHERE id = $1", {"${n}"});
    ASSERT_EQ(plan.why_absent, "");
    EXPECT_EQ(shape_text(plan.shape), "Index Scan on plans.t using t_pkey");
    EXPECT_EQ(plan.hash.size(), 16U);
    EXPECT_THAT(plan.indexes, ElementsAre("t_pkey"));
    EXPECT_GT(plan.shared_hit + plan.shared_read, 0.0);
    EXPECT_TRUE(plan_meets(*parse_plan_expectation("index_scan t_pkey"), plan.shape));
}

TEST_F(OperationPlansTest, AMissingIndexIsAnotherShape) {
    const OperationPlan whole = plan_of("SELECT id FROM plans.t WHERE note = $1", {"n${n}"});
    EXPECT_EQ(shape_text(whole.shape), "Seq Scan on plans.t");
    EXPECT_FALSE(plan_meets(*parse_plan_expectation("index_scan"), whole.shape));
    EXPECT_NE(whole.hash, plan_of("SELECT note FROM plans.t WHERE id = $1", {"${n}"}).hash);
}

TEST_F(OperationPlansTest, AWriteIsUndone) {
    const OperationPlan plan =
        plan_of("INSERT INTO plans.t VALUES ($1 + 100000, 'it''s')", {"${n}"});
    EXPECT_EQ(plan.why_absent, "");
    EXPECT_EQ(test::sql_value("SELECT count(*) FROM plans.t"), "20000");
}

TEST_F(OperationPlansTest, PartitionsAreNamedByTheirRoot) {
    const OperationPlan plan = plan_of("SELECT count(*) FROM plans.events WHERE id = $1", {"${n}"});
    EXPECT_THAT(plan.indexes, ElementsAre("idx_events_id")) << shape_text(plan.shape);
    EXPECT_THAT(shape_text(plan.shape), HasSubstr("plans.events"));
    EXPECT_THAT(shape_text(plan.shape), ::testing::Not(HasSubstr("e1")));
}

TEST_F(OperationPlansTest, WhatCannotBeExplainedSaysWhyAndHoldsUpNothing) {
    EXPECT_THAT(plan_of("SELECT nonsense FROM plans.t").why_absent, HasSubstr("nonsense"));
    EXPECT_THAT(plan_of("REFRESH MATERIALIZED VIEW plans.v").why_absent,
                HasSubstr("EXPLAIN does not take"));
    EXPECT_EQ(plan_of("SELECT 1").why_absent, "");
}

}  // namespace
}  // namespace sark::scenarios
