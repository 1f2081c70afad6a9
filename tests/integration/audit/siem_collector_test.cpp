// SIEM forwarding to a real HTTP collector.

#include <atomic>
#include <fstream>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include "core/audit/siem/collector_client.hpp"
#include "core/audit/siem/siem_forwarder.hpp"
#include "tests/core/audit/audit_samples.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/silent_port.hpp"

namespace sark {
namespace {

/// Takes NDJSON like a SIEM's HTTP input, on a free port of loopback. httplib undoes the gzip.
class Collector {
 public:
    Collector() {
        server_.Post("/events", [this](const httplib::Request& request, httplib::Response& answer) {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (request.get_header_value("Authorization") != "Bearer secret") {
                answer.status = 401;
                return;
            }
            gzipped_ += request.get_header_value("Content-Encoding") == "gzip" ? 1 : 0;
            std::istringstream lines(request.body);
            for (std::string line; std::getline(lines, line);)
                ids_.insert(nlohmann::json::parse(line).at("event_id").get<std::string>());
            answer.status = 202;
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running()) std::this_thread::yield();
    }
    ~Collector() {
        server_.stop();
        thread_.join();
    }
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(port_) + "/events";
    }
    std::size_t distinct() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return ids_.size();
    }
    int gzipped() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return gzipped_;
    }

 private:
    httplib::Server server_;
    int port_ = 0;
    std::mutex mutex_;
    std::set<std::string> ids_;
    int gzipped_ = 0;
    std::thread thread_;
};

class SiemCollectorTest : public testing::Test {
 protected:
    SiemStats forward(const std::string& url, const std::string& token, unsigned count) {
        SiemOptions options;
        options.collector = {url, token, std::chrono::seconds(60)};
        options.first_backoff = std::chrono::milliseconds(1);
        options.flush_interval = std::chrono::hours(1);  // what fills no batch stays to the end
        options.spill_directory = scratch.path();
        auto forwarder = SiemForwarder::create(options, time);
        EXPECT_TRUE(forwarder) << describe(forwarder.error());
        for (unsigned n = 0; n < count; ++n) (*forwarder)->offer(test::sample_event(n));
        while ((*forwarder)->stats().queued >= options.batch_size) std::this_thread::yield();
        while ((*forwarder)->stats().queued != count % options.batch_size)
            std::this_thread::yield();
        return (*forwarder)->stats();
    }
    [[nodiscard]] unsigned spilled_lines() const {
        unsigned lines = 0;
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
            std::ifstream file(entry.path());
            for (std::string line; std::getline(file, line);) ++lines;
        }
        return lines;
    }
    test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
    SystemTime time;
};

TEST_F(SiemCollectorTest, EveryEventArrivesGzippedInBatchesOfAHundred) {
    Collector collector;
    const SiemStats stats = forward(collector.url(), "secret", 250);
    EXPECT_EQ(stats.batches_sent, 2U);
    EXPECT_EQ(collector.distinct(), 250U) << "the rest goes when the forwarder ends";
    EXPECT_EQ(collector.gzipped(), 3);
    EXPECT_EQ(spilled_lines(), 0U);
}

TEST_F(SiemCollectorTest, RefusedTokenSpillsEverything) {
    Collector collector;
    const SiemStats stats = forward(collector.url(), "wrong", 200);
    EXPECT_EQ(stats.spilled, 200U);
    EXPECT_EQ(collector.distinct(), 0U);
    EXPECT_EQ(spilled_lines(), 200U);
}

TEST_F(SiemCollectorTest, AbsentCollectorOpensTheBreakerAndSpillsEverything) {
    const test::SilentPort nobody;
    const SiemStats stats = forward(nobody.url() + "/events", "secret", 1000);
    EXPECT_EQ(stats.spilled, 1000U);
    EXPECT_EQ(stats.breaker.state, CircuitState::open);
    EXPECT_EQ(spilled_lines(), 1000U);
}

TEST(CollectorClientTest, AnAnswerWithoutEndCountsByItsStatus) {
    httplib::Server endless;
    std::atomic<bool> is_whole = false;
    endless.Post("/events", [&](const httplib::Request&, httplib::Response& answer) {
        answer.status = 202;
        answer.set_chunked_content_provider(
            "text/plain", [&, sent = 0](std::size_t, httplib::DataSink& sink) mutable {
                // Each piece comes within the timeout, all of them do not.
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                sink.write(" ", 1);
                is_whole = ++sent == 500;
                if (is_whole)
                    sink.done();
                return true;
            });
    });
    const int port = endless.bind_to_any_port("127.0.0.1");
    std::thread thread([&] { endless.listen_after_bind(); });
    while (!endless.is_running()) std::this_thread::yield();
    {
        auto client =
            CollectorClient::create({"http://127.0.0.1:" + std::to_string(port) + "/events", "",
                                     std::chrono::milliseconds(300)});
        ASSERT_TRUE(client);
        const auto status = (*client)->post("{}\n", false);
        ASSERT_TRUE(status) << describe(status.error());
        EXPECT_EQ(*status, 202);
        EXPECT_FALSE(is_whole);
    }
    endless.stop();
    thread.join();
}

}  // namespace
}  // namespace sark
