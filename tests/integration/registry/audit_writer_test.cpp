#include "core/audit/audit_writer.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Nanos long_enough = seconds(600);

AuditEvent event(unsigned number) {
    const std::string digits = std::to_string(number);
    AuditEvent event;
    event.event_id = "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
    event.time = UtcTime(seconds(1'790'000'000) + milliseconds(number));
    event.event_type = "authorization_allowed";
    event.resource_type = "tool";
    event.resource_id = "tab\t\\N 'quote'";
    event.action = "tool:invoke";
    event.status = "success";
    event.details_json = R"({"n": "back\\slash"})";
    return event;
}

class AuditWriterTest : public testing::Test {
 protected:
    void SetUp() override {
        test::recreate("sark_audit");
        options.flush_interval = hours(1);  // only full batches and flush() write
        settings.pool_size = 2;
    }
    [[nodiscard]] std::string rows() const {
        return test::scalar(
            "SELECT count(*) || ' ' || count(DISTINCT event_id) "
            "FROM sark_audit.audit_events");
    }
    static void expect_balance(const AuditWriterStats& stats) {
        EXPECT_EQ(stats.accepted, stats.written + stats.rejected_data + stats.queued);
    }
    static void run(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }

    AuditWriterOptions options;
    postgres::PoolSettings settings;
};

TEST_F(AuditWriterTest, WritesBatchesAndFlushesTheRest) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    options.batch_size = 10;
    AuditWriter writer(pool, options);
    for (unsigned i = 0; i < 25; ++i) EXPECT_TRUE(writer.append(event(i)));
    const auto flushed = writer.flush(long_enough);
    ASSERT_TRUE(flushed) << describe(flushed.error());
    EXPECT_EQ(rows(), "25 25");
    const AuditWriterStats stats = writer.stats();
    EXPECT_EQ(stats.accepted, 25U);
    EXPECT_EQ(stats.written, 25U);
    EXPECT_EQ(stats.batches, 3U);
    EXPECT_EQ(stats.rejected + stats.rejected_data + stats.retries + stats.queued, 0U);
}

TEST_F(AuditWriterTest, KeepsEveryColumn) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    AuditEvent full = event(1);
    full.time += Nanos(123'456'789);
    full.user_id = "11111111-1111-4111-8111-111111111111";
    full.ip_address = "10.1.2.3";
    AuditEvent sparse = event(2);
    ASSERT_TRUE(writer.append(full));
    ASSERT_TRUE(writer.append(sparse));
    ASSERT_TRUE(writer.flush(long_enough));
    full.event_id = event(3).event_id;
    ASSERT_TRUE(writer.write_single(full));
    const std::string columns =
        "extract(epoch FROM time) || ',' || event_type || ',' || coalesce(user_id::text, '-') || "
        "',' || resource_type || ',' || resource_id || ',' || action || ',' || status || ',' || "
        "coalesce(host(ip_address), '-') || ',' || (details ->> 'n')";
    const std::string same = ",tool,tab\t\\N 'quote',tool:invoke,success,10.1.2.3,back\\slash";
    for (const unsigned number : {1U, 3U})
        EXPECT_EQ(
            test::scalar("SELECT " + columns + " FROM sark_audit.audit_events WHERE event_id = '" +
                         event(number).event_id + "'"),
            "1790000000.124456,authorization_allowed,11111111-1111-4111-8111-111111111111" + same);
    EXPECT_EQ(test::scalar("SELECT user_id IS NULL AND ip_address IS NULL FROM "
                           "sark_audit.audit_events WHERE event_id = '" +
                           sparse.event_id + "'"),
              "t");
}

TEST_F(AuditWriterTest, WritesAnIncompleteBatchAfterTheInterval) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    options.flush_interval = milliseconds(1);
    AuditWriter writer(pool, options);
    ASSERT_TRUE(writer.append(event(1)));
    while (writer.stats().written == 0) std::this_thread::yield();
    EXPECT_EQ(rows(), "1 1");
}

TEST_F(AuditWriterTest, FlushOfNothingSucceedsAtOnce) {
    postgres::ConnectionPool pool("host=/nonexistent", settings);
    AuditWriter writer(pool, options);
    EXPECT_TRUE(writer.flush(Nanos::zero()));
}

TEST_F(AuditWriterTest, DestructorDrains) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    {
        AuditWriter writer(pool, options);
        for (unsigned i = 0; i < 250; ++i) ASSERT_TRUE(writer.append(event(i)));
    }
    EXPECT_EQ(rows(), "250 250");
}

TEST_F(AuditWriterTest, SingleWriteIsCommittedAndMayBeRepeated) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    for (int i = 0; i < 2; ++i) {
        const auto written = writer.write_single(event(1));
        ASSERT_TRUE(written) << describe(written.error());
    }
    EXPECT_EQ(rows(), "1 1");
    AuditEvent bad = event(2);
    bad.details_json = "{";
    EXPECT_EQ(writer.write_single(bad).error().code, Errc::invalid_argument);
    EXPECT_EQ(writer.stats().written, 2U);
    expect_balance(writer.stats());
}

TEST_F(AuditWriterTest, FullQueueRejectsAndCounts) {
    options.queue_capacity = 5;
    options.overflow = AuditOverflow::reject;
    options.drain_timeout = Nanos::zero();
    postgres::ConnectionPool pool("host=/nonexistent", settings);
    testing::internal::CaptureStderr();
    {
        AuditWriter writer(pool, options);
        for (unsigned i = 0; i < 8; ++i) EXPECT_EQ(writer.append(event(i)).has_value(), i < 5);
        const auto flushed = writer.flush(milliseconds(1));
        ASSERT_FALSE(flushed);
        EXPECT_EQ(flushed.error().code, Errc::timeout);
        const AuditWriterStats stats = writer.stats();
        EXPECT_EQ(stats.accepted, 5U);
        EXPECT_EQ(stats.rejected, 3U);
        EXPECT_EQ(stats.queued, 5U);
        EXPECT_EQ(stats.written, 0U);
    }
    EXPECT_NE(testing::internal::GetCapturedStderr().find("5 accepted events were lost"),
              std::string::npos);
}

TEST_F(AuditWriterTest, QueueSmallerThanABatchIsWrittenWhenFull) {
    options.queue_capacity = 3;
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    for (unsigned i = 0; i < 3; ++i) ASSERT_TRUE(writer.append(event(i)));
    while (writer.stats().written != 3) std::this_thread::yield();
    EXPECT_TRUE(writer.append(event(3)));
}

TEST_F(AuditWriterTest, PoisonedEventsHarmOnlyThemselves) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    options.batch_size = 10;
    AuditWriter writer(pool, options);
    for (unsigned i = 0; i < 30; ++i) {
        AuditEvent next = event(i);
        if (i == 3)
            next.details_json = "{";
        if (i == 4)
            next.ip_address = "nowhere";
        if (i == 5)
            next.event_id = "no uuid";
        if (i == 6)
            next.details_json = R"({"nul": "\u0000"})";
        if (i == 7)
            next.resource_id = std::string("\0", 1);
        if (i == 8)
            next.status = "\xff";
        if (i == 9)
            next.action = std::string(1000, 'x');
        ASSERT_TRUE(writer.append(next));
    }
    const auto flushed = writer.flush(long_enough);
    ASSERT_TRUE(flushed) << describe(flushed.error());
    EXPECT_EQ(rows(), "23 23");
    const AuditWriterStats stats = writer.stats();
    EXPECT_EQ(stats.rejected_data, 7U);
    EXPECT_EQ(stats.written, 23U);
    EXPECT_EQ(stats.batches, 2U);
    EXPECT_EQ(stats.retries, 0U);
    expect_balance(stats);
}

TEST_F(AuditWriterTest, EventThatIsThereAlreadyIsNotDoubled) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    ASSERT_TRUE(writer.write_single(event(2)));
    for (unsigned i = 0; i < 5; ++i) ASSERT_TRUE(writer.append(event(i)));
    ASSERT_TRUE(writer.append(event(1)));
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(rows(), "5 5");
    EXPECT_EQ(writer.stats().rejected_data, 0U);
    expect_balance(writer.stats());
}

TEST_F(AuditWriterTest, MissingTableKeepsTheEventsUntilItIsThere) {
    run("DROP SCHEMA sark_audit CASCADE");
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    for (unsigned i = 0; i < 5; ++i) ASSERT_TRUE(writer.append(event(i)));
    const auto flushed = writer.flush(milliseconds(1));
    EXPECT_FALSE(flushed);
    while (writer.stats().retries + writer.stats().rejected_data == 0) std::this_thread::yield();
    EXPECT_EQ(writer.stats().rejected_data, 0U);
    test::recreate("sark_audit");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(rows(), "5 5");
}

TEST_F(AuditWriterTest, CommitOfUnknownOutcomeIsNotDoubled) {
    // With a standby that never comes, COMMIT happens and then waits for it: a backend killed in
    // that wait has committed, but its client only sees the connection go.
    const std::string name = "audit-in-doubt";
    options.batch_size = 10;
    postgres::ConnectionPool pool(test::dsn() + " application_name=" + name, settings);
    AuditWriter writer(pool, options);
    run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    run("SELECT pg_reload_conf()");
    const auto watcher = test::connect();
    unsigned appended = 0;
    for (bool killed = false; !killed;) {
        while (writer.stats().queued < 10) EXPECT_TRUE(writer.append(event(appended++)));
        const auto kills = watcher->execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = $1 AND wait_event = 'SyncRep'",
            {name});
        killed = kills && !kills->empty();
    }
    run("ALTER SYSTEM RESET synchronous_standby_names");
    run("SELECT pg_reload_conf()");
    const auto flushed = writer.flush(long_enough);
    ASSERT_TRUE(flushed) << describe(flushed.error());
    EXPECT_GE(writer.stats().retries, 1U);
    EXPECT_EQ(writer.stats().rejected_data, 0U);
    EXPECT_EQ(rows(), std::to_string(appended) + " " + std::to_string(appended));
    expect_balance(writer.stats());
}

TEST_F(AuditWriterTest, KilledBackendsLoseAndDoubleNothing) {
    constexpr unsigned at_least = 5'000;
    const std::string name = "audit-under-fire";
    options.batch_size = 50;
    options.queue_capacity = at_least;
    postgres::ConnectionPool pool(test::dsn() + " application_name=" + name, settings);
    AuditWriter writer(pool, options);
    std::atomic<bool> done{false};
    std::atomic<unsigned> kills{0};
    std::thread killer([&] {
        const auto session = test::connect();
        for (std::uint64_t spared = 0; !done;) {
            if (writer.stats().written < spared)
                continue;
            const auto killed = session->execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = $1 AND state <> 'idle'",
                {name});
            if (!killed || killed->empty())
                continue;
            ++kills;
            spared = writer.stats().written + at_least / 20;
        }
    });
    // Until one was killed in the midst of its work, however late the killer comes to do his.
    unsigned total = 0;
    for (; total < at_least || writer.stats().retries == 0; ++total) {
        while (writer.stats().queued == options.queue_capacity) std::this_thread::yield();
        EXPECT_TRUE(writer.append(event(total)));
    }
    const auto flushed = writer.flush(long_enough);
    done = true;
    killer.join();
    ASSERT_TRUE(flushed) << describe(flushed.error());
    EXPECT_EQ(rows(), std::to_string(total) + " " + std::to_string(total));
    EXPECT_GT(kills, 0U);
    EXPECT_GT(writer.stats().retries, 0U);
    EXPECT_EQ(writer.stats().rejected_data, 0U);
    EXPECT_EQ(writer.stats().written, total);
    expect_balance(writer.stats());
}

}  // namespace
}  // namespace sark
