#include "scenarios/claims/answer_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(AnswerRowsTest, AnAnswerAsAWholeIsOneRow) {
    EXPECT_THAT(*answer_rows("not even JSON", ""), ElementsAre("not even JSON"));
}

TEST(AnswerRowsTest, TheValuesOfAMemberAreTheRowsWhereverItStands) {
    EXPECT_THAT(*answer_rows(R"({"decision": "allow", "id": 1})", "decision"),
                ElementsAre("\"allow\""));
    EXPECT_THAT(*answer_rows(R"([{"decision": 1}, {"in": {"decision": [2]}}, {}])", "decision"),
                ElementsAre("1", "[2]"));
}

TEST(AnswerRowsTest, WhatIsNoAnswerIsAnErrorAndNotNoRows) {
    const auto text = answer_rows("<html>", "decision");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, Errc::protocol);
    const auto other = answer_rows(R"({"error": "no"})", "decision");
    ASSERT_FALSE(other);
    EXPECT_THAT(describe(other.error()), HasSubstr("\"decision\""));
}

}  // namespace
}  // namespace sark::scenarios
