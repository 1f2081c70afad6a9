#include "scenarios/doctor/shown_query.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios::doctor {
namespace {

TEST(ShownQueryTest, BlanksRunTogetherAndParametersStay) {
    EXPECT_EQ(shown_query("SELECT *\n  FROM t\tWHERE id = $1 AND \"Name\" > 5 "),
              "SELECT * FROM t WHERE id = $1 AND \"Name\" > 5");
    EXPECT_EQ(shown_query(""), "");
}

TEST(ShownQueryTest, LiteralsAreLeftOutInEveryForm) {
    EXPECT_EQ(shown_query("ALTER ROLE bob PASSWORD 'hunter2'"), "ALTER ROLE bob PASSWORD '...'");
    EXPECT_EQ(shown_query("SELECT 'it''s hunter2', E'a\\'hunter2', 1"), "SELECT '...', E'...', 1");
    EXPECT_EQ(shown_query("SELECT $x$hunter2 ' $x$, $$hunter2$$, 2"), "SELECT $$...$$, $$...$$, 2");
    EXPECT_EQ(shown_query("SELECT 1 -- hunter2\n, 2 /* a /* hunter2 */ b */ , 3"),
              "SELECT 1 , 2 , 3");
}

TEST(ShownQueryTest, WhatTheServerCutOffShowsNothingOfItsLiteral) {
    for (const char* query : {"SELECT 'hunter2", "SELECT $$hunter2", "SELECT $a$hunter2 $",
                              "SELECT /* hunter2", "SELECT 'a\\", "SELECT -- hunter2"})
        EXPECT_EQ(shown_query(query).find("hunter2"), std::string::npos) << query;
}

TEST(ShownQueryTest, ADollarInANameIsNoLiteral) {
    EXPECT_EQ(shown_query("SELECT a$b, c$d FROM t"), "SELECT a$b, c$d FROM t");
}

TEST(ShownQueryTest, LongOnesAreCutBetweenCharacters) {
    const std::string query = "SELECT " + std::string(152, 'x') + "äöü";
    const std::string shown = shown_query(query);
    EXPECT_LE(shown.size(), 163U);
    EXPECT_TRUE(shown.ends_with("x...")) << shown;
}

}  // namespace
}  // namespace sark::scenarios::doctor
