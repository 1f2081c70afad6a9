#include "cli/options/round_options.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

TEST(RoundOptionsTest, ARoundAndItsWarmUpAreTimes) {
    const auto times = round_times({"2s", "500ms"});
    ASSERT_TRUE(times);
    EXPECT_EQ(times->round, Nanos(2s));
    EXPECT_EQ(times->warmup, Nanos(500ms));
}

TEST(RoundOptionsTest, WhatIsWrongIsCalledByTheOptionThatSaidIt) {
    for (const RoundOptions& wrong : {RoundOptions{"100", "1s"}, {"500ms", "1s"}, {"25h", "1s"}}) {
        const auto times = round_times(wrong);
        ASSERT_FALSE(times) << wrong.round;
        EXPECT_EQ(times.error().code, Errc::invalid_argument);
        EXPECT_EQ(times.error().where, "--round " + wrong.round);
    }
    for (const RoundOptions& wrong : {RoundOptions{"2s", "soon"}, {"2s", "2h"}}) {
        const auto times = round_times(wrong);
        ASSERT_FALSE(times) << wrong.warmup;
        EXPECT_EQ(times.error().where, "--round-warmup " + wrong.warmup);
    }
}

TEST(RoundOptionsTest, TheWarmUpOfARoundYieldsToOneThatIsSet) {
    scenarios::Overrides overrides;
    overrides.set = {"warmup=9s"};
    cut_to_round({"2s", "500ms"}, overrides);
    EXPECT_EQ(overrides.duration, "2s");
    EXPECT_THAT(overrides.set, ElementsAre("warmup=500ms", "warmup=9s"));
    EXPECT_EQ(overrides.set.at(0).option, "--round-warmup 500ms");
}

}  // namespace
}  // namespace sark::cli
