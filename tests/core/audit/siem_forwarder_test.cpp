#include "core/audit/siem/siem_forwarder.hpp"

#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "core/audit/siem/spill_file.hpp"
#include "core/gzip/gzip.hpp"
#include "tests/core/audit/audit_samples.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark {
namespace {

using std::chrono::hours;

std::string gunzip(const std::string& packed) {
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    std::string text(1U << 20U, '\0');
    std::string input = packed;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

/// A collector that answers as told, the last answer for ever.
class ScriptedCollector {
 public:
    explicit ScriptedCollector(std::vector<int> answers) : answers_(std::move(answers)) {}
    SiemForwarder::Post post() {
        return [this](const std::string& body, bool gzipped) -> Result<int> {
            const std::lock_guard<std::mutex> lock(mutex_);
            bodies_.push_back(gzipped ? gunzip(body) : body);
            const int answer = answers_[std::min(bodies_.size(), answers_.size()) - 1];
            if (answer == 0)
                return Error{Errc::timeout, "no answer", "", ""};
            return answer;
        };
    }
    std::vector<std::string> bodies() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return bodies_;
    }

 private:
    std::mutex mutex_;
    std::vector<int> answers_;
    std::vector<std::string> bodies_;
};

class SiemForwarderTest : public testing::Test {
 protected:
    SiemForwarderTest() {
        options.flush_interval = hours(1);
        options.batch_size = 3;
        options.first_backoff = Nanos(1);
        options.longest_backoff = Nanos(4);
        options.spill_directory = scratch.path().string() + "/spill";
    }
    static void offer(SiemForwarder& forwarder, unsigned count) {
        for (unsigned n = 1; n <= count; ++n) forwarder.offer(test::sample_event(n));
    }
    static SiemStats settled(SiemForwarder& forwarder) {
        for (;;) {
            const SiemStats stats = forwarder.stats();
            if (stats.queued == 0)
                return stats;
            std::this_thread::yield();
        }
    }
    [[nodiscard]] std::string spilled() const {
        std::ostringstream text;
        text << std::ifstream(options.spill_directory + "/siem_fallback_20261123.log").rdbuf();
        return text.str();
    }
    static long lines(const std::string& text) {
        return std::count(text.begin(), text.end(), '\n');
    }

    test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
    test::ManualTime time;
    SiemOptions options;
};

TEST_F(SiemForwarderTest, FullBatchesGoAsLinesOfJson) {
    ScriptedCollector collector({200});
    SiemForwarder forwarder(options, time, collector.post());
    offer(forwarder, 6);
    const SiemStats stats = settled(forwarder);
    EXPECT_EQ(stats.sent, 6U);
    EXPECT_EQ(stats.batches_sent, 2U);
    const auto bodies = collector.bodies();
    ASSERT_EQ(bodies.size(), 2U);
    EXPECT_EQ(lines(bodies[0]), 3);
    EXPECT_THAT(bodies[0], testing::HasSubstr(R"("details":{"n":1})"));
    EXPECT_THAT(bodies[1], testing::HasSubstr(test::sample_event(6).event_id));
}

TEST_F(SiemForwarderTest, IncompleteBatchGoesAfterTheIntervalOrAtTheEnd) {
    ScriptedCollector collector({204});
    {
        options.flush_interval = Nanos(1);
        SiemForwarder forwarder(options, time, collector.post());
        offer(forwarder, 1);
        EXPECT_EQ(settled(forwarder).sent, 1U);
    }
    options.flush_interval = hours(1);
    {
        SiemForwarder forwarder(options, time, collector.post());
        offer(forwarder, 2);
    }
    EXPECT_EQ(lines(collector.bodies().back()), 2);
}

TEST_F(SiemForwarderTest, NoAnswerAndBusyAnswersAreTriedAgain) {
    ScriptedCollector collector({0, 503, 429, 200});
    SiemForwarder forwarder(options, time, collector.post());
    offer(forwarder, 3);
    const SiemStats stats = settled(forwarder);
    EXPECT_EQ(stats.sent, 3U);
    EXPECT_EQ(stats.retries, 3U);
    EXPECT_EQ(collector.bodies().size(), 4U);
    EXPECT_EQ(spilled(), "");
}

TEST_F(SiemForwarderTest, WhatIsNotDeliveredIsSpilledWhole) {
    ScriptedCollector collector({500});
    options.retries = 1;
    SiemForwarder forwarder(options, time, collector.post());
    offer(forwarder, 3);
    const SiemStats stats = settled(forwarder);
    EXPECT_EQ(stats.spilled, 3U);
    EXPECT_EQ(stats.batches_failed, 1U);
    EXPECT_EQ(collector.bodies().size(), 2U);
    EXPECT_EQ(spilled(), collector.bodies()[0]);
}

TEST_F(SiemForwarderTest, RefusedBatchIsNotTriedAgainAndOpensNothing) {
    ScriptedCollector collector({400});
    SiemForwarder forwarder(options, time, collector.post());
    offer(forwarder, 30);
    const SiemStats stats = settled(forwarder);
    EXPECT_EQ(stats.spilled, 30U);
    EXPECT_EQ(stats.retries, 0U);
    EXPECT_EQ(collector.bodies().size(), 10U);
    EXPECT_EQ(stats.breaker.state, CircuitState::closed);
}

TEST_F(SiemForwarderTest, OpenBreakerSparesTheCollectorUntilItsTimeIsOver) {
    ScriptedCollector collector({0, 0, 0, 0, 0, 200});
    options.retries = 0;
    SiemForwarder forwarder(options, time, collector.post());
    offer(forwarder, 30);  // 10 batches, of which 5 are attempted
    SiemStats stats = settled(forwarder);
    EXPECT_EQ(collector.bodies().size(), 5U);
    EXPECT_EQ(stats.spilled, 30U);
    EXPECT_EQ(stats.breaker.state, CircuitState::open);
    EXPECT_EQ(lines(spilled()), 30);
    time.advance(std::chrono::seconds(60));
    offer(forwarder, 6);
    stats = settled(forwarder);
    EXPECT_EQ(stats.sent, 6U);
    EXPECT_EQ(stats.breaker.state, CircuitState::closed);
}

TEST_F(SiemForwarderTest, WithoutASpillUndeliveredEventsAreCountedAsDropped) {
    ScriptedCollector collector({401});
    options.spill_directory.clear();
    SiemForwarder forwarder(options, time, collector.post());
    offer(forwarder, 3);
    EXPECT_EQ(settled(forwarder).dropped, 3U);
}

TEST_F(SiemForwarderTest, FullQueueDropsAndCounts) {
    ScriptedCollector collector({200});
    options.queue_capacity = 2;
    SiemForwarder forwarder(options, time, collector.post());
    offer(forwarder, 5);
    const SiemStats stats = forwarder.stats();
    EXPECT_EQ(stats.dropped, 3U);
    EXPECT_EQ(stats.queued, 2U);
}

TEST(GzipTest, SmallOrIncompressibleTextStaysAsItIs) {
    EXPECT_FALSE(gzip_if_smaller(std::string(1023, 'a'), 1024, 6));
    const auto packed = gzip_if_smaller(std::string(1024, 'a'), 1024, 6);
    ASSERT_TRUE(packed);
    EXPECT_EQ(gunzip(*packed), std::string(1024, 'a'));
    std::string noise;
    for (std::uint64_t i = 0, x = 1; i < 2000; ++i) {
        x = x * 6364136223846793005U + 1442695040888963407U;
        noise += static_cast<char>(x >> 56U);
    }
    EXPECT_FALSE(gzip_if_smaller(noise, 1024, 6));
}

TEST(SpillFileTest, FileOfTheDayIsRotatedWhenFull) {
    const test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
    SpillFile spill(scratch.path(), 20);
    const UtcTime day = test::ManualTime().utc_now();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(spill.append("123456789012\n", day));
    ASSERT_TRUE(spill.append("next\n", day + hours(24)));
    for (const char* name : {"20261123.log", "20261123.log.1", "20261123.log.2", "20261124.log"})
        EXPECT_TRUE(std::filesystem::exists(scratch.path().string() + "/siem_fallback_" + name))
            << name;
}

TEST(CollectorClientTest, UrlMustBeOneOfHttpWithoutASecretInIt) {
    for (const char* url :
         {"", "ftp://x/", "https://x/", "http://", "http:///p", "http://u:p@h/"}) {
        CollectorOptions options;
        options.url = url;
        const auto client = CollectorClient::create(options);
        ASSERT_FALSE(client) << url;
        EXPECT_EQ(describe(client.error()).find("u:p"), std::string::npos);
    }
    CollectorOptions options;
    options.url = "http://127.0.0.1:1/events";
    options.request_timeout = std::chrono::seconds(50);
    auto client = CollectorClient::create(options);
    ASSERT_TRUE(client);
    EXPECT_EQ((*client)->post("{}\n", false).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark
