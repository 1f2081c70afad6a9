#include "reports/views/failure_text.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using workloads::OutcomeCode;

OperationView ended(OutcomeCode code, std::uint64_t count, std::uint64_t abandoned = 0) {
    OperationView operation;
    operation.outcomes[static_cast<std::size_t>(code)] = count;
    operation.abandoned = abandoned;
    return operation;
}

TEST(FailureTextTest, NamesEachEndTheMostFrequentFirst) {
    OperationView operation = ended(OutcomeCode::timeout, 1'500, 10);
    operation.outcomes[static_cast<std::size_t>(OutcomeCode::connection)] = 2'000;
    EXPECT_EQ(failure_text(operation), "2,000 connection, 1,500 timeout, 10 abandoned");
}

TEST(FailureTextTest, ARightAnswerIsNoFailure) {
    EXPECT_EQ(failure_text(ended(OutcomeCode::ok, 7)), "");
}

TEST(FailureTextTest, NothingThatFailedHasNoText) {
    EXPECT_EQ(failure_text({}), "");
}

TEST(FailureTextTest, WhatWasNeverAnsweredIsAFailureToo) {
    EXPECT_EQ(failure_text(ended(OutcomeCode::ok, 7, 3)), "3 abandoned");
}

}  // namespace
}  // namespace sark::reports
