#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/report.hpp"
#include "reports/views/run_view.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::HasSubstr;
using workloads::OutcomeCode;

Report judged(scenarios::RunResult run, const std::vector<std::string>& profiles = {}) {
    auto report = judge(std::move(run), profiles);
    EXPECT_TRUE(report);
    return std::move(report).value();
}

RunResultBuilder passing() {
    return RunResultBuilder()
        .answers("api.list", 10'000, 1, 2)
        .threshold("http_req_duration", "p(95)<50");
}

void expect_verdict(const Report& report, Outcome outcome, ExitCode code) {
    EXPECT_EQ(report.verdict.outcome, outcome) << report.verdict.summary;
    EXPECT_EQ(report.verdict.exit_code, code) << report.verdict.summary;
    EXPECT_FALSE(report.verdict.summary.empty());
}

TEST(VerdictTest, AllRowsHold) {
    expect_verdict(judged(passing().build()), Outcome::pass, ExitCode::pass);
}

TEST(VerdictTest, AWarningDoesNotFail) {
    const Report report = judged(
        RunResultBuilder().answers("v2.resource_by_id", 2'000, 1, 8).build(), {"v2-database"});
    expect_verdict(report, Outcome::pass, ExitCode::pass);
    EXPECT_THAT(report.verdict.summary, HasSubstr("only the critical level: S000-SLA-01"));
}

TEST(VerdictTest, OneFailedRowFails) {
    const Report report = judged(passing().threshold("errors", "count>5").build());
    expect_verdict(report, Outcome::fail, ExitCode::sla_failed);
    EXPECT_THAT(report.verdict.summary, HasSubstr("1 of 2 judged rows failed: errors: count>5"));
}

TEST(VerdictTest, AFailureOutranksAnOpenRow) {
    const Report report = judged(RunResultBuilder()
                                     .answers("api.list", 100, 1, 2)
                                     .threshold("http_req_duration", "p(99)<50")
                                     .threshold("errors", "count>5")
                                     .build());
    expect_verdict(report, Outcome::fail, ExitCode::sla_failed);
}

TEST(VerdictTest, AnOpenRowIsInconclusive) {
    const Report report = judged(passing().threshold("http_req_duration", "p(99.99)<50").build());
    expect_verdict(report, Outcome::inconclusive, ExitCode::inconclusive);
}

TEST(VerdictTest, NothingJudgedIsNotAPass) {
    const Report report = judged(RunResultBuilder().answers("api.list", 10'000, 1, 2).build());
    expect_verdict(report, Outcome::inconclusive, ExitCode::inconclusive);
    EXPECT_THAT(report.verdict.summary, HasSubstr("no row was judged"));
}

TEST(VerdictTest, AnInvalidRunIsInvalidWhateverTheRowsSay) {
    for (const char* threshold : {"p(95)<50", "p(95)<0.001"}) {
        scenarios::RunResult run = RunResultBuilder()
                                       .answers("api.list", 10'000, 1, 2)
                                       .threshold("http_req_duration", threshold)
                                       .build();
        run.engine.generator.stalled = std::chrono::seconds(5);
        const Report report = judged(std::move(run));
        expect_verdict(report, Outcome::invalid, ExitCode::invalid_run);
        EXPECT_THAT(report.verdict.summary, HasSubstr("generator_stalled"));
    }
}

TEST(VerdictTest, ASuspectRunKeepsItsVerdictAndSaysSo) {
    scenarios::RunResult run = passing().build();
    run.cpu.others = 0.3;
    const Report report = judged(std::move(run));
    expect_verdict(report, Outcome::pass, ExitCode::pass);
    EXPECT_THAT(report.verdict.summary, HasSubstr("suspect (foreign_cpu)"));
}

TEST(VerdictTest, AnInterruptedRunNeverPasses) {
    scenarios::RunResult run = passing().build();
    run.status = scenarios::RunStatus::interrupted;
    expect_verdict(judged(run), Outcome::inconclusive, ExitCode::interrupted);
    run.engine.loads[0].started = 0;
    expect_verdict(judged(run), Outcome::invalid, ExitCode::interrupted);
}

TEST(VerdictTest, AnInterruptedRunThatFailedStaysFailed) {
    scenarios::RunResult run = passing().threshold("errors", "count>5").build();
    run.status = scenarios::RunStatus::interrupted;
    expect_verdict(judged(std::move(run)), Outcome::fail, ExitCode::interrupted);
}

TEST(VerdictTest, AnAbortedRunFailsWithItsReason) {
    scenarios::RunResult run = passing().build();
    run.status = scenarios::RunStatus::aborted;
    run.status_reason = "postgresql died";
    const Report report = judged(std::move(run));
    expect_verdict(report, Outcome::fail, ExitCode::unavailable);
    EXPECT_THAT(report.verdict.summary, HasSubstr("postgresql died"));
}

void expect_no_statistic(const Report& report) {
    const ReportView view = view_of(report);
    for (const OperationView& operation : view.operations) {
        EXPECT_FALSE(operation.response.min);
        EXPECT_FALSE(operation.response.mean);
        EXPECT_FALSE(operation.response.max);
        EXPECT_FALSE(operation.response.p50.ms);
        EXPECT_FALSE(operation.response.p99.ms);
        EXPECT_TRUE(operation.response_curve.empty());
    }
    for (const Judgement& row : report.judgements) {
        if (row.unit == "ms") {
            EXPECT_FALSE(row.actual) << row.id;
        }
        EXPECT_NE(row.verdict, RowVerdict::pass) << row.id;
    }
}

TEST(VerdictTest, AnEmptyRunInventsNothingAndDoesNotPass) {
    const Report report = judged(RunResultBuilder()
                                     .operation("api.list")
                                     .threshold("http_req_duration", "p(95)<50")
                                     .threshold("errors", "rate<0.01")
                                     .threshold("iterations", "count<10")
                                     .build(),
                                 {"api", "sla", "v2-database"});
    expect_verdict(report, Outcome::inconclusive, ExitCode::inconclusive);
    expect_no_statistic(report);
    for (const Judgement& row : report.judgements) EXPECT_FALSE(row.actual) << row.id;
}

TEST(VerdictTest, AZeroLengthRunInventsNothingAndDoesNotPass) {
    const Report report = judged(RunResultBuilder()
                                     .operation("api.register")
                                     .measured(Nanos{0})
                                     .threshold("iterations", "rate>=0")
                                     .build(),
                                 {"api"});
    expect_verdict(report, Outcome::inconclusive, ExitCode::inconclusive);
    expect_no_statistic(report);
    EXPECT_FALSE(view_of(report).generator.cpu_share);
}

TEST(VerdictTest, ARunWithoutLoadsDoesNotPass) {
    expect_verdict(judged(RunResultBuilder().build(), {"api"}), Outcome::inconclusive,
                   ExitCode::inconclusive);
}

TEST(VerdictTest, AllErrorsInventNoLatencyAndFail) {
    const Report report =
        judged(RunResultBuilder().failures("api.list", OutcomeCode::refused, 10'000, 0.1).build(),
               {"api"});
    expect_verdict(report, Outcome::fail, ExitCode::sla_failed);
    expect_no_statistic(report);
}

TEST(VerdictTest, AllErrorsFailEvenWhenNoRowCouldBeJudged) {
    const Report report =
        judged(RunResultBuilder().failures("api.list", OutcomeCode::refused, 10, 0.1).build());
    expect_verdict(report, Outcome::fail, ExitCode::sla_failed);
    EXPECT_THAT(report.verdict.summary, HasSubstr("not one of 10 operations"));
}

}  // namespace
}  // namespace sark::reports
