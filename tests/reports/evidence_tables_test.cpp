#include "reports/views/evidence_tables.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/comparison/plan_changes.hpp"
#include "reports/views/evidence_marks.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

scenarios::RunResult run_of(scenarios::ServerEvidence server) {
    scenarios::RunResult run;
    run.server = std::move(server);
    return run;
}

const EvidenceTable* find(const std::vector<EvidenceTable>& tables, const std::string& title) {
    const auto found = std::ranges::find(tables, title, &EvidenceTable::title);
    return found == tables.end() ? nullptr : &*found;
}

scenarios::OperationPlan plan(const char* operation, const char* node, const char* hash) {
    scenarios::OperationPlan made;
    made.load = "db";
    made.operation = operation;
    made.hash = hash;
    made.shape = {{node, "t", "", 0}};
    return made;
}

TEST(EvidenceTablesTest, WhatWasNotCollectedHasNoTable) {
    EXPECT_THAT(evidence_tables_of(run_of({})), IsEmpty());
    EXPECT_THAT(evidence_lines_of(run_of({})), IsEmpty());
    EXPECT_THAT(marks_of(run_of({})), IsEmpty());
    EXPECT_EQ(activity_sentence(run_of({})), "");
}

TEST(EvidenceTablesTest, AStatementIsNamedByTheOperationWhoseItIs) {
    scenarios::ServerEvidence server;
    server.plans = {plan("app.user_by_id", "Index Scan", "a")};
    server.plans[0].statement = "-42";
    scenarios::StatementUse own;
    own.id = "-42";
    own.calls = 10;
    own.total_ms = 75;
    scenarios::StatementUse other = own;
    other.id = "7";
    other.text = "SELECT 1";
    other.total_ms = 25;
    scenarios::StoreWindow window;
    window.statements = {own, other};
    server.windows = {window};
    const auto tables = evidence_tables_of(run_of(server));
    const EvidenceTable* statements = find(tables, "Statements");
    ASSERT_NE(statements, nullptr);
    ASSERT_EQ(statements->rows.size(), 2U);
    EXPECT_EQ(statements->rows[0][0], "app.user_by_id");
    EXPECT_EQ(statements->rows[0][1], "75.0 %");
    EXPECT_EQ(statements->rows[1][0], "SELECT 1");
    EXPECT_THAT(evidence_lines_of(run_of(server)),
                Contains(Field(&EvidenceLine::sentence, HasSubstr("app.user_by_id"))));
}

TEST(EvidenceTablesTest, EveryRowHasACellForEveryHead) {
    scenarios::ServerEvidence server;
    server.plans = {plan("a", "Seq Scan", "x"), plan("b", "Seq Scan", "")};
    server.plans[1].why_absent = "refused";
    server.plans[0].under_load = {{"x", "Seq Scan", 3}, {"y", "Index Scan", 1}};
    scenarios::StoreWindow window;
    window.tables.resize(1);
    window.indexes = {{"idx", "t", 0, 8'192, false}};
    window.commands = {{"get", 10, 1.0}};
    window.statements.resize(1);
    window.statements[0].calls = 1;
    scenarios::StoreWindow phase = window;
    phase.phase = "steady";
    server.windows = {window, phase};
    server.activity.emplace();
    server.activity->waits = {{"CPU", 3}, {"Lock: tuple", 1}};
    server.absent = {{"plans under load", "not ours"}};
    const auto tables = evidence_tables_of(run_of(server));
    EXPECT_EQ(tables.size(), 8U);
    for (const EvidenceTable& table : tables)
        for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.heads.size()) << table.title;
    EXPECT_THAT(find(tables, "Plans")->rows[1][1], HasSubstr("refused"));
    EXPECT_THAT(find(tables, "Plans")->rows[0][7], HasSubstr("1 others: Index Scan"));
    EXPECT_THAT(find(tables, "Waits")->rows[0], ElementsAre("CPU", "75.0 %", "3"));
}

TEST(EvidenceTablesTest, SamplesThatFoundNoActiveClientSaySo) {
    scenarios::ServerEvidence server;
    server.activity.emplace();
    server.activity->samples = 23;
    const auto tables = evidence_tables_of(run_of(server));
    EXPECT_THAT(find(tables, "Waits")->caption, HasSubstr("23 samples"));
    EXPECT_THAT(find(tables, "Waits")->rows,
                ElementsAre(ElementsAre("no client was seen active", "–", "0")));
}

TEST(EvidenceMarksTest, TouchingSlicesAreOneMark) {
    scenarios::Activity activity;
    activity.slice_s = 0.25;
    for (const double at : {0.0, 0.25, 0.5, 0.75, 1.0}) activity.slices.emplace_back().at_s = at;
    activity.slices[1].checkpoint = activity.slices[2].checkpoint = true;
    activity.slices[4].checkpoint = true;
    activity.slices[3].lock_waits = 2;
    scenarios::ServerEvidence server;
    server.activity = activity;
    const auto marks = marks_of(run_of(server));
    ASSERT_EQ(marks.size(), 3U);
    EXPECT_DOUBLE_EQ(marks[0].from_s, 0.25);
    EXPECT_DOUBLE_EQ(marks[0].to_s, 0.75);
    EXPECT_EQ(marks[2].what, "lock waits");
    EXPECT_THAT(marks_sentence(marks), HasSubstr("checkpoint for 0.8 s (2 times, from 0.2 s on)"));
}

TEST(PlanChangesTest, OnlyOperationsOfBothWithPlansAreCompared) {
    const std::vector<scenarios::OperationPlan> base = {
        plan("same", "Seq Scan", "a"), plan("changed", "Index Scan", "b"),
        plan("untold", "Seq Scan", ""), plan("gone", "Seq Scan", "a")};
    const std::vector<scenarios::OperationPlan> candidate = {plan("same", "Seq Scan", "a"),
                                                             plan("changed", "Seq Scan", "a"),
                                                             plan("untold", "Seq Scan", "a")};
    const auto changes = plan_changes_between(base, candidate);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(plan_change_text(changes[0]),
              "plan changed: changed: A Index Scan on t; B Seq Scan on t");
    EXPECT_THAT(plan_changes_between({}, candidate), IsEmpty());
}

}  // namespace
}  // namespace sark::reports
