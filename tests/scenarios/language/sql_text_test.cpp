#include "scenarios/language/sql_text.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios::language {
namespace {

using Numbers = std::set<unsigned>;

TEST(SqlTextTest, FindsPlaceholders) {
    EXPECT_EQ(inspect_sql("SELECT $1, $2::int, ($10)").placeholders, (Numbers{1, 2, 10}));
    EXPECT_EQ(inspect_sql("SELECT 1").placeholders, Numbers{});
}

TEST(SqlTextTest, LiteralsAndCommentsHoldNoPlaceholders) {
    for (const char* sql :
         {"SELECT '$1'", "SELECT 'it''s $1'", R"(SELECT E'a\'$1')", "SELECT \"$1\"",
          "SELECT 1 -- $1", "SELECT 1 -- $1\n + 2", "SELECT /* $1 /* $2 */ $3 */ 1",
          "SELECT $$ $1 $$", "SELECT $tag$ $1 $$ $2 $tag$", "SELECT a$1"}) {
        const SqlFacts facts = inspect_sql(sql);
        EXPECT_EQ(facts.placeholders, Numbers{}) << sql;
        EXPECT_FALSE(facts.unterminated) << sql;
        EXPECT_FALSE(facts.several_statements) << sql;
    }
}

TEST(SqlTextTest, PlaceholdersBehindALiteralCount) {
    EXPECT_EQ(inspect_sql(R"(SELECT 'a\', $1)").placeholders, Numbers{1});
    EXPECT_EQ(inspect_sql("SELECT $$x$$, $1").placeholders, Numbers{1});
    EXPECT_EQ(inspect_sql("SELECT like' ', $1").placeholders, Numbers{1});
}

TEST(SqlTextTest, NoticesASecondStatement) {
    EXPECT_TRUE(inspect_sql("SELECT 1; SELECT 2").several_statements);
    EXPECT_FALSE(inspect_sql("SELECT ';' ; -- done").several_statements);
    EXPECT_FALSE(inspect_sql("SELECT 1;;\n").several_statements);
}

TEST(SqlTextTest, NoticesWhatHasNoEnd) {
    for (const char* sql :
         {"SELECT 'x", "SELECT \"x", "SELECT /* x", "SELECT $a$ x $b$", R"(SELECT E'x\')"})
        EXPECT_TRUE(inspect_sql(sql).unterminated) << sql;
}

}  // namespace
}  // namespace sark::scenarios::language
