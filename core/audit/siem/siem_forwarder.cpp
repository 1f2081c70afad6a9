#include "core/audit/siem/siem_forwarder.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/audit/event_json.hpp"
#include "core/audit/siem/spill_file.hpp"
#include "core/gzip/gzip.hpp"

namespace sark {
namespace {

using Clock = std::chrono::steady_clock;

// SARK-UPSTREAM section 4.
constexpr std::size_t gzip_smallest = 1'024;
constexpr int gzip_level = 6;

constexpr Nanos longest_wait = std::chrono::hours(24);  // keeps now() + wait within the clock

enum class Sending : std::uint8_t {
    taken,
    retry,   ///< The collector may take it later.
    refused  ///< It never will, or the breaker is open.
};

bool taken(int status) {
    return status >= 200 && status < 300;
}

bool worth_retrying(int status) {
    return status == 429 || status >= 500;
}

}  // namespace

struct SiemForwarder::State {
    State(const SiemOptions& chosen, const TimeSource& clock, Post way)
        : options(chosen),
          time(clock),
          post(std::move(way)),
          breaker("SIEM collector", options.breaker, clock) {
        options.batch_size = std::max<std::size_t>(options.batch_size, 1);
        if (!options.spill_directory.empty())
            spill.emplace(options.spill_directory, options.spill_rotate_bytes);
        thread = std::thread([this] { run(); });
    }

    struct Queued {
        AuditEvent event;
        TimePoint since;
    };

    /// Waits for a full or old batch; empty at the end.
    std::vector<AuditEvent> next_batch() {
        std::unique_lock<std::mutex> lock(mutex);
        const auto due = [&] {
            return stopping || queue.size() >= options.batch_size ||
                   (!queue.empty() && Clock::now() - queue.front().since >= options.flush_interval);
        };
        while (!due()) {
            if (queue.empty())
                work.wait(lock);
            else
                work.wait_until(
                    lock, queue.front().since + std::min(options.flush_interval, longest_wait));
        }
        std::vector<AuditEvent> batch;
        for (; !queue.empty() && batch.size() < options.batch_size; queue.pop_front())
            batch.push_back(std::move(queue.front().event));
        return batch;
    }

    Sending attempt(const std::string& body, bool gzipped) {
        auto permit = breaker.allow();
        if (!permit)
            return Sending::refused;
        const auto status = post(body, gzipped);
        if (status && taken(*status)) {
            permit->succeeded();
            return Sending::taken;
        }
        // Bad values say nothing about the collector's health; 401 and 403 do.
        if (!status || worth_retrying(*status) || *status == 401 || *status == 403)
            permit->failed();
        else
            permit->succeeded();
        return !status || worth_retrying(*status) ? Sending::retry : Sending::refused;
    }

    /// Waits before a retry; false at the end.
    bool back_off(Nanos length) {
        std::unique_lock<std::mutex> lock(mutex);
        if (stopping)
            return false;
        ++stats.retries;
        return !work.wait_for(lock, length, [&] { return stopping; });
    }

    bool deliver(const std::string& body) {
        const auto packed = gzip_if_smaller(body, gzip_smallest, gzip_level);
        Nanos length = options.first_backoff;
        for (unsigned tried = 0;; ++tried) {
            const Sending outcome = attempt(packed ? *packed : body, packed.has_value());
            if (outcome == Sending::taken)
                return true;
            if (outcome == Sending::refused || tried == options.retries || !back_off(length))
                return false;
            length = std::min(length * 2, options.longest_backoff);
        }
    }

    void run() {
        bool hopeless = false;  // at the end one failure is enough
        for (auto batch = next_batch(); !batch.empty(); batch = next_batch()) {
            std::string body;
            for (const AuditEvent& event : batch) body += event_json(event) + "\n";
            const bool sent = !hopeless && deliver(body);
            const bool spilled = !sent && spill && spill->append(body, time.utc_now());
            const std::lock_guard<std::mutex> lock(mutex);
            hopeless = stopping && !sent;
            ++(sent ? stats.batches_sent : stats.batches_failed);
            (sent ? stats.sent : spilled ? stats.spilled : stats.dropped) += batch.size();
        }
    }

    SiemOptions options;
    const TimeSource& time;
    Post post;
    CircuitBreaker breaker;
    std::optional<SpillFile> spill;
    mutable std::mutex mutex;
    std::condition_variable work;
    std::deque<Queued> queue;
    bool stopping = false;
    SiemStats stats;
    std::thread thread;
};

Result<std::unique_ptr<SiemForwarder>> SiemForwarder::create(const SiemOptions& options,
                                                             const TimeSource& time) {
    auto client = CollectorClient::create(options.collector);
    if (!client)
        return std::move(client).error();
    return std::make_unique<SiemForwarder>(
        options, time,
        [shared = std::shared_ptr<CollectorClient>(*std::move(client))](
            const std::string& body, bool gzipped) { return shared->post(body, gzipped); });
}

SiemForwarder::SiemForwarder(const SiemOptions& options, const TimeSource& time, Post post)
    : state_(std::make_unique<State>(options, time, std::move(post))) {}

SiemForwarder::~SiemForwarder() {
    {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        state_->stopping = true;
    }
    state_->work.notify_all();
    state_->thread.join();
}

void SiemForwarder::offer(AuditEvent event) {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    ++state_->stats.offered;
    if (state_->stopping || state_->queue.size() >= state_->options.queue_capacity) {
        ++state_->stats.dropped;
        return;
    }
    state_->queue.push_back({std::move(event), Clock::now()});
    if (state_->queue.size() == 1 || state_->queue.size() >= state_->options.batch_size)
        state_->work.notify_one();
}

SiemStats SiemForwarder::stats() const {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    SiemStats stats = state_->stats;
    // Those of the batch under way too.
    stats.queued =
        static_cast<std::size_t>(stats.offered - stats.sent - stats.spilled - stats.dropped);
    stats.breaker = state_->breaker.stats();
    return stats;
}

}  // namespace sark
