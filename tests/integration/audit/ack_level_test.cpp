// The levels of acknowledgement beside a real database.

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/audit/audit_writer.hpp"
#include "core/postgres/connection_pool.hpp"
#include "tests/core/audit/audit_samples.hpp"
#include "tests/integration/registry/test_database.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr Nanos long_enough = seconds(600);

class AckLevelTest : public testing::Test {
 protected:
    AckLevelTest() {
        test::recreate("sark_audit");
        options.flush_interval = hours(1);
        options.batch_size = 10;
        settings.pool_size = 2;
    }
    [[nodiscard]] std::unique_ptr<audit_spool::Spool> spool() const {
        audit_spool::SpoolOptions where;
        where.directory = scratch.path();
        auto opened = audit_spool::Spool::open(where);
        EXPECT_TRUE(opened) << describe(opened.error());
        return *std::move(opened);
    }
    static std::string rows() {
        return test::scalar(
            "SELECT count(*) || ' ' || count(DISTINCT event_id) FROM sark_audit.audit_events");
    }
    static void append(AuditWriter& writer, unsigned first, unsigned last) {
        for (unsigned n = first; n <= last; ++n) {
            const auto done = writer.append(test::sample_event(n));
            ASSERT_TRUE(done) << describe(done.error());
        }
    }
    static void flush(AuditWriter& writer) {
        const auto done = writer.flush(long_enough);
        ASSERT_TRUE(done) << describe(done.error());
    }

    test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
    AuditWriterOptions options;
    postgres::PoolSettings settings;
};

TEST_F(AckLevelTest, DatabaseLevelAnswersWhenTheRowIsThere) {
    options.ack = AckLevel::database;
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    append(writer, 1, 1);
    EXPECT_EQ(rows(), "1 1");
    AuditEvent bad = test::sample_event(2);
    bad.details_json = "{";
    EXPECT_EQ(writer.append(bad).error().code, Errc::invalid_argument);
    append(writer, 3, 3);
    EXPECT_EQ(rows(), "2 2");
    EXPECT_EQ(writer.stats().rejected_data, 1U);
}

TEST_F(AckLevelTest, DatabaseLevelGathersWhoeverWaits) {
    options.ack = AckLevel::database;
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    std::vector<AuditAck> acks;
    for (unsigned n = 1; n <= 300; ++n) acks.push_back(*writer.submit(test::sample_event(n)));
    for (const AuditAck& ack : acks) ASSERT_TRUE(ack.wait(long_enough));
    EXPECT_EQ(rows(), "300 300");
    EXPECT_LT(writer.stats().batches, 300U);
}

TEST_F(AckLevelTest, EachOfManyHasItsOwnOutcome) {
    options.ack = AckLevel::database;
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options);
    AuditEvent bad = test::sample_event(2);
    bad.details_json = "{";
    const auto outcomes = writer.append_all({test::sample_event(1), bad, test::sample_event(3)});
    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_TRUE(outcomes[0]);
    EXPECT_EQ(outcomes[1].error().code, Errc::invalid_argument);
    EXPECT_TRUE(outcomes[2]);
    EXPECT_EQ(rows(), "2 2");
    EXPECT_TRUE(writer.append_all({}).empty());
}

TEST_F(AckLevelTest, DatabaseLevelPromisesNothingWithoutADatabase) {
    options.ack = AckLevel::database;
    options.ack_timeout = std::chrono::milliseconds(1);
    options.drain_timeout = Nanos::zero();
    postgres::ConnectionPool pool("host=/nonexistent", settings);
    testing::internal::CaptureStderr();
    {
        AuditWriter writer(pool, options);
        EXPECT_EQ(writer.append(test::sample_event(1)).error().code, Errc::timeout);
        EXPECT_EQ(writer.stats().queued, 1U);
    }
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("1 accepted events"));
}

TEST_F(AckLevelTest, SpoolLevelDeliversInBatchesAndFlushesTheRest) {
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options, spool());
    append(writer, 1, 25);
    flush(writer);
    EXPECT_EQ(rows(), "25 25");
    const AuditWriterStats stats = writer.stats();
    EXPECT_EQ(stats.accepted, 25U);
    EXPECT_EQ(stats.written, 25U);
    EXPECT_EQ(stats.queued, 0U);
}

TEST_F(AckLevelTest, SpoolOutlivesAnOutageAndARestart) {
    options.drain_timeout = Nanos::zero();
    {
        postgres::ConnectionPool down("host=/nonexistent", settings);
        testing::internal::CaptureStderr();
        {
            AuditWriter writer(down, options, spool());
            append(writer, 1, 45);
            EXPECT_EQ(writer.stats().queued, 45U);
        }
        EXPECT_THAT(testing::internal::GetCapturedStderr(),
                    testing::HasSubstr("45 accepted events stay in the spool"));
    }
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options, spool());
    append(writer, 46, 50);
    flush(writer);
    EXPECT_EQ(rows(), "50 50");
    const AuditWriterStats stats = writer.stats();
    EXPECT_EQ(stats.spool.recovered, 45U);
    EXPECT_EQ(stats.accepted + stats.spool.recovered, stats.written);
}

TEST_F(AckLevelTest, EventsDeliveredAgainLandOnce) {
    const std::string position = scratch.path().string() + "/position";
    const std::string kept = scratch.path().string() + "/kept";
    postgres::ConnectionPool pool(test::dsn(), settings);
    options.batch_size = 7;
    {
        auto opened = spool();
        std::filesystem::copy_file(position, kept);
        AuditWriter writer(pool, options, std::move(opened));
        append(writer, 1, 30);
        flush(writer);
        // As a loss of power leaves it: committed, the segments still there, an old position.
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
            if (entry.path().extension() == ".spool")
                std::filesystem::copy_file(entry.path(), entry.path().string() + ".kept");
    }
    std::filesystem::rename(kept, position);
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
        if (entry.path().extension() == ".kept") {
            std::filesystem::path original = entry.path();
            std::filesystem::rename(entry.path(), original.replace_extension());
        }
    AuditWriter writer(pool, options, spool());
    EXPECT_EQ(writer.stats().spool.recovered, 30U);
    append(writer, 31, 33);
    flush(writer);
    EXPECT_EQ(rows(), "33 33");
}

TEST_F(AckLevelTest, AcknowledgedEventThatTheDatabaseRefusesIsKeptForPeople) {
    const auto changed = test::connect()->execute(
        "ALTER TABLE sark_audit.audit_events ADD CHECK (status <> 'unwanted')");
    ASSERT_TRUE(changed) << describe(changed.error());
    postgres::ConnectionPool pool(test::dsn(), settings);
    AuditWriter writer(pool, options, spool());
    append(writer, 1, 3);
    AuditEvent unwanted = test::sample_event(4);
    unwanted.status = "unwanted";
    ASSERT_TRUE(writer.append(unwanted));
    append(writer, 5, 6);
    flush(writer);
    EXPECT_EQ(rows(), "5 5");
    EXPECT_EQ(writer.stats().rejected_data, 1U);
    std::ifstream file(scratch.path().string() + "/refused.ndjson");
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    EXPECT_THAT(line, testing::HasSubstr(unwanted.event_id));
}

TEST_F(AckLevelTest, EventsOfOnePrincipalLandInTheOrderOfTheirAcceptance) {
    const auto numbered = test::connect()->execute(
        "ALTER TABLE sark_audit.audit_events ADD COLUMN arrival bigserial");
    ASSERT_TRUE(numbered) << describe(numbered.error());
    constexpr unsigned threads = 4;
    constexpr unsigned each = 100;
    postgres::ConnectionPool pool(test::dsn(), settings);
    {
        AuditWriter writer(pool, options, spool());
        std::vector<std::thread> principals;
        for (unsigned t = 0; t < threads; ++t)
            principals.emplace_back([&, t] {
                for (unsigned n = 1; n <= each; ++n) {
                    AuditEvent event = test::sample_event(t * each + n);
                    event.user_id = test::sample_event(t).event_id;
                    EXPECT_TRUE(writer.append(event));
                }
            });
        for (std::thread& principal : principals) principal.join();
    }
    EXPECT_EQ(rows(), "400 400");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM (SELECT event_id < lag(event_id) OVER "
                           "(PARTITION BY user_id ORDER BY arrival) AS early "
                           "FROM sark_audit.audit_events) AS ordered WHERE early"),
              "0");
}

}  // namespace
}  // namespace sark
