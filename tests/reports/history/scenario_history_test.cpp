#include "reports/history/scenario_history.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "reports/history/history.hpp"
#include "tests/reports/history/noise.hpp"

namespace sark::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A day's run of a scenario with one operation.
RecordedRun run_of(std::size_t day, double p95) {
    RecordedRun run;
    run.setting.id = "run-" + std::to_string(day);
    run.setting.tool_version = "1.0";
    run.setting.tool_revision = "rev" + std::to_string(day);
    run.setting.scenario.name = "smoke";
    run.setting.scenario.document = R"({"name": "smoke"})";
    run.setting.engine.started_at = UtcTime{} + std::chrono::hours(24 * day);
    run.setting.environment.facts = {{"cpu_model", "Test CPU"}};
    run.setting.environment.services = {{"postgresql", "15.20, managed, unix socket"}};
    run.operations = {{"", {p95, std::nullopt, 500.0, 0.0, std::nullopt}}};
    run.requests = 10'000;
    return run;
}

/// p95 of 10 ms, from the run `begin` on `factor` times as much.
std::vector<RecordedRun> daily_runs(std::size_t runs, std::size_t begin, double factor) {
    std::vector<RecordedRun> all;
    const auto scatter = test::noise(runs, 11);
    for (std::size_t i = 0; i < runs; ++i)
        all.push_back(run_of(i, 10.0 * std::exp(0.01 * scatter[i]) * (i >= begin ? factor : 1.0)));
    return all;
}

ScenarioHistory history_of_runs(const std::vector<RecordedRun>& runs,
                                const HistoryRule& rule = {}) {
    std::vector<const RecordedRun*> pointers;
    for (const RecordedRun& run : runs) pointers.push_back(&run);
    return history_of(pointers, rule);
}

const Course& course(const ScenarioHistory& history, std::string_view metric) {
    for (const Course& one : history.courses)
        if (one.metric.name == metric && one.operation.empty())
            return one;
    ADD_FAILURE() << "no course of " << metric;
    return history.courses.front();
}

TEST(ScenarioHistoryTest, ARegressionIsFoundWhereItBeganAndNamesItsRevision) {
    const auto history = history_of_runs(daily_runs(24, 18, 1.2));
    EXPECT_EQ(history.outcome, HistoryOutcome::regressed);
    const Course& p95 = course(history, "p95");
    ASSERT_THAT(p95.shifts, SizeIs(1));
    EXPECT_EQ(p95.shifts[0].index, 18U);
    EXPECT_THAT(history.summary, HasSubstr("run-18"));
    EXPECT_THAT(history.summary, HasSubstr("rev18"));
    EXPECT_NEAR(p95.levels[17].value_or(0), 10.0, 0.2);
    EXPECT_NEAR(p95.levels[18].value_or(0), 12.0, 0.2);
    EXPECT_THAT(course(history, "throughput").shifts, IsEmpty());
}

TEST(ScenarioHistoryTest, AFlatHistoryHasNoRegression) {
    const auto history = history_of_runs(daily_runs(24, 24, 1.0));
    EXPECT_EQ(history.outcome, HistoryOutcome::no_regression);
    for (const Course& one : history.courses) EXPECT_THAT(one.shifts, IsEmpty());
}

TEST(ScenarioHistoryTest, AnOldRegressionIsShownAndDoesNotCount) {
    const auto history = history_of_runs(daily_runs(30, 12, 1.2), {.tolerances = {}, .last = 10});
    EXPECT_EQ(history.outcome, HistoryOutcome::no_regression);
    EXPECT_THAT(course(history, "p95").shifts, SizeIs(1));
    EXPECT_EQ(history_of_runs(daily_runs(30, 12, 1.2), {.tolerances = {}, .last = 20}).outcome,
              HistoryOutcome::regressed);
}

TEST(ScenarioHistoryTest, AToleranceDecidesWhatCounts) {
    Tolerances lax;
    ASSERT_TRUE(add_tolerance("p95=30%", lax));
    EXPECT_EQ(history_of_runs(daily_runs(24, 18, 1.2), {.tolerances = lax}).outcome,
              HistoryOutcome::no_regression);
}

TEST(ScenarioHistoryTest, AnotherMachineIsNoRegression) {
    auto runs = daily_runs(40, 20, 1.5);
    for (std::size_t i = 20; i < runs.size(); ++i)
        runs[i].setting.environment.facts = {{"cpu_model", "Slower CPU"}};
    const auto history = history_of_runs(runs);
    EXPECT_EQ(history.outcome, HistoryOutcome::no_regression);
    EXPECT_THAT(course(history, "p95").shifts, IsEmpty());
    ASSERT_THAT(history.environment_changes, SizeIs(1));
    EXPECT_EQ(history.environment_changes[0].run, 20U);
    ASSERT_THAT(history.environment_changes[0].differences, SizeIs(1));
    EXPECT_EQ(history.environment_changes[0].differences[0].candidate, "Slower CPU");
}

TEST(ScenarioHistoryTest, MachinesTakingTurnsHaveCoursesOfTheirOwn) {
    auto runs = daily_runs(60, 60, 1.0);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (i % 2 == 1)
            runs[i].setting.environment.services = {{"postgresql", "16.1, managed, unix socket"}};
        double& p95 = *runs[i].operations[0].figures[0];
        p95 *= i % 2 == 1 ? 3.0 : 1.0;
        p95 *= i % 2 == 1 && i > 44 ? 1.3 : 1.0;
    }
    const auto history = history_of_runs(runs);
    EXPECT_THAT(history.environments, SizeIs(2));
    EXPECT_EQ(history.environments[1].runs, 30U);
    const Course& p95 = course(history, "p95");
    ASSERT_THAT(p95.shifts, SizeIs(1));
    EXPECT_EQ(p95.shifts[0].index, 45U);
    EXPECT_EQ(history.outcome, HistoryOutcome::regressed);
    EXPECT_NEAR(p95.levels[58].value_or(0), 10.0, 0.2) << "of the other machine";
}

TEST(ScenarioHistoryTest, InvalidAndUnfinishedRunsAreListedAndNotUsed) {
    auto runs = daily_runs(24, 24, 1.0);
    runs[4].validity = {ValidityVerdict::invalid,
                        {{"foreign_cpu", ValidityVerdict::invalid, "others were busy"}}};
    runs[9].setting.status = scenarios::RunStatus::interrupted;
    runs[10].validity.verdict = ValidityVerdict::suspect;
    const auto history = history_of_runs(runs);
    EXPECT_THAT(history.runs, SizeIs(22));
    ASSERT_THAT(history.left_out, SizeIs(2));
    EXPECT_EQ(history.left_out[0].id, "run-4");
    EXPECT_THAT(history.left_out[0].why, HasSubstr("foreign_cpu"));
    EXPECT_THAT(history.left_out[1].why, HasSubstr("interrupted"));
    EXPECT_TRUE(history.runs[8].suspect);
    EXPECT_EQ(history.outcome, HistoryOutcome::no_regression);
    EXPECT_EQ(history.availability.runs, 23U) << "an interrupted run's requests are requests";
}

TEST(ScenarioHistoryTest, AnInvalidNewestRunCannotBeJudged) {
    auto runs = daily_runs(24, 18, 1.2);
    runs.back().validity.verdict = ValidityVerdict::invalid;
    EXPECT_EQ(history_of_runs(runs).outcome, HistoryOutcome::invalid);
    for (RecordedRun& run : runs) run.validity.verdict = ValidityVerdict::invalid;
    EXPECT_EQ(history_of_runs(runs).outcome, HistoryOutcome::invalid);
}

TEST(ScenarioHistoryTest, TooFewRunsAreInconclusive) {
    const auto history = history_of_runs(daily_runs(5, 3, 2.0));
    EXPECT_EQ(history.outcome, HistoryOutcome::inconclusive);
    EXPECT_THAT(history.summary,
                HasSubstr("5 runs in the newest run's environment (A) are too few"));
    EXPECT_THAT(history.summary, HasSubstr(" are the least for "));
}

TEST(ScenarioHistoryTest, TablesOfADatabaseOfTheRunsOwnDoNotGrow) {
    auto runs = daily_runs(40, 40, 1.0);
    for (std::size_t i = 0; i < runs.size(); ++i)
        runs[i].table_bytes = {{"sark_api.servers", 1e7 * (1.0 + static_cast<double>(i))}};
    EXPECT_FALSE(history_of_runs(runs).growth.why_not.empty());
    for (RecordedRun& run : runs)
        run.setting.environment.services = {{"postgresql", "15.20, host=db dbname=sark"}};
    const auto growth = history_of_runs(runs).growth;
    EXPECT_THAT(growth.why_not, IsEmpty());
    EXPECT_EQ(growth.alerts, 1U);
}

TEST(HistoryTest, AGateIsAsBadAsItsWorstScenario) {
    RunCollection collection;
    collection.runs = daily_runs(24, 18, 1.2);
    for (RecordedRun run : daily_runs(24, 24, 1.0)) {
        run.setting.scenario.name = "calm";
        collection.runs.push_back(std::move(run));
    }
    const auto shown = make_history(collection, {});
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->outcome, HistoryOutcome::regressed);
    EXPECT_EQ(shown->exit_code, ExitCode::pass) << "nobody asked for a gate";
    HistoryOptions gate;
    gate.gate = true;
    const auto gated = make_history(collection, gate);
    ASSERT_TRUE(gated);
    EXPECT_EQ(gated->exit_code, ExitCode::regressed);
    EXPECT_THAT(gated->summary, HasSubstr("smoke"));
    gate.scenario = "calm";
    const auto calm = make_history(collection, gate);
    ASSERT_TRUE(calm);
    EXPECT_EQ(calm->exit_code, ExitCode::pass);
    gate.scenario = "smok";
    const auto unknown = make_history(collection, gate);
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().hint, HasSubstr("smoke"));
}

}  // namespace
}  // namespace sark::reports
