#include <gmock/gmock.h>

#include "scenarios/selftest/selftest.hpp"

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SelftestResult sound() {
    SelftestResult result;
    result.checks.push_back({"books", true, 1.0, 1.0, 1.0, "operations", ""});
    result.host.cpus = 2;
    result.host.rate_at_100us = 4'000;
    result.host.rate_at_1ms = 30'000;
    result.host.steal = 0.0;
    result.host.others = 0.1;
    return result;
}

TEST(SelftestResultTest, ASoundHostLeavesNoDoubt) {
    EXPECT_THAT(sound().doubts(), IsEmpty());
}

TEST(SelftestResultTest, AFailedCheckIsNamed) {
    SelftestResult result = sound();
    result.checks[0].passed = false;
    EXPECT_THAT(result.doubts(), ElementsAre(HasSubstr("books")));
}

TEST(SelftestResultTest, AHostIsNotTrustedThatKeepsNoRateOrIsNotOurs) {
    SelftestResult result = sound();
    result.host.rate_at_100us.reset();
    EXPECT_THAT(result.doubts(), IsEmpty()) << "a host may be slow and true";
    result.host.rate_at_1ms.reset();
    result.host.steal = 0.06;
    result.host.others = 0.6;
    EXPECT_THAT(result.doubts(),
                ElementsAre(HasSubstr("1 ms"), HasSubstr("hypervisor"), HasSubstr("programs")));
}

TEST(SelftestResultTest, WhatIsNotKnownIsNoDoubt) {
    SelftestResult result = sound();
    result.host.steal.reset();
    result.host.others.reset();
    EXPECT_THAT(result.doubts(), IsEmpty());
}

}  // namespace
}  // namespace sark::scenarios
