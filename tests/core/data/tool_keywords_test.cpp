#include "core/registry/tool_keywords.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ToolKeywordsTest, TheMostSensitiveListDecides) {
    EXPECT_EQ(detect_sensitivity("get_password", "delete or update", {}).level, "critical");
    EXPECT_EQ(detect_sensitivity("get_rows", "delete or update", {}).level, "high");
    EXPECT_EQ(detect_sensitivity("get_rows", "and update them", {}).level, "medium");
    EXPECT_EQ(detect_sensitivity("get_rows", "", {}).level, "low");
    EXPECT_EQ(detect_sensitivity("frobnicate", "", {}).level, "medium");
}

TEST(ToolKeywordsTest, WordsAreWholeHoweverTheyAreJoined) {
    for (const char* name : {"delete_user", "deleteUser", "delete-user", "user.Delete", "DELETE"})
        EXPECT_EQ(detect_sensitivity(name, "", {}).level, "high") << name;
    for (const char* name : {"monkey", "authors", "postal", "deleted"})
        EXPECT_THAT(detect_sensitivity(name, "", {}).keywords, IsEmpty()) << name;
}

TEST(ToolKeywordsTest, KeywordsOfTwoWordsStandInARow) {
    EXPECT_THAT(detect_sensitivity("pay", "by credit card", {}).keywords,
                ElementsAre("credit_card"));
    EXPECT_THAT(detect_sensitivity("credit", "card", {}).keywords, IsEmpty());
}

TEST(ToolKeywordsTest, NamesOfParametersCount) {
    EXPECT_THAT(detect_sensitivity("send", "", {"to", "apiKey"}).keywords, ElementsAre("key"));
}

}  // namespace
}  // namespace sark
