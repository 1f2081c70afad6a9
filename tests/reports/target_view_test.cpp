#include "reports/views/target_view.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/golden_report.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;

/// Judged once: no test changes it.
const Report& golden_report() {
    static const Report report = test::golden_report();
    return report;
}

const TargetTable& table_of(const std::vector<TargetTable>& tables, const std::string& profile) {
    const auto found = std::ranges::find(tables, profile, &TargetTable::profile);
    EXPECT_NE(found, tables.end()) << profile;
    return *found;
}

const TargetView& row_of(const TargetTable& table, const std::string& id) {
    const auto found = std::ranges::find(table.rows, id, &TargetView::id);
    EXPECT_NE(found, table.rows.end()) << id;
    return *found;
}

TEST(TargetViewTest, TheDocumentedTableHasEveryOperationWithWhatCameOut) {
    const auto tables = target_tables_of(golden_report());
    const TargetTable& v2 = table_of(tables, "v2-database");
    for (const char* id : {"S000-SLA-01", "S000-SLA-02", "S000-SLA-03", "S000-SLA-04",
                           "S000-SLA-05", "S000-SLA-06", "S000-SLA-07"})
        EXPECT_FALSE(row_of(v2, id).name.empty());
    const TargetView& lookup = row_of(v2, "S000-SLA-01");
    EXPECT_EQ(lookup.name, "resource lookup by ID");
    EXPECT_EQ(lookup.target, "p95 < 5 ms, p99 < 10 ms");
    EXPECT_THAT(lookup.actual, ::testing::StartsWith("7.65 ms, p99 "));
    EXPECT_EQ(lookup.of_target, "153 %");
    EXPECT_EQ(lookup.status, RowVerdict::warn);
}

TEST(TargetViewTest, WhatWasNotMeasuredHasNoFigureAndStandsLast) {
    const auto tables = target_tables_of(golden_report());
    const TargetView& absent = table_of(tables, "v2-database").rows.back();
    EXPECT_EQ(absent.actual, "–");
    EXPECT_EQ(absent.of_target, "");
    EXPECT_EQ(absent.status, RowVerdict::no_data);
}

TEST(TargetViewTest, WhatNoRunCanJudgeIsLeftOut) {
    for (const TargetTable& table : target_tables_of(golden_report()))
        for (const TargetView& row : table.rows) EXPECT_NE(row.status, RowVerdict::skipped);
}

TEST(TargetViewTest, ThresholdsOfTheScenarioAreATableOfTheirOwn) {
    const auto tables = target_tables_of(golden_report());
    ASSERT_EQ(tables.front().profile, "thresholds");
    EXPECT_EQ(tables.front().rows.front().name, "errors: rate<0.01");
}

TEST(TargetViewTest, AQuantileAmongFailuresHasFailedAndIsNoShareOfItsTarget) {
    const auto tables = target_tables_of(golden_report());
    const TargetView& registration = row_of(table_of(tables, "api"), "S002-SLA-02");
    EXPECT_EQ(registration.actual, "failed");
    EXPECT_EQ(registration.of_target, "");
}

TEST(TargetViewTest, MissesComeWorstFirstAndSayWhy) {
    const auto misses = misses_of(golden_report());
    ASSERT_FALSE(misses.empty());
    EXPECT_EQ(misses.front().verdict, RowVerdict::fail);
    EXPECT_EQ(misses.back().verdict, RowVerdict::warn);
    EXPECT_TRUE(std::ranges::any_of(misses, [](const MissView& miss) {
        return miss.sentence ==
               "S000-SLA-05 cost tracking insertion (v2.cost_insert): p99 39.6 ms misses the "
               "critical level < 5 ms";
    }));
}

TEST(TargetViewTest, ARunThatPassesMissesNothing) {
    const auto report = judge(RunResultBuilder()
                                  .answers("api.list", 2'000, 1, 2)
                                  .threshold("errors", "rate<0.01")
                                  .build(),
                              {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(misses_of(*report).empty());
}

TEST(TargetViewTest, ARunWithoutTargetsHasNoTable) {
    const auto report = judge(RunResultBuilder().answers("api.list", 50, 1, 2).build(), {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(target_tables_of(*report).empty());
}

}  // namespace
}  // namespace sark::reports
