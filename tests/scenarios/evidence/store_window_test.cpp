#include "scenarios/evidence/store_window.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

StoreWindow between(const StoreSnapshot& begin, const StoreSnapshot& end) {
    return window_between(begin, end, end);
}

StatementTotals statement(const std::string& text, double calls, double total_ms, double max_ms) {
    StatementTotals totals;
    totals.text = text;
    totals.calls = calls;
    totals.total_ms = total_ms;
    totals.max_ms = max_ms;
    return totals;
}

TEST(StoreWindowTest, CountersAreDifferencesAndAResetIsLeftOut) {
    StoreSnapshot begin;
    StoreSnapshot end;
    end.at = begin.at + std::chrono::seconds(10);
    begin.postgres = {{"blks_hit", 100}, {"deadlocks", 5}, {"gone", 1}};
    end.postgres = {{"blks_hit", 350}, {"deadlocks", 2}, {"new", 3}};
    const StoreWindow window = between(begin, end);
    EXPECT_THAT(window.postgres, UnorderedElementsAre(Pair("blks_hit", 250.0)));
    EXPECT_DOUBLE_EQ(window.length_s, 10.0);
}

TEST(StoreWindowTest, OurOwnTransactionsAreNotTheLoads) {
    StoreSnapshot begin;
    StoreSnapshot end;
    begin.postgres = {{"xact_commit", 1'000}};
    end.postgres = {{"xact_commit", 3'000}};
    begin.own_transactions = 10;
    end.own_transactions = 60;
    EXPECT_THAT(between(begin, end).postgres, UnorderedElementsAre(Pair("xact_commit", 1'950.0)));
}

TEST(StoreWindowTest, StatementsAreListedByTotalTimeWithoutOurs) {
    StoreSnapshot begin;
    StoreSnapshot end;
    begin.statements["1"] = statement("", 10, 100.0, 5.0);
    end.statements["1"] = statement("SELECT a", 20, 150.0, 5.0);
    end.statements["2"] = statement("SELECT b", 4, 400.0, 120.0);
    end.statements["3"] = statement(std::string("SELECT ") + evidence_mark, 9, 900.0, 9.0);
    begin.statements["4"] = end.statements["4"] = statement("SELECT idle", 7, 70.0, 7.0);
    const StoreWindow window = between(begin, end);
    ASSERT_EQ(window.statements.size(), 2U);
    EXPECT_EQ(window.statements[0].text, "SELECT b");
    EXPECT_EQ(window.statements[0].max_ms, 120.0);
    EXPECT_DOUBLE_EQ(window.statements[1].calls, 10.0);
    EXPECT_DOUBLE_EQ(window.statements[1].total_ms, 50.0);
    // An earlier call was as slow: how slow these were is not known.
    EXPECT_FALSE(window.statements[1].max_ms);
}

TEST(StoreWindowTest, StatementsBeyondTheListAreCounted) {
    StoreSnapshot end;
    for (int i = 0; i < 25; ++i)
        end.statements[std::to_string(i)] = statement("s", 1, double(i), 1.0);
    const StoreWindow window = between({}, end);
    EXPECT_EQ(window.statements.size(), statements_listed);
    EXPECT_EQ(window.statements_beyond, 5U);
    EXPECT_DOUBLE_EQ(window.statements.front().total_ms, 24.0);
}

TEST(StoreWindowTest, OnlyTablesThatWereUsedAreToldWithTheirIndexes) {
    StoreSnapshot begin;
    StoreSnapshot end;
    begin.tables["a.used"].seq_scans = 1;
    begin.tables["a.used"].table_bytes = 1'000;
    end.tables["a.used"].seq_scans = 4;
    end.tables["a.used"].table_bytes = 9'000;
    end.tables["a.idle"];
    begin.tables["a.reset"].index_scans = 9;
    begin.tables["a.reset"].inserted = 0;
    end.tables["a.reset"].inserted = 5;
    end.indexes[{"a.used", "idx_unused"}] = {0, 800, false};
    end.indexes[{"a.used", "used_pkey"}] = {3, 800, true};
    end.indexes[{"a.idle", "idx_idle"}] = {0, 800, false};
    const StoreWindow window = between(begin, end);
    ASSERT_EQ(window.tables.size(), 1U);
    EXPECT_DOUBLE_EQ(window.tables[0].seq_scans, 3.0);
    EXPECT_EQ(window.tables[0].table_growth, 8'000.0);
    EXPECT_FALSE(window.tables[0].index_growth);
    ASSERT_EQ(window.indexes.size(), 2U);
    EXPECT_EQ(window.indexes[0].name, "idx_unused");
    EXPECT_TRUE(window.indexes[1].required);
}

TEST(StoreWindowTest, RedisCommandsAreToldByTheirTime) {
    StoreSnapshot begin;
    StoreSnapshot end;
    begin.commands = {{"get", {10, 1.0}}};
    end.commands = {{"get", {110, 3.0}}, {"set", {5, 9.0}}, {"info", {3, 1.0}}};
    const StoreWindow window = between(begin, end);
    ASSERT_EQ(window.commands.size(), 2U);
    EXPECT_EQ(window.commands[0].name, "set");
    EXPECT_DOUBLE_EQ(window.commands[1].calls, 100.0);
    EXPECT_DOUBLE_EQ(window.commands[1].total_ms, 2.0);
}

TEST(StoreWindowTest, StoresThatSaidNothingLeaveAnEmptyWindow) {
    const StoreWindow window = between({}, {});
    EXPECT_THAT(window.postgres, IsEmpty());
    EXPECT_THAT(window.statements, IsEmpty());
    EXPECT_THAT(window.tables, IsEmpty());
    EXPECT_THAT(window.commands, IsEmpty());
}

TEST(CommandTotalsTest, ReadsCallsAndMilliseconds) {
    EXPECT_EQ(read_command_totals("calls=21,usec=1500,usec_per_call=71.4,rejected_calls=0"),
              (std::pair<double, double>(21.0, 1.5)));
    EXPECT_EQ(read_command_totals("nonsense"), (std::pair<double, double>(0.0, 0.0)));
}

}  // namespace
}  // namespace sark::scenarios
