#include "core/audit/spool_backlog.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "tests/core/audit/audit_samples.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class SpoolBacklogTest : public testing::Test {
 protected:
    std::unique_ptr<audit_spool::Spool> open() {
        auto spool = audit_spool::Spool::open(where);
        EXPECT_TRUE(spool) << describe(spool.error());
        return *std::move(spool);
    }
    static void accept(SpoolBacklog& backlog, unsigned first, unsigned last) {
        for (unsigned n = first; n <= last; ++n) {
            const auto ack = backlog.submit(test::sample_event(n));
            ASSERT_TRUE(ack) << describe(ack.error());
            const auto done = ack->wait(seconds(60));
            ASSERT_TRUE(done) << describe(done.error());
        }
    }
    static BacklogOptions patient() {
        BacklogOptions options;
        options.flush_interval = hours(1);
        options.batch_size = 10;
        return options;
    }

    test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
    audit_spool::SpoolOptions where{scratch.path(), 1000, 1U << 24U};
};

TEST_F(SpoolBacklogTest, AcknowledgedEventsOutliveTheWriter) {
    {
        SpoolBacklog backlog(patient(), open());
        accept(backlog, 1, 25);
        EXPECT_EQ(backlog.next_batch().size(), 10U);
        backlog.written(10);
        backlog.finish_batch();
        EXPECT_EQ(backlog.next_batch().size(), 10U);
    }
    SpoolBacklog backlog(patient(), open());
    EXPECT_EQ(backlog.counts().accepted, 15U);
    auto batch = backlog.next_batch();
    ASSERT_EQ(batch.size(), 10U);
    EXPECT_EQ(batch.front().resource_id, "tool-11");
    backlog.stop();
    batch = backlog.next_batch();
    ASSERT_EQ(batch.size(), 5U);
    EXPECT_EQ(batch.back().resource_id, "tool-25");
    EXPECT_TRUE(backlog.next_batch().empty());
}

TEST_F(SpoolBacklogTest, OneSynchronisationServesAllWhoWait) {
    SpoolBacklog backlog(patient(), open());
    std::vector<AuditAck> acks;
    for (unsigned n = 1; n <= 500; ++n) acks.push_back(*backlog.submit(test::sample_event(n)));
    for (const AuditAck& ack : acks) ASSERT_TRUE(ack.wait(seconds(60)));
    EXPECT_LT(backlog.spool_stats().syncs, 500U);
    EXPECT_EQ(backlog.counts().accepted, 500U);
}

TEST_F(SpoolBacklogTest, EveryThreadFindsItsEventsInItsOrder) {
    constexpr unsigned threads = 4;
    constexpr unsigned each = 200;
    SpoolBacklog backlog(patient(), open());
    std::vector<std::thread> producers;
    for (unsigned t = 0; t < threads; ++t)
        producers.emplace_back([&, t] { accept(backlog, t * each + 1, (t + 1) * each); });
    std::vector<unsigned> last(threads, 0);
    unsigned seen = 0;
    while (seen < threads * each) {
        const auto batch = backlog.next_batch();
        for (const AuditEvent& event : batch) {
            const auto number = static_cast<unsigned>(std::stoul(event.resource_id.substr(5)));
            unsigned& before = last[(number - 1) / each];
            EXPECT_GT(number, before);
            before = number;
        }
        seen += static_cast<unsigned>(batch.size());
        backlog.written(batch.size());
        backlog.finish_batch();
    }
    for (std::thread& producer : producers) producer.join();
    EXPECT_EQ(seen, threads * each);
}

TEST_F(SpoolBacklogTest, EventThatCouldNeverLandIsNotTaken) {
    SpoolBacklog backlog(patient(), open());
    AuditEvent bad = test::sample_event(1);
    bad.details_json = "{";
    const auto ack = backlog.submit(bad);
    ASSERT_FALSE(ack);
    EXPECT_EQ(ack.error().code, Errc::invalid_argument);
    EXPECT_EQ(backlog.counts().accepted, 0U);
}

TEST_F(SpoolBacklogTest, FullSpoolRejectsUntilTheDatabaseCatchesUp) {
    where.bytes_max = 4000;
    SpoolBacklog backlog(patient(), open());
    unsigned accepted = 0;
    for (;; ++accepted) {
        const auto ack = backlog.submit(test::sample_event(accepted + 1));
        if (!ack) {
            EXPECT_EQ(ack.error().code, Errc::unavailable);
            break;
        }
        ASSERT_TRUE(ack->wait(seconds(60)));
    }
    EXPECT_EQ(backlog.counts().rejected, 1U);
    for (unsigned settled = 0; settled + 10 <= accepted; settled += 10) {
        const auto batch = backlog.next_batch();
        backlog.written(batch.size());
        backlog.finish_batch();
    }
    accept(backlog, accepted + 1, accepted + 1);
}

TEST_F(SpoolBacklogTest, WhatComesSoonAfterAGroupSharesTheNextSynchronisation) {
    BacklogOptions options = patient();
    options.capacity = 3;
    options.sync_spacing = std::chrono::hours(1);
    SpoolBacklog backlog(options, open());
    accept(backlog, 1, 1);  // alone: at once
    std::vector<AuditAck> acks;
    for (unsigned n = 2; n <= 3; ++n) acks.push_back(*backlog.submit(test::sample_event(n)));
    EXPECT_EQ(acks.front().wait(Nanos::zero()).error().code, Errc::timeout);
    acks.push_back(*backlog.submit(test::sample_event(4)));  // no room for more
    for (const AuditAck& ack : acks) EXPECT_TRUE(ack.wait(seconds(60)));
    EXPECT_EQ(backlog.spool_stats().syncs, 2U);
    const auto last = backlog.submit(test::sample_event(5));
    ASSERT_TRUE(last);
    backlog.stop();
    EXPECT_TRUE(last->wait(seconds(60))) << "the end waits for nobody";
}

TEST_F(SpoolBacklogTest, StoppedBacklogTakesNothingMore) {
    SpoolBacklog backlog(patient(), open());
    backlog.stop();
    EXPECT_EQ(backlog.submit(test::sample_event(1)).error().code, Errc::unavailable);
}

TEST_F(SpoolBacklogTest, DamagedEventsAreSettledAsLostNotWaitedFor) {
    SpoolBacklog backlog(patient(), open());
    accept(backlog, 1, 3);
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
        if (entry.path().extension() == ".spool")
            std::filesystem::resize_file(entry.path(), 200);
    backlog.stop();
    const auto batch = backlog.next_batch();
    EXPECT_LT(batch.size(), 3U);
    backlog.written(batch.size());
    EXPECT_EQ(backlog.counts().lost, 3U - batch.size());
    EXPECT_TRUE(backlog.next_batch().empty());
    EXPECT_EQ(backlog.counts().settled, 3U);
}

}  // namespace
}  // namespace sark
