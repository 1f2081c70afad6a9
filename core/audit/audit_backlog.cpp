#include "core/audit/audit_backlog.hpp"

#include <algorithm>
#include <utility>

#include "core/base/waiting.hpp"

namespace sark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Nanos longest_wait = std::chrono::hours(24);  // keeps now() + wait within the clock
constexpr Nanos read_pause = std::chrono::milliseconds(500);

}  // namespace

AuditBacklog::AuditBacklog(const BacklogOptions& options)
    : options_(options), last_progress_(Clock::now()) {
    options_.batch_size = std::max<std::size_t>(options_.batch_size, 1);
    accepted_at_.resize(options_.batch_size);
}

TimePoint AuditBacklog::oldest() const {
    return accepted_at_[taken_ % accepted_at_.size()];
}

bool AuditBacklog::due() const {
    const std::uint64_t waiting = counts_.accepted - taken_;
    if (waiting == 0)
        return false;
    return stopping_ || eager() || taken_ < flush_up_to_ ||
           waiting >= std::min(options_.batch_size, options_.capacity) ||
           Clock::now() - oldest() >= options_.flush_interval;
}

std::vector<AuditEvent> AuditBacklog::next_batch() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
        while (!due()) {
            if (stopping_)
                return {};
            if (counts_.accepted == taken_)
                work_.wait(lock);
            else
                work_.wait_until(lock, oldest() + std::min(options_.flush_interval, longest_wait));
        }
        const auto wanted = static_cast<std::size_t>(
            std::min<std::uint64_t>(options_.batch_size, counts_.accepted - taken_));
        lock.unlock();
        auto events = take(wanted);
        lock.lock();
        if (!events) {
            if (stopping_)
                return {};
            work_.wait_for(lock, read_pause);
            continue;
        }
        taken_ += std::max(wanted, events->size());
        if (events->size() < wanted) {
            counts_.lost += wanted - events->size();
            settle(wanted - events->size());
        }
        if (!events->empty())
            return *std::move(events);
    }
}

void AuditBacklog::settle(std::size_t count) {
    counts_.settled += count;
    last_progress_ = Clock::now();
    progress_.notify_all();
    room_.notify_all();
}

void AuditBacklog::written(std::size_t count) {
    const std::lock_guard<std::mutex> lock(mutex_);
    settle(count);
}

bool AuditBacklog::refused(std::size_t index, const AuditEvent& event, const Error& why) {
    if (!keep_refused(index, event, why))
        return false;
    written(1);
    return true;
}

bool AuditBacklog::flush(Nanos timeout) {
    std::unique_lock<std::mutex> lock(mutex_);
    const std::uint64_t target = counts_.accepted;
    flush_up_to_ = std::max(flush_up_to_, target);
    work_.notify_one();
    return progress_.wait_for(lock, std::min(timeout, longest_wait),
                              [&] { return counts_.settled >= target; });
}

void AuditBacklog::stop() {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    last_progress_ = Clock::now();
    work_.notify_all();
    stop_.notify_all();
    room_.notify_all();
}

bool AuditBacklog::is_due() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return due();
}

bool AuditBacklog::stopping() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return stopping_;
}

void AuditBacklog::pause(Nanos length) {
    std::unique_lock<std::mutex> lock(mutex_);
    const bool was_stopping = stopping_;
    stop_.wait_for(lock, length, [&] { return stopping_ != was_stopping; });
}

BacklogCounts AuditBacklog::counts() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return counts_;
}

TimePoint AuditBacklog::last_progress() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return last_progress_;
}

Result<void> AuditBacklog::wait_for_room(std::unique_lock<std::mutex>& lock) {
    if (!stopping_ && !has_room() && options_.overflow == AuditOverflow::block && !is_stuck_) {
        ++counts_.blocked;
        about_to_wait();
        is_stuck_ = !room_.wait_for(lock, std::min(options_.block_timeout, longest_wait),
                                    [&] { return stopping_ || has_room(); });
    }
    if (!stopping_ && has_room()) {
        is_stuck_ = false;
        return {};
    }
    ++counts_.rejected;
    return Error{Errc::unavailable,
                 stopping_ ? "the audit writer is ending" : "there is no room for an audit event",
                 "audit", ""};
}

void AuditBacklog::note_accepted(std::size_t count) {
    const TimePoint now = Clock::now();
    const bool was_idle = counts_.accepted == taken_;
    for (std::size_t i = 0; i < std::min(count, accepted_at_.size()); ++i)
        accepted_at_[(counts_.accepted + count - 1 - i) % accepted_at_.size()] = now;
    counts_.accepted += count;
    if (was_idle || due())
        work_.notify_one();
}

}  // namespace sark
