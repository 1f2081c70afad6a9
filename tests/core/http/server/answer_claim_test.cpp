#include "core/http/answers/answer_claim.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace sark::http {
namespace {

TEST(AnswerClaimTest, TheHandlerHasItUntilTheDeadline) {
    AnswerClaim claim;
    claim.open(100);
    EXPECT_FALSE(claim.is_overdue(99));
    EXPECT_FALSE(claim.give_up(99));
    EXPECT_TRUE(claim.claim());
    EXPECT_TRUE(claim.claim()) << "asked again";
    EXPECT_FALSE(claim.is_overdue(1'000));
    EXPECT_FALSE(claim.give_up(1'000));
}

TEST(AnswerClaimTest, WhoeverWatchesHasItFromThenOn) {
    AnswerClaim claim;
    claim.open(100);
    EXPECT_TRUE(claim.is_overdue(100));
    EXPECT_EQ(claim.deadline_ns(), 100);
    EXPECT_TRUE(claim.give_up(100));
    EXPECT_FALSE(claim.give_up(100)) << "once";
    EXPECT_FALSE(claim.is_overdue(1'000));
    EXPECT_FALSE(claim.claim());
}

TEST(AnswerClaimTest, TheNextRequestHasADeadlineOfItsOwn) {
    AnswerClaim claim;
    EXPECT_FALSE(claim.is_overdue(1'000)) << "before the first";
    claim.open(100);
    EXPECT_TRUE(claim.claim());
    claim.open(200);
    EXPECT_FALSE(claim.is_overdue(199));
    EXPECT_TRUE(claim.give_up(200));
}

TEST(AnswerClaimTest, ExactlyOneHasIt) {
    for (int round = 0; round < 200; ++round) {
        AnswerClaim claim;
        claim.open(1);
        std::atomic<int> had{0};
        {
            std::jthread watcher([&] { had += claim.give_up(2) ? 1 : 0; });
            had += claim.claim() ? 1 : 0;
        }
        EXPECT_EQ(had, 1);
    }
}

}  // namespace
}  // namespace sark::http
