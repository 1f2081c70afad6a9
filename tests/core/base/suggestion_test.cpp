#include "core/base/suggestion.hpp"

#include <gtest/gtest.h>

namespace sark {
namespace {

const std::vector<std::string> keys = {"rate", "duration", "start_rate", "connections"};

TEST(SuggestionTest, FindsWhatWasMistyped) {
    EXPECT_EQ(nearest_word("durration", keys), "duration");
    EXPECT_EQ(nearest_word("druation", keys), "duration");
    EXPECT_EQ(nearest_word("Rate", keys), "rate");
    EXPECT_EQ(nearest_word("startRate", keys), "start_rate");
    EXPECT_EQ(nearest_word("conections", keys), "connections");
}

TEST(SuggestionTest, DoesNotGuessWildly) {
    EXPECT_EQ(nearest_word("threads", keys), "");
    EXPECT_EQ(nearest_word("", keys), "");
    EXPECT_EQ(nearest_word("rate", {}), "");
    EXPECT_EQ(nearest_word(std::string(10'000, 'x'), keys), "");
}

TEST(SuggestionTest, NamesTheAllowedWords) {
    EXPECT_EQ(suggestion("rat", keys),
              "did you mean \"rate\"? allowed: rate, duration, start_rate, connections");
    EXPECT_EQ(suggestion("zzz", keys), "allowed: rate, duration, start_rate, connections");
    EXPECT_EQ(suggestion("zzz", {}), "");
}

TEST(SuggestionTest, LeavesALongListOutWhenItHasASuggestion) {
    std::vector<std::string> many;
    for (int i = 0; i < 40; ++i) many.push_back("operation_" + std::to_string(i));
    EXPECT_EQ(suggestion("operation_2_", many), "did you mean \"operation_2\"?");
    EXPECT_NE(suggestion("zzz", many).find("operation_39"), std::string::npos);
}

TEST(SuggestionTest, WordsDifferByMoreThanCaseAndJoints) {
    EXPECT_TRUE(same_word("startRate", "start_rate"));
    EXPECT_FALSE(same_word("startRates", "start_rate"));
}

}  // namespace
}  // namespace sark
