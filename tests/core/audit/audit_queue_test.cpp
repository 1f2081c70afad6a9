#include "core/audit/audit_queue.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "tests/core/audit/audit_samples.hpp"

namespace sark {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

BacklogOptions patient() {
    BacklogOptions options;
    options.flush_interval = hours(1);
    options.batch_size = 10;
    return options;
}

TEST(AuditQueueTest, MemoryAcknowledgesAtOnceAndWaitsForAFullBatch) {
    AuditQueue queue(patient(), false);
    for (unsigned i = 0; i < 25; ++i) {
        const auto ack = queue.submit(test::sample_event(i));
        ASSERT_TRUE(ack);
        EXPECT_TRUE(ack->wait(Nanos::zero()));
    }
    EXPECT_EQ(queue.next_batch().size(), 10U);
    EXPECT_EQ(queue.next_batch().size(), 10U);
    EXPECT_EQ(queue.counts().settled, 0U);
    queue.stop();
    EXPECT_EQ(queue.next_batch().size(), 5U);
    EXPECT_TRUE(queue.next_batch().empty());
}

TEST(AuditQueueTest, DatabaseAcknowledgesWhenTheBatchIsFinished) {
    AuditQueue queue(patient(), true);
    const auto good = queue.submit(test::sample_event(1));
    const auto bad = queue.submit(test::sample_event(2));
    ASSERT_TRUE(good && bad);
    const auto batch = queue.next_batch();  // due at once: somebody waits
    ASSERT_EQ(batch.size(), 2U);
    EXPECT_EQ(good->wait(Nanos::zero()).error().code, Errc::timeout);
    queue.written(1);
    ASSERT_TRUE(queue.refused(1, batch[1], {Errc::invalid_argument, "bad", "", ""}));
    queue.finish_batch();
    EXPECT_TRUE(good->wait(Nanos::zero()));
    EXPECT_EQ(bad->wait(Nanos::zero()).error().code, Errc::invalid_argument);
    EXPECT_EQ(queue.counts().settled, 2U);
}

TEST(AuditQueueTest, AbandonedEventsAreNotAcknowledged) {
    AuditQueue queue(patient(), true);
    const auto under_way = queue.submit(test::sample_event(1));
    EXPECT_EQ(queue.next_batch().size(), 1U);
    const auto waiting = queue.submit(test::sample_event(2));
    queue.stop();
    queue.abandon({Errc::unavailable, "ended", "", ""});
    EXPECT_EQ(under_way->wait(seconds(60)).error().code, Errc::unavailable);
    EXPECT_EQ(waiting->wait(seconds(60)).error().code, Errc::unavailable);
    EXPECT_FALSE(queue.submit(test::sample_event(3)));
}

TEST(AuditQueueTest, FullQueueRejectsAtOnceAndCounts) {
    BacklogOptions options = patient();
    options.capacity = 2;
    options.overflow = AuditOverflow::reject;
    AuditQueue queue(options, false);
    EXPECT_TRUE(queue.submit(test::sample_event(1)));
    EXPECT_TRUE(queue.submit(test::sample_event(2)));
    const auto rejected = queue.submit(test::sample_event(3));
    ASSERT_FALSE(rejected);
    EXPECT_EQ(rejected.error().code, Errc::unavailable);
    EXPECT_EQ(queue.counts().rejected, 1U);
    EXPECT_EQ(queue.counts().blocked, 0U);
    EXPECT_EQ(queue.next_batch().size(), 2U);
    EXPECT_FALSE(queue.submit(test::sample_event(3))) << "taken is not settled";
    queue.written(2);
    EXPECT_TRUE(queue.submit(test::sample_event(3)));
}

TEST(AuditQueueTest, BlockedCallerGetsRoomOrItsDeadline) {
    BacklogOptions options = patient();
    options.capacity = 1;
    options.overflow = AuditOverflow::block;
    options.block_timeout = Nanos(1);
    AuditQueue hurried(options, false);
    EXPECT_TRUE(hurried.submit(test::sample_event(1)));
    EXPECT_FALSE(hurried.submit(test::sample_event(2)));
    EXPECT_EQ(hurried.counts().blocked, 1U);
    EXPECT_EQ(hurried.counts().rejected, 1U);

    options.block_timeout = hours(1);
    AuditQueue queue(options, false);
    EXPECT_TRUE(queue.submit(test::sample_event(1)));
    std::thread blocked([&] { EXPECT_TRUE(queue.submit(test::sample_event(2))); });
    EXPECT_EQ(queue.next_batch().size(), 1U);
    while (queue.counts().blocked == 0) std::this_thread::yield();
    queue.written(1);
    blocked.join();
    EXPECT_EQ(queue.counts().rejected, 0U);
}

TEST(AuditQueueTest, WhereSomebodyWaitedInVainNobodyElseDoesUntilThereIsRoom) {
    BacklogOptions options = patient();
    options.capacity = 1;
    options.block_timeout = Nanos(1);
    AuditQueue queue(options, false);
    EXPECT_TRUE(queue.submit(test::sample_event(1)));
    for (unsigned i = 0; i < 5; ++i) EXPECT_FALSE(queue.submit(test::sample_event(2)));
    EXPECT_EQ(queue.counts().blocked, 1U);
    EXPECT_EQ(queue.counts().rejected, 5U);

    EXPECT_EQ(queue.next_batch().size(), 1U);
    queue.written(1);
    EXPECT_TRUE(queue.submit(test::sample_event(2)));
    EXPECT_FALSE(queue.submit(test::sample_event(3)));
    EXPECT_EQ(queue.counts().blocked, 2U) << "it is worth waiting again";
}

TEST(AuditQueueTest, StopWakesWhoeverIsBlocked) {
    BacklogOptions options = patient();
    options.capacity = 1;
    options.overflow = AuditOverflow::block;
    options.block_timeout = hours(1);
    AuditQueue queue(options, false);
    EXPECT_TRUE(queue.submit(test::sample_event(1)));
    std::thread blocked([&] { EXPECT_FALSE(queue.submit(test::sample_event(2))); });
    while (queue.counts().blocked == 0) std::this_thread::yield();
    queue.stop();
    blocked.join();
}

}  // namespace
}  // namespace sark
