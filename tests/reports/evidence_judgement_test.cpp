#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/judgement/evidence_measure.hpp"
#include "reports/judgement/plan_row.hpp"
#include "reports/judgement/row_judge.hpp"
#include "tests/support/run_result_builder.hpp"
#include "tests/support/told_evidence.hpp"

namespace sark::reports {
namespace {

using ::testing::HasSubstr;

/// A run of one statement in which everything was told.
scenarios::RunResult told_run() {
    scenarios::RunResult run =
        test::RunResultBuilder().answers("app.user_by_id", 4'000, 1, 5).build();
    run.server = test::told_evidence("postgres", "app.user_by_id");
    return run;
}

EvidenceMeasured measured(std::string_view metric) {
    return measure_evidence(metric, told_run());
}

TEST(EvidenceMeasureTest, CommitsAreOfTheServerPerSecond) {
    EXPECT_DOUBLE_EQ(*measured("commits").value, 1'200.0);
}

TEST(EvidenceMeasureTest, TheHitRatioNamesTheWorstTable) {
    EXPECT_DOUBLE_EQ(*measured("buffer_hits").value, 0.99);
    EXPECT_THAT(measured("buffer_hits").remark, HasSubstr("75.0 % of sark_app.users"));
}

TEST(EvidenceMeasureTest, ConnectionsAreTheHighestOfMaxConnections) {
    EXPECT_DOUBLE_EQ(*measured("connections").value, 0.85);
    EXPECT_DOUBLE_EQ(*measured("long_running").value, 2.0);
    EXPECT_DOUBLE_EQ(*measured("pool_utilisation").value, 0.5);
}

TEST(EvidenceMeasureTest, FrequentSlowStatementsAreCalledOverAHundredTimes) {
    EXPECT_DOUBLE_EQ(*measured("frequent_slow_statements").value, 1.0);
    EXPECT_THAT(measured("frequent_slow_statements").remark, HasSubstr("SELECT slow"));
    scenarios::RunResult rare = told_run();
    rare.server.windows[0].statements[0].calls = 100;
    EXPECT_DOUBLE_EQ(*measure_evidence("frequent_slow_statements", rare).value, 0.0);
}

TEST(EvidenceMeasureTest, AStatementCalledOnceIsSlowByItsMean) {
    scenarios::RunResult once = told_run();
    scenarios::StatementUse& statement = once.server.windows[0].statements[0];
    statement.calls = 1;
    statement.total_ms = 100.1;
    EXPECT_DOUBLE_EQ(*measure_evidence("slow_statements", once).value, 1.0);
    EXPECT_THAT(measure_evidence("slow_statements", once).remark, HasSubstr("SELECT slow"));
    statement.total_ms = 100.0;
    EXPECT_DOUBLE_EQ(*measure_evidence("slow_statements", once).value, 0.0);
}

TEST(EvidenceMeasureTest, TheSlowestStatementIsTheSamplesOrTheStatistics) {
    EXPECT_DOUBLE_EQ(*measured("slowest_statement").value, 700.0);
}

TEST(EvidenceMeasureTest, AUniqueIndexIsNeverUnused) {
    EXPECT_DOUBLE_EQ(*measured("unused_indexes").value, 1.0);
    EXPECT_EQ(measured("unused_indexes").remark, "idx_a");
}

TEST(EvidenceMeasureTest, IndexUsageIsTheLowestOfTablesWorthAnIndex) {
    EXPECT_DOUBLE_EQ(*measured("index_usage").value, 0.7);
    scenarios::RunResult small = told_run();
    small.server.windows[0].tables[0].live_rows = 10;
    EXPECT_FALSE(measure_evidence("index_usage", small).value);
}

TEST(EvidenceMeasureTest, WhatWasNotToldIsAbsentWithTheReason) {
    scenarios::RunResult run = test::RunResultBuilder().answers("app.user_by_id", 40, 1, 5).build();
    for (const char* metric : {"commits", "buffer_hits", "connections", "long_running",
                               "pool_utilisation", "slow_statements", "frequent_slow_statements",
                               "slowest_statement", "unused_indexes", "index_usage"}) {
        ASSERT_TRUE(is_evidence_metric(metric));
        EXPECT_FALSE(measure_evidence(metric, run).value) << metric;
        EXPECT_THAT(measure_evidence(metric, run).why_absent, HasSubstr("no evidence")) << metric;
    }
    run.server.collected = true;
    run.server.absent = {{"pg_stat_statements", "permission denied"}};
    EXPECT_THAT(measure_evidence("slow_statements", run).why_absent,
                HasSubstr("permission denied"));
    EXPECT_FALSE(is_evidence_metric("response"));
}

/// A run whose core told this of itself.
scenarios::RunResult core_run(std::vector<std::pair<std::string, double>> counters) {
    scenarios::RunResult run =
        test::RunResultBuilder().answers("api.policy_evaluate", 4'000, 1, 5).build();
    run.engine.measured = std::chrono::seconds(20);
    run.evidence.core = std::move(counters);
    return run;
}

TEST(CoreMeasureTest, AuditEventsAreThoseThatWereCommitted) {
    const auto run = core_run({{"sark_audit_events_written_total", 2'000},
                               {"sark_audit_events_accepted_total", 2'100},
                               {R"(sark_audit_events_rejected_total{reason="queue_full"})", 3}});
    const EvidenceMeasured events = measure_evidence("audit_events", run);
    EXPECT_DOUBLE_EQ(*events.value, 100.0);
    EXPECT_DOUBLE_EQ(*events.offered, 2'103 / 20.0);
    EXPECT_THAT(events.remark, HasSubstr("3 refused or lost"));
    EXPECT_FALSE(measure_evidence("audit_events", core_run({})).value);
}

TEST(CoreMeasureTest, AHitIsOneOfEitherCache) {
    const auto run = core_run({{R"(sark_cache_hits_total{cache_name="l1"})", 60},
                               {R"(sark_cache_misses_total{cache_name="l1"})", 40},
                               {R"(sark_cache_hits_total{cache_name="l2"})", 30},
                               {R"(sark_cache_misses_total{cache_name="l2"})", 10}});
    EXPECT_DOUBLE_EQ(*measure_evidence("decision_hits", run).value, 0.9);
    const auto without_l1 = core_run({{R"(sark_cache_hits_total{cache_name="l1"})", 0},
                                      {R"(sark_cache_misses_total{cache_name="l1"})", 0},
                                      {R"(sark_cache_hits_total{cache_name="l2"})", 30},
                                      {R"(sark_cache_misses_total{cache_name="l2"})", 10}});
    EXPECT_DOUBLE_EQ(*measure_evidence("decision_hits", without_l1).value, 0.75);
}

TEST(CoreMeasureTest, WithoutADecisionThereIsNoHitRate) {
    EXPECT_FALSE(measure_evidence("decision_hits", core_run({})).value);
    const auto idle = core_run({{R"(sark_cache_hits_total{cache_name="l1"})", 0},
                                {R"(sark_cache_misses_total{cache_name="l1"})", 0}});
    EXPECT_THAT(measure_evidence("decision_hits", idle).why_absent, HasSubstr("no decision"));
}

SlaRow row_of(const char* metric, const char* comparison, double target) {
    SlaRow row;
    row.id = "S001-SLA-00";
    row.operations = {"app.*"};
    row.metric = metric;
    row.statistic = "rate";
    row.comparison = comparison;
    row.target = target;
    row.unit = "ratio";
    return row;
}

TEST(EvidenceRowTest, TargetAndCriticalLevelAreJudged) {
    SlaRow row = row_of("connections", "<", 0.8);
    EXPECT_EQ(judge_row(row, "p", told_run()).verdict, RowVerdict::fail);
    row.critical = 0.9;
    EXPECT_EQ(judge_row(row, "p", told_run()).verdict, RowVerdict::warn);
    row.target = 0.86;
    EXPECT_EQ(judge_row(row, "p", told_run()).verdict, RowVerdict::pass);
}

TEST(EvidenceRowTest, AToleranceIsGivenAsToMeasuredRates) {
    SlaRow row = row_of("commits", ">=", 1'210);
    EXPECT_EQ(judge_row(row, "p", told_run()).verdict, RowVerdict::fail);
    row.tolerance = 0.01;
    EXPECT_EQ(judge_row(row, "p", told_run()).verdict, RowVerdict::pass);
}

TEST(EvidenceRowTest, FewerAuditEventsThanWereOfferedIsAMissAndFewerOfferedIsNone) {
    SlaRow row = row_of("audit_events", ">=", 1'000);
    row.operations = {"api.*"};
    row.unit = "1/s";
    const auto with = [](double written, double accepted) {
        return core_run({{"sark_audit_events_written_total", written},
                         {"sark_audit_events_accepted_total", accepted}});
    };
    EXPECT_EQ(judge_row(row, "p", with(20'000, 20'000)).verdict, RowVerdict::pass);
    EXPECT_EQ(judge_row(row, "p", with(10'000, 20'000)).verdict, RowVerdict::fail);
    EXPECT_EQ(judge_row(row, "p", with(10'000, 10'000)).verdict, RowVerdict::inconclusive);
}

TEST(EvidenceRowTest, OneSlowStatementFailsTheDatabasesRow) {
    const auto judged_row = [](scenarios::RunResult run) {
        const auto report = judge(std::move(run), {"v2-database"});
        EXPECT_TRUE(report);
        const auto row = std::ranges::find(report->judgements, "S000-SLA-10", &Judgement::id);
        EXPECT_NE(row, report->judgements.end());
        return *row;
    };
    scenarios::RunResult run = told_run();
    EXPECT_EQ(judged_row(run).verdict, RowVerdict::fail);
    EXPECT_THAT(judged_row(run).reason, HasSubstr("SELECT slow"));
    run.server.windows[0].statements[0].total_ms = 200;
    EXPECT_EQ(judged_row(run).verdict, RowVerdict::pass);
    run.server.windows[0].statements.clear();
    EXPECT_EQ(judged_row(run).verdict, RowVerdict::no_data);
    EXPECT_FALSE(judged_row(run).decides);
}

TEST(EvidenceRowTest, AnAdvisoryRowOnlyWarns) {
    SlaRow row = row_of("unused_indexes", "<=", 0);
    row.advisory = true;
    const Judgement judged = judge_row(row, "p", told_run());
    EXPECT_EQ(judged.verdict, RowVerdict::warn);
    EXPECT_THAT(judged.reason, HasSubstr("idx_a"));
}

TEST(EvidenceRowTest, BelowItsBandARowHoldsAndSaysSo) {
    SlaRow row = row_of("pool_utilisation", "<", 0.8);
    row.band_low = 0.6;
    const Judgement judged = judge_row(row, "p", told_run());
    EXPECT_EQ(judged.verdict, RowVerdict::pass);
    EXPECT_THAT(judged.reason, HasSubstr("larger than this load needs"));
}

TEST(EvidenceRowTest, ARunThatAskedNothingDecidesNothing) {
    scenarios::RunResult run = told_run();
    run.server = {};
    const Judgement judged = judge_row(row_of("commits", ">", 1), "p", run);
    EXPECT_EQ(judged.verdict, RowVerdict::no_data);
    EXPECT_FALSE(judged.decides);
}

TEST(EvidenceRowTest, TooFewSamplesOfAGaugeAreInconclusive) {
    scenarios::RunResult run = told_run();
    run.server.pool->samples = 3;
    EXPECT_EQ(judge_row(row_of("pool_utilisation", "<", 0.8), "p", run).verdict,
              RowVerdict::inconclusive);
}

/// The run with an operation that expects a plan, and the plan it had.
scenarios::RunResult planned_run(const std::string& expected, const std::string& node,
                                 const std::string& index) {
    scenarios::RunResult run = told_run();
    scenarios::LoadSpec& load = run.scenario.loads.at(0);
    std::get<workloads::PostgresOperation>(load.operations.at(0).request).expect_plan = expected;
    scenarios::OperationPlan plan;
    plan.load = load.name;
    plan.operation = load.operations[0].name;
    plan.hash = "0123456789abcdef";
    plan.shape = {{node, "sark_app.users", index, 0}};
    run.server.plans = {plan};
    return run;
}

TEST(PlanRowTest, AnExpectedPlanPasses) {
    const auto rows = judge_plans(planned_run("index_scan users_pkey", "Index Scan", "users_pkey"));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].verdict, RowVerdict::pass);
    EXPECT_TRUE(rows[0].decides);
    EXPECT_EQ(rows[0].profile, "thresholds");
}

TEST(PlanRowTest, AnotherPlanFailsAndIsShown) {
    const auto rows = judge_plans(planned_run("index_scan users_pkey", "Seq Scan", ""));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].verdict, RowVerdict::fail);
    EXPECT_EQ(rows[0].reason, "the plan is: Seq Scan on sark_app.users");
    EXPECT_THAT(rows[0].id, HasSubstr("index_scan users_pkey"));
}

TEST(PlanRowTest, AFailedExpectationFailsTheRun) {
    auto report = judge(planned_run("index_scan users_pkey", "Seq Scan", ""), {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(std::ranges::any_of(report->judgements, [](const Judgement& row) {
        return row.metric == "plan" && row.verdict == RowVerdict::fail;
    }));
    EXPECT_EQ(report->verdict.exit_code, ExitCode::sla_failed);
}

TEST(PlanRowTest, PlansUnderLoadThatDifferAreTold) {
    scenarios::RunResult run = planned_run("index_scan", "Index Scan", "users_pkey");
    run.server.plans[0].under_load = {{"0123456789abcdef", "Index Scan", 6}, {"f", "Seq Scan", 2}};
    EXPECT_THAT(judge_plans(run)[0].reason, HasSubstr("2 of 8 sampled plans were others"));
    EXPECT_EQ(judge_plans(run)[0].verdict, RowVerdict::pass);
}

TEST(PlanRowTest, AnIndexThatTheScenariosSetLeavesOutIsNotExpected) {
    scenarios::RunResult run = planned_run("index_scan idx_users_email_lower", "Seq Scan", "");
    run.scenario.environment.index_set = migrations::IndexSet::none;
    const auto skipped = judge_plans(run);
    ASSERT_EQ(skipped.size(), 1U);
    EXPECT_EQ(skipped[0].verdict, RowVerdict::skipped);
    EXPECT_FALSE(skipped[0].decides);
    EXPECT_EQ(skipped[0].reason,
              "the index set none, which the scenario asks for, has no idx_users_email_lower");
    run.scenario.environment.index_set = migrations::IndexSet::composite;
    EXPECT_EQ(judge_plans(run)[0].verdict, RowVerdict::fail);
}

TEST(PlanRowTest, AnIndexSetExcusesNothingElse) {
    for (const char* expected : {"index_scan users_pkey", "index_scan", "no_seq_scan"}) {
        scenarios::RunResult run = planned_run(expected, "Seq Scan", "");
        run.scenario.environment.index_set = migrations::IndexSet::none;
        EXPECT_EQ(judge_plans(run)[0].verdict, RowVerdict::fail) << expected;
    }
}

TEST(PlanRowTest, WithoutAPlanThereIsNoData) {
    scenarios::RunResult run = planned_run("index_scan", "Index Scan", "users_pkey");
    run.server.plans[0].why_absent = "canceling statement due to statement timeout";
    EXPECT_EQ(judge_plans(run)[0].verdict, RowVerdict::no_data);
    EXPECT_TRUE(judge_plans(run)[0].decides);
    run.server = {};
    EXPECT_EQ(judge_plans(run)[0].verdict, RowVerdict::no_data);
    EXPECT_FALSE(judge_plans(run)[0].decides);
}

}  // namespace
}  // namespace sark::reports
