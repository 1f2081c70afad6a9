#include "scenarios/evidence/activity_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/evidence/store_snapshot.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

std::vector<std::optional<std::string>> row(const char* backend, const char* state,
                                            const char* type, const char* event, const char* count,
                                            const char* age = "0.1", const char* old = nullptr) {
    const auto maybe = [](const char* text) {
        return text == nullptr ? std::nullopt : std::optional<std::string>(text);
    };
    return {maybe(backend),   maybe(state), maybe(type), maybe(event),
            std::string("t"), maybe(count), maybe(age),  maybe(old)};
}

TEST(ActivitySampleTest, CountsClientsByWhatTheyDo) {
    const ActivitySample sample =
        read_activity({row("client backend", "active", nullptr, nullptr, "3", "0.5"),
                       row("client backend", "active", "Lock", "transactionid", "2", "1.5"),
                       row("client backend", "active", "Client", "ClientRead", "1"),
                       row("client backend", "idle in transaction", "Client", "ClientRead", "4"),
                       row("client backend", "idle", "Client", "ClientRead", "10"),
                       row("autovacuum worker", "active", nullptr, nullptr, "1")});
    EXPECT_EQ(sample.clients, 20U);
    EXPECT_EQ(sample.active, 6U);
    EXPECT_EQ(sample.waiting, 2U);
    EXPECT_EQ(sample.lock_waits, 2U);
    EXPECT_EQ(sample.idle_in_transaction, 4U);
    EXPECT_EQ(sample.autovacuum, 1U);
    EXPECT_DOUBLE_EQ(sample.longest_s, 1.5);
    EXPECT_EQ(sample.waits.at("CPU"), 3U);
    EXPECT_EQ(sample.waits.at("Lock: transactionid"), 2U);
    EXPECT_FALSE(sample.waits.contains("Client: idle"));
}

TEST(ActivitySampleTest, AnIdleCheckpointerIsNoCheckpoint) {
    EXPECT_FALSE(read_activity({row("checkpointer", nullptr, "Activity", "CheckpointerMain", "1")})
                     .checkpoint);
    EXPECT_TRUE(
        read_activity({row("checkpointer", nullptr, "Timeout", "CheckpointWriteDelay", "1")})
            .checkpoint);
    EXPECT_TRUE(read_activity({row("checkpointer", nullptr, nullptr, nullptr, "1")}).checkpoint);
}

TEST(ActivitySampleTest, WhatIsWithheldIsHiddenAndNothingElse) {
    const ActivitySample sample = read_activity({row(nullptr, nullptr, nullptr, nullptr, "7"), {}});
    EXPECT_EQ(sample.hidden, 7U);
    EXPECT_EQ(sample.clients, 0U);
    EXPECT_FALSE(sample.checkpoint);
}

TEST(ActivitySampleTest, TheQuestionLeavesOutWhoeverWatches) {
    EXPECT_THAT(activity_query({17, 4711}), HasSubstr("pid <> 17 AND pid <> 4711"));
    EXPECT_THAT(activity_query({}), HasSubstr(evidence_mark));
}

TEST(ActivityLogTest, ASliceHoldsTheHighestOfItsSamples) {
    ActivityLog log(seconds(600));  // slices of 0.5 s
    ActivitySample sample;
    sample.active = 3;
    sample.waits = {{"CPU", 3}};
    log.add(milliseconds(0), sample);
    sample.active = 1;
    sample.checkpoint = true;
    log.add(milliseconds(250), sample);
    log.add(milliseconds(600), {});
    const Activity activity = log.result();
    ASSERT_EQ(activity.slices.size(), 2U);
    EXPECT_EQ(activity.samples, 3U);
    EXPECT_EQ(activity.slices[0].active, 3U);
    EXPECT_TRUE(activity.slices[0].checkpoint);
    EXPECT_DOUBLE_EQ(activity.slices[1].at_s, 0.5);
    EXPECT_FALSE(activity.slices[1].checkpoint);
    ASSERT_EQ(activity.waits.size(), 1U);
    EXPECT_EQ(activity.waits[0].samples, 6U);
}

TEST(ActivityLogTest, ALongStatementCountsOnceHoweverOftenItIsSeen) {
    ActivityLog log(seconds(60));
    for (int i = 0; i < 3; ++i)
        log.add(seconds(i), read_activity({row("client backend", "active", nullptr, nullptr, "2",
                                               "40", "7@12:00|8@12:01")}));
    EXPECT_EQ(log.result().long_running, 2U);
}

TEST(ActivityLogTest, NothingSampledIsNothingTold) {
    const Activity activity = ActivityLog(seconds(60)).result();
    EXPECT_EQ(activity.samples, 0U);
    EXPECT_TRUE(activity.slices.empty());
    EXPECT_TRUE(activity.waits.empty());
}

}  // namespace
}  // namespace sark::scenarios
