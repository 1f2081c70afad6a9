#include "core/audit/audit_writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/audit/audit_table.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Nanos first_pause = std::chrono::milliseconds(50);
constexpr Nanos longest_pause = std::chrono::seconds(2);
constexpr Nanos longest_wait = std::chrono::hours(24);  // keeps now() + wait within the clock

struct Queued {
    AuditEvent event;
    TimePoint since;
};

}  // namespace

struct AuditWriter::State {
    State(postgres::ConnectionPool& target, const AuditWriterOptions& chosen)
        : pool(target), options(chosen) {
        options.batch_size = std::max<std::size_t>(options.batch_size, 1);
    }

    [[nodiscard]] std::size_t unsettled() const { return queue.size() + in_flight; }

    /// Whether the front of the queue should be written now. Needs the lock; in_flight is 0.
    [[nodiscard]] bool due() const {
        if (queue.empty())
            return false;
        return stopping || settled < flush_up_to ||
               queue.size() >= std::min(options.batch_size, options.queue_capacity) ||
               Clock::now() - queue.front().since >= options.flush_interval;
    }

    /// Waits for a batch; empty when the writer stops and there is none left.
    std::vector<AuditEvent> next_batch() {
        std::unique_lock<std::mutex> lock(mutex);
        while (!due()) {
            if (stopping)
                return {};
            if (queue.empty())
                work.wait(lock);
            else
                work.wait_until(
                    lock, queue.front().since + std::min(options.flush_interval, longest_wait));
        }
        std::vector<AuditEvent> batch;
        while (!queue.empty() && batch.size() < options.batch_size) {
            batch.push_back(std::move(queue.front().event));
            queue.pop_front();
        }
        in_flight = batch.size();
        return batch;
    }

    void settle(std::uint64_t written, std::uint64_t refused) {
        const std::lock_guard<std::mutex> lock(mutex);
        stats.written += written;
        stats.rejected_data += refused;
        settled += written + refused;
        in_flight -= written + refused;
        last_progress = Clock::now();
        progress.notify_all();
    }

    /// Writes the batch one by one, so that an event with bad values harms only itself. Leaves in
    /// it what was not reached.
    Result<void> write_each(postgres::Session& session, std::vector<AuditEvent>& batch) {
        std::size_t done = 0;
        Result<void> outcome;
        for (; done < batch.size(); ++done) {
            outcome = audit_table::insert_missing(session, batch[done]);
            const bool refused = !outcome && audit_table::refused_content(session, outcome.error());
            if (!outcome && !refused)
                break;
            settle(refused ? 0 : 1, refused ? 1 : 0);
            outcome = {};
        }
        batch.erase(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(done));
        return outcome;
    }

    /// Success: the batch is settled and empty. Failure: what is left of it should be tried again.
    Result<void> attempt(std::vector<AuditEvent>& batch, bool first) {
        auto lease = pool.acquire();
        if (!lease)
            return std::move(lease).error();
        postgres::Session& session = **lease;
        auto written =
            first ? audit_table::copy(session, batch) : audit_table::copy_missing(session, batch);
        if (!written && first && audit_table::refused_content(session, written.error()))
            written = audit_table::copy_missing(session, batch);  // some may be there already
        if (!written && audit_table::refused_content(session, written.error()))
            return write_each(session, batch);
        if (!written)
            return written;
        {
            const std::lock_guard<std::mutex> lock(mutex);
            ++stats.batches;
        }
        settle(batch.size(), 0);
        batch.clear();
        return {};
    }

    /// Notes the failure and waits before the next try. False: give up, the writer stops.
    bool pause(const Error& error, Nanos& length) {
        std::unique_lock<std::mutex> lock(mutex);
        ++stats.retries;
        last_error = describe(error);
        const bool was_stopping = stopping;
        work.wait_for(lock, was_stopping ? std::min(length, options.drain_timeout) : length,
                      [&] { return stopping != was_stopping; });
        length = std::min(length * 2, longest_pause);
        return !stopping || Clock::now() - last_progress < options.drain_timeout;
    }

    void run() {
        for (auto batch = next_batch(); !batch.empty(); batch = next_batch()) {
            Nanos length = first_pause;
            // Only the first try may use plain COPY: after a failure a part may be there already.
            for (auto done = attempt(batch, true); !done; done = attempt(batch, false))
                if (!pause(done.error(), length))
                    return;
        }
    }

    postgres::ConnectionPool& pool;
    AuditWriterOptions options;
    mutable std::mutex mutex;
    std::condition_variable work;      ///< For the thread: events, a flush, the end.
    std::condition_variable progress;  ///< For flush().
    std::deque<Queued> queue;
    std::size_t in_flight = 0;  ///< Of the batch that the thread holds.
    std::uint64_t appended = 0;
    std::uint64_t settled = 0;  ///< Of the appended: written or refused, in order.
    std::uint64_t flush_up_to = 0;
    bool stopping = false;
    TimePoint last_progress;
    std::string last_error;
    AuditWriterStats stats;
    std::jthread thread;  ///< Last: it uses all of the above.
};

AuditWriter::AuditWriter(postgres::ConnectionPool& pool, AuditWriterOptions options)
    : state_(std::make_unique<State>(pool, options)) {
    state_->thread = std::jthread([state = state_.get()] { state->run(); });
}

AuditWriter::~AuditWriter() {
    {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        state_->stopping = true;
        state_->last_progress = Clock::now();
    }
    state_->work.notify_all();
    state_->thread.join();
    if (state_->unsettled() != 0)
        std::fprintf(stderr, "audit: %zu accepted events were lost at the end: %s\n",
                     state_->unsettled(), state_->last_error.c_str());
}

bool AuditWriter::append(AuditEvent event) {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    if (state_->stopping || state_->unsettled() >= state_->options.queue_capacity) {
        ++state_->stats.rejected;
        return false;
    }
    state_->queue.push_back({std::move(event), Clock::now()});
    ++state_->appended;
    ++state_->stats.accepted;
    if (state_->queue.size() == 1 || state_->due())
        state_->work.notify_one();
    return true;
}

Result<void> AuditWriter::write_single(const AuditEvent& event) {
    auto lease = state_->pool.acquire();
    if (!lease)
        return std::move(lease).error();
    auto written = audit_table::insert_missing(**lease, event);
    if (written) {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        ++state_->stats.accepted;
        ++state_->stats.written;
    }
    return written;
}

Result<void> AuditWriter::flush(Nanos timeout) {
    std::unique_lock<std::mutex> lock(state_->mutex);
    const std::uint64_t target = state_->appended;
    state_->flush_up_to = std::max(state_->flush_up_to, target);
    state_->work.notify_one();
    if (state_->progress.wait_for(lock, std::min(timeout, longest_wait),
                                  [&] { return state_->settled >= target; }))
        return {};
    return Error{Errc::timeout,
                 std::to_string(target - state_->settled) + " audit events are not written yet",
                 "audit", state_->last_error};
}

AuditWriterStats AuditWriter::stats() const {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    AuditWriterStats stats = state_->stats;
    stats.queued = state_->unsettled();
    return stats;
}

}  // namespace sark
