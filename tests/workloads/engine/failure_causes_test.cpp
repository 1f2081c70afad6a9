#include "workloads/timing/failure_causes.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

/// "3 refused status 503 (busy)", the most frequent first.
std::vector<std::string> texts_of(const FailureCauses& causes) {
    std::vector<std::string> texts;
    for (const FailureCauses::Entry& one : causes.ranked())
        texts.push_back(std::to_string(one.count) + " " +
                        std::string(outcome_names[static_cast<std::size_t>(one.code)]) + " " +
                        std::string(one.kind.view()) + " (" + std::string(one.example.view()) +
                        ")");
    return texts;
}
using Texts = std::vector<std::string>;

/// What becomes of the texts of one failure.
FailureCauses::Entry kept(std::string_view kind, std::string_view example = {}) {
    FailureCauses causes;
    causes.add(OutcomeCode::protocol, {kind, example});
    return causes.ranked().at(0);
}

TEST(FailureCausesTest, CountsByOutcomeAndKindAndKeepsTheFirstExample) {
    FailureCauses causes;
    causes.add(OutcomeCode::wrong_answer, {"status 500", "first"});
    causes.add(OutcomeCode::refused, {"status 503", "busy"});
    causes.add(OutcomeCode::refused, {"status 503", "busier"});
    causes.add(OutcomeCode::timeout, {"status 503", {}});
    causes.add(OutcomeCode::refused, {"status 503", {}});
    EXPECT_EQ(texts_of(causes),
              (Texts{"3 refused status 503 (busy)", "1 wrong_answer status 500 (first)",
                     "1 timeout status 503 ()"}));
    EXPECT_EQ(causes.told(OutcomeCode::refused), 3U);
    EXPECT_EQ(causes.told(OutcomeCode::connection), 0U);
}

TEST(FailureCausesTest, KindsBeyondItsRoomAreCountedTogether) {
    FailureCauses causes;
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 11; ++i)
            causes.add(i < 10 ? OutcomeCode::wrong_answer : OutcomeCode::refused,
                       {"status " + std::to_string(500 + i), "x"});
    const auto all = texts_of(causes);
    ASSERT_EQ(all.size(), FailureCauses::kinds_max + 2);
    EXPECT_EQ(all[0], "4 wrong_answer other ()") << "status 508 and 509";
    EXPECT_EQ(all[1], "2 wrong_answer status 500 (x)") << "what has room goes on being told apart";
    EXPECT_EQ(all.back(), "2 refused other ()");
    EXPECT_EQ(causes.told(OutcomeCode::wrong_answer), 20U);
    EXPECT_EQ(causes.told(OutcomeCode::refused), 2U);
}

TEST(FailureCausesTest, MergesWhatItTellsApartAndWhatItDoesNot) {
    FailureCauses sum;
    sum.add(OutcomeCode::refused, {"status 503", "one"}, 2);
    FailureCauses second;
    second.add(OutcomeCode::refused, {"status 503", "two"}, 3);
    second.add(OutcomeCode::connection, {"Connection reset by peer", {}});
    second.add(OutcomeCode::refused, {FailureCauses::other_kind, {}}, 9);
    sum.merge(second);
    EXPECT_EQ(texts_of(sum), (Texts{"9 refused other ()", "5 refused status 503 (one)",
                                    "1 connection Connection reset by peer ()"}));
    FailureCauses many;
    for (int i = 0; i < 8; ++i) many.add(OutcomeCode::wrong_answer, {std::to_string(i), {}});
    sum.merge(many);
    EXPECT_EQ(sum.told(OutcomeCode::wrong_answer), 8U) << "none is lost for want of room";
    EXPECT_EQ(sum.ranked().size(), FailureCauses::kinds_max + 2);
}

TEST(FailureCausesTest, MergingNothingChangesNothing) {
    FailureCauses sum;
    sum.merge({});
    EXPECT_TRUE(sum.ranked().empty());
}

TEST(FailureCausesTest, AFailureOfWhichNothingIsToldIsNotCounted) {
    FailureCauses causes;
    causes.add(OutcomeCode::timeout, {});
    causes.add(OutcomeCode::timeout, {" \n", "said"});
    causes.add(OutcomeCode::timeout, {"status 504", {}}, 0);
    EXPECT_TRUE(causes.ranked().empty());
    EXPECT_EQ(causes.told(OutcomeCode::timeout), 0U);
}

TEST(FailureCausesTest, TextsBecomeOneLineWithoutControlCharacters) {
    const auto entry = kept("a\tb", "  {\r\n  \"error\":\t\x1b[31mred\x7f\x01 end\n");
    EXPECT_EQ(entry.kind.view(), "a b");
    EXPECT_EQ(entry.example.view(), "{ \"error\": ?[31mred?? end");
    EXPECT_EQ(kept("k",
                   "\xc2\x9b"
                   "31m")
                  .example.view(),
              "?31m")
        << "control characters of ISO 8859";
    EXPECT_EQ(kept("k", std::string_view("a\0b", 3)).example.view(), "a?b");
}

TEST(FailureCausesTest, WhatIsNoUtf8IsReplaced) {
    EXPECT_EQ(kept("k", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80").example.view(),
              "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80");
    EXPECT_EQ(kept("k", "\xff\xfe gzip \x80").example.view(), "?? gzip ?");
    EXPECT_EQ(kept("k", "\xc0\xaf").example.view(), "??") << "written longer than it is";
    EXPECT_EQ(kept("k", "\xed\xa0\x80!").example.view(),
              "??"
              "?!")
        << "half a surrogate pair";
    EXPECT_EQ(kept("k", "\xf5\x80\x80\x80!").example.view(),
              "???"
              "?!");
    EXPECT_EQ(kept("k", "\xe2(").example.view(), "?(");
}

TEST(FailureCausesTest, LongTextsEndBeforeTheCharacterThatDoesNotFit) {
    EXPECT_EQ(kept(std::string(100, 'k')).kind.view(), std::string(48, 'k'));
    const std::string nearly(119, 'x');
    EXPECT_EQ(kept("k", nearly + "yz").example.view(), nearly + "y");
    EXPECT_EQ(kept("k", nearly + "\xc3\xbc").example.view(), nearly);
    EXPECT_EQ(kept("k", nearly + " y").example.view(), nearly);
    EXPECT_EQ(kept("k", "cut by the driver: \xe2\x82").example.view(), "cut by the driver:");
}

}  // namespace
}  // namespace sark::workloads
