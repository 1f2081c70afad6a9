#include "migrations/statements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::migrations {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SplitStatementsTest, SplitsAtSemicolons) {
    EXPECT_THAT(split_statements("SELECT 1; SELECT 2;\nSELECT 3"),
                ElementsAre("SELECT 1", "SELECT 2", "SELECT 3"));
}

TEST(SplitStatementsTest, KeepsSemicolonsInsideQuotes) {
    EXPECT_THAT(split_statements(R"(SELECT 'a;''b'; SELECT "x;y";)"),
                ElementsAre("SELECT 'a;''b'", "SELECT \"x;y\""));
}

TEST(SplitStatementsTest, KeepsSemicolonsInsideDollarQuotes) {
    EXPECT_THAT(split_statements("DO $a$ BEGIN; $$;$$ END; $a$; SELECT $1;"),
                ElementsAre("DO $a$ BEGIN; $$;$$ END; $a$", "SELECT $1"));
}

TEST(SplitStatementsTest, KeepsSemicolonsInsideComments) {
    EXPECT_THAT(split_statements("SELECT 1 -- one; two\n; /* a; /* b; */ c; */ SELECT 2;"),
                ElementsAre("SELECT 1 -- one; two\n", "SELECT 2"));
}

TEST(SplitStatementsTest, LeavesOutPiecesWithoutCode) {
    EXPECT_THAT(split_statements(""), IsEmpty());
    EXPECT_THAT(split_statements(" ;; -- only a comment\n; /* and another */"), IsEmpty());
}

TEST(SplitStatementsTest, UnterminatedQuoteReachesTheEnd) {
    EXPECT_THAT(split_statements("SELECT 'a; SELECT 2;"), ElementsAre("SELECT 'a; SELECT 2;"));
    EXPECT_THAT(split_statements("SELECT $x$ a; b"), ElementsAre("SELECT $x$ a; b"));
}

}  // namespace
}  // namespace sark::migrations
