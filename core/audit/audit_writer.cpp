#include "core/audit/audit_writer.hpp"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/audit/audit_delivery.hpp"
#include "core/audit/audit_queue.hpp"
#include "core/audit/audit_table.hpp"
#include "core/audit/spool_backlog.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Nanos first_pause = std::chrono::milliseconds(50);
constexpr Nanos longest_pause = std::chrono::seconds(2);

BacklogOptions backlog_options(const AuditWriterOptions& options) {
    BacklogOptions backlog;
    backlog.capacity = options.queue_capacity;
    backlog.batch_size = options.batch_size;
    backlog.flush_interval = options.flush_interval;
    backlog.overflow = options.overflow;
    backlog.block_timeout = options.block_timeout;
    backlog.sync_spacing = options.sync_spacing;
    return backlog;
}

}  // namespace

struct AuditWriter::State {
    State(postgres::ConnectionPool& target, const AuditWriterOptions& chosen,
          std::unique_ptr<AuditBacklog> kept, const SpoolBacklog* on_disk)
        : pool(target),
          options(chosen),
          backlog(std::move(kept)),
          spool(on_disk),
          delivery(target),
          thread([this] { run(); }) {}

    /// Notes the failure and waits before the next try. False: give up, the writer stops.
    bool pause(const Error& error, Nanos& length) {
        {
            const std::lock_guard<std::mutex> lock(mutex);
            ++stats.retries;
            last_error = describe(error);
        }
        backlog->pause(backlog->stopping() ? std::min(length, options.drain_timeout) : length);
        length = std::min(length * 2, longest_pause);
        return !backlog->stopping() ||
               Clock::now() - backlog->last_progress() < options.drain_timeout;
    }

    /// True when the whole batch is settled; false when the writer gives up.
    bool deliver(const std::vector<AuditEvent>& batch) {
        std::size_t done = 0;
        AuditDelivery::Outcome outcome;
        outcome.written = [&](std::size_t count) {
            {
                const std::lock_guard<std::mutex> lock(mutex);
                stats.written += count;
                stats.batches = delivery.whole_batches();
            }
            done += count;
            backlog->written(count);
        };
        outcome.refused = [&](const AuditEvent& event, const Error& why) {
            if (!backlog->refused(done, event, why))
                return false;
            const std::lock_guard<std::mutex> lock(mutex);
            ++stats.rejected_data;
            ++done;
            return true;
        };
        Nanos length = first_pause;
        // Only the first try may use plain COPY: after a failure a part may be there already.
        for (bool first = true;; first = false) {
            const auto rest = std::span(batch).subspan(done);
            const auto attempted = delivery.attempt(rest, first, outcome);
            if (attempted)
                return true;
            if (!pause(attempted.error(), length))
                return false;
        }
    }

    void run() {
        for (auto batch = backlog->next_batch(); !batch.empty(); batch = backlog->next_batch()) {
            if (!deliver(batch))
                break;
            backlog->finish_batch();
            if (!backlog->is_due())
                delivery.rest();
        }
        delivery.rest();
        backlog->abandon(
            {Errc::unavailable, "the audit writer ended before it could write this", "audit", ""});
    }

    [[nodiscard]] std::uint64_t unsettled() const {
        const BacklogCounts counts = backlog->counts();
        return counts.accepted - counts.settled;
    }

    postgres::ConnectionPool& pool;
    AuditWriterOptions options;
    std::unique_ptr<AuditBacklog> backlog;
    const SpoolBacklog* spool;  ///< The backlog, when it is one.
    AuditDelivery delivery;
    mutable std::mutex mutex;
    std::string last_error;
    AuditWriterStats stats;  ///< What the backlog does not count.
    std::thread thread;      ///< Last: it uses all of the above.
};

AuditWriter::AuditWriter(postgres::ConnectionPool& pool, AuditWriterOptions options)
    : state_(std::make_unique<State>(
          pool, options,
          std::make_unique<AuditQueue>(backlog_options(options), options.ack == AckLevel::database),
          nullptr)) {}

AuditWriter::AuditWriter(postgres::ConnectionPool& pool, AuditWriterOptions options,
                         std::unique_ptr<audit_spool::Spool> spool) {
    options.ack = AckLevel::spool;
    auto backlog = std::make_unique<SpoolBacklog>(backlog_options(options), std::move(spool));
    const SpoolBacklog* on_disk = backlog.get();
    state_ = std::make_unique<State>(pool, options, std::move(backlog), on_disk);
}

AuditWriter::~AuditWriter() {
    state_->backlog->stop();
    state_->thread.join();
    if (const std::uint64_t left = state_->unsettled(); left != 0)
        std::fprintf(stderr, "audit: %llu accepted events %s at the end: %s\n",
                     static_cast<unsigned long long>(left),
                     state_->spool != nullptr ? "stay in the spool" : "were lost",
                     state_->last_error.c_str());
}

Result<void> AuditWriter::append(AuditEvent event) {
    auto submitted = submit(std::move(event));
    if (!submitted)
        return std::move(submitted).error();
    return submitted->wait(state_->options.ack_timeout);
}

std::vector<Result<void>> AuditWriter::append_all(std::vector<AuditEvent> events) {
    std::vector<Result<AuditAck>> submitted;
    submitted.reserve(events.size());
    for (AuditEvent& event : events) submitted.push_back(submit(std::move(event)));
    const TimePoint began = Clock::now();
    std::vector<Result<void>> outcomes;
    outcomes.reserve(submitted.size());
    for (const Result<AuditAck>& ack : submitted) {
        const Nanos left = state_->options.ack_timeout - (Clock::now() - began);
        outcomes.push_back(ack ? ack->wait(std::max(left, Nanos::zero()))
                               : Result<void>(ack.error()));
    }
    return outcomes;
}

Result<AuditAck> AuditWriter::submit(AuditEvent event) {
    const auto& accepted = state_->options.accepted;
    if (!accepted)
        return state_->backlog->submit(std::move(event));
    auto submitted = state_->backlog->submit(event);
    if (submitted)
        accepted(std::move(event));
    return submitted;
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
    if (state_->backlog->flush(timeout))
        return {};
    const std::lock_guard<std::mutex> lock(state_->mutex);
    return Error{Errc::timeout,
                 std::to_string(state_->unsettled()) + " audit events are not written yet", "audit",
                 state_->last_error};
}

AuditWriterStats AuditWriter::stats() const {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    AuditWriterStats stats = state_->stats;
    const BacklogCounts counts = state_->backlog->counts();
    if (state_->spool != nullptr)
        stats.spool = state_->spool->spool_stats();
    stats.accepted += counts.accepted - stats.spool.recovered;
    stats.rejected = counts.rejected;
    stats.failed = counts.failed;
    stats.blocked = counts.blocked;
    stats.lost = counts.lost;
    // Not what the backlog counts as unsettled: it hears of a settled event a little later.
    stats.queued = static_cast<std::size_t>(stats.accepted + stats.spool.recovered - stats.written -
                                            stats.rejected_data - stats.lost);
    return stats;
}

}  // namespace sark
