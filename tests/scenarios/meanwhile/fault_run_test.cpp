#include "scenarios/meanwhile/fault_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using Outcome = Happening::Outcome;

/// Remembers what was done to it, and answers when it is told to.
class RememberingSite final : public FaultSite {
 public:
    Result<void> check(const MeanwhileSpec&) override { return {}; }
    Result<void> begin(const MeanwhileSpec& fault) override {
        done.push_back("begin " + fault.name);
        if (fails)
            return Error{Errc::unavailable, "it is not there", "", ""};
        return {};
    }
    Result<void> end(const MeanwhileSpec& fault) override {
        done.push_back("end " + fault.name);
        return {};
    }
    bool answers(const MeanwhileSpec&) override { return answering; }

    std::vector<std::string> done;
    bool answering = true;
    bool fails = false;
};

MeanwhileSpec fault(const std::string& name, Nanos at, Nanos length) {
    MeanwhileSpec spec;
    spec.name = name;
    spec.kind = MeanwhileSpec::Kind::fault;
    spec.at = at;
    spec.length = length;
    return spec;
}

TEST(FaultRunTest, BeginsAndEndsWhenItIsTime) {
    RememberingSite site;
    FaultRun run({fault("redis", seconds(2), seconds(3))}, &site);
    run.tick(seconds(-1));
    run.tick(seconds(1));
    EXPECT_TRUE(site.done.empty());
    run.tick(seconds(2));
    run.tick(seconds(4));
    EXPECT_THAT(site.done, ElementsAre("begin redis"));
    run.tick(seconds(5));
    run.tick(seconds(6));
    EXPECT_THAT(site.done, ElementsAre("begin redis", "end redis"));
    const auto happenings = run.finish(seconds(10));
    ASSERT_EQ(happenings.size(), 1U);
    EXPECT_EQ(happenings[0].outcome, Outcome::done);
    EXPECT_EQ(happenings[0].begin, seconds(2));
    EXPECT_EQ(happenings[0].end, seconds(5));
}

TEST(FaultRunTest, ItLastsUntilTheServiceAnswersAgain) {
    RememberingSite site;
    site.answering = false;
    FaultRun run({fault("postgres", seconds(1), seconds(1))}, &site);
    for (const int second : {1, 2, 3}) run.tick(seconds(second));
    site.answering = true;
    run.tick(seconds(4));
    const auto happenings = run.finish(seconds(10));
    EXPECT_EQ(happenings.at(0).end, seconds(4));
    EXPECT_THAT(happenings.at(0).detail, HasSubstr("answered again after 2.0 s"));
}

TEST(FaultRunTest, TheEndOfTheRunEndsItAndSaysSo) {
    RememberingSite site;
    FaultRun run({fault("redis", seconds(1), seconds(60)), fault("late", seconds(50), seconds(1))},
                 &site);
    run.tick(seconds(1));
    const auto happenings = run.finish(seconds(5));
    EXPECT_THAT(site.done, ElementsAre("begin redis", "end redis"));
    EXPECT_EQ(happenings.at(0).outcome, Outcome::cut_short);
    EXPECT_EQ(happenings.at(1).outcome, Outcome::not_started);
}

TEST(FaultRunTest, ARunThatIsAbandonedLeavesNothingBroken) {
    RememberingSite site;
    {
        FaultRun run({fault("redis", seconds(0), seconds(60))}, &site);
        run.tick(seconds(0));
    }
    EXPECT_THAT(site.done, ElementsAre("begin redis", "end redis"));
}

TEST(FaultRunTest, WhatCannotBeginHasFailedAndIsNotEnded) {
    RememberingSite site;
    site.fails = true;
    FaultRun run({fault("redis", seconds(0), seconds(1))}, &site);
    run.tick(seconds(0));
    run.tick(seconds(2));
    const auto happenings = run.finish(seconds(3));
    EXPECT_EQ(happenings.at(0).outcome, Outcome::failed);
    EXPECT_THAT(happenings.at(0).detail, HasSubstr("it is not there"));
    EXPECT_THAT(site.done, ElementsAre("begin redis"));
}

TEST(FaultRunTest, TakesOnlyTheFaultsOfTheList) {
    RememberingSite site;
    MeanwhileSpec vacuum;
    vacuum.name = "vacuum";
    vacuum.kind = MeanwhileSpec::Kind::vacuum;
    FaultRun run({vacuum}, &site);
    run.tick(seconds(1));
    EXPECT_TRUE(run.finish(seconds(2)).empty());
    EXPECT_TRUE(site.done.empty());
}

}  // namespace
}  // namespace sark::scenarios
