#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/postgres/pool_settings.hpp"
#include "core/postgres/pool_stats.hpp"

namespace sark::postgres {

/// The bookkeeping of ConnectionPool for any kind of resource: who may hold one, who waits, which
/// are idle. Opens, pings and closes outside its lock. Thread-safe; outlives its borrowers by being
/// shared.
///
/// A slot is the right to have one resource open; there are pool_size + max_overflow. While anybody
/// waits, every freed slot goes straight to the one who waits longest, with the resource in it if
/// that is still good: nobody who comes later can overtake.
template <class T>
class ResourcePool {
 public:
    /// How to handle the resource; called from the borrowing threads, without the lock.
    struct Hooks {
        std::function<Result<std::unique_ptr<T>>()> open;
        std::function<bool(T&)> ping;          ///< With pre_ping, before an idle one is lent.
        std::function<bool(const T&)> usable;  ///< On return; false: closed, not kept.
    };
    struct Entry {
        std::unique_ptr<T> resource;
        TimePoint opened_at;
        TimePoint lent_at{};
    };

    ResourcePool(const PoolSettings& settings, Hooks hooks, const TimeSource& time)
        : settings_(settings), hooks_(std::move(hooks)), time_(time) {}
    ResourcePool(const ResourcePool&) = delete;
    ResourcePool& operator=(const ResourcePool&) = delete;

    /// Borrows one; give it back with give_back(). Errc::timeout when none came free in time, the
    /// error of Hooks::open when none can be opened, Errc::unavailable after close().
    [[nodiscard]] Result<Entry> take() {
        auto slot = take_slot();
        if (!slot)
            return std::move(slot).error();
        auto entry = fill(std::move(*slot));
        if (entry)
            entry->lent_at = time_.now();
        const std::lock_guard<std::mutex> lock(mutex_);
        if (entry)
            ++stats_.acquired;
        else
            free_slot();
        return entry;
    }

    /// Returns a borrowed entry; a broken one is closed and its slot freed.
    void give_back(Entry entry, bool broken) {
        const bool good = !broken && hooks_.usable(*entry.resource);
        if (!good)
            entry.resource.reset();  // closing takes time: before the lock
        const Nanos lent = time_.now() - entry.lent_at;
        std::unique_lock<std::mutex> lock(mutex_);
        stats_.lent += lent;
        if (!good) {
            free_slot();
        } else if (!waiters_.empty()) {
            grant(std::move(entry));
        } else if (closed_ || idle_.size() >= settings_.pool_size) {
            // As QueuePool does: an overflow is closed when pool_size others are idle already, not
            // while they are lent, or a steady pool_size + 1 borrowers would open one each time.
            --slots_;
            lock.unlock();  // entry is closed on return, without the lock
        } else {
            idle_.push_back(std::move(entry));
        }
    }

    /// Closes what is idle, ends all waiting; what is still lent is closed when it comes back.
    void close() {
        std::deque<Entry> idle;  // closed on return, after the lock is gone
        const std::lock_guard<std::mutex> lock(mutex_);
        closed_ = true;
        slots_ -= static_cast<unsigned>(idle_.size());
        idle.swap(idle_);
        for (Waiter* waiter : waiters_) {
            waiter->done = true;
            waiter->changed.notify_one();
        }
        waiters_.clear();
    }

    [[nodiscard]] PoolStats stats() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        PoolStats stats = stats_;
        stats.size = settings_.pool_size;
        stats.max_overflow = settings_.max_overflow;
        stats.checked_in = static_cast<unsigned>(idle_.size());
        stats.checked_out = slots_ - stats.checked_in;
        stats.overflow = slots_ - std::min(slots_, settings_.pool_size);
        return stats;
    }

    /// How many threads wait in take().
    [[nodiscard]] std::size_t waiting() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        return waiters_.size();
    }

 private:
    struct Waiter {
        std::condition_variable changed;
        bool done = false;
        std::optional<Entry> entry;  ///< Granted; absent: the pool was closed.
    };

    /// An entry without a resource is a slot in which one has yet to be opened.
    Result<Entry> take_slot() {
        std::unique_lock<std::mutex> lock(mutex_);
        if (closed_)
            return closed_error();
        if (!idle_.empty()) {
            // The longest idle first, as QueuePool does, so that all of them stay in use.
            Entry entry = std::move(idle_.front());
            idle_.pop_front();
            return entry;
        }
        if (slots_ < settings_.pool_size + settings_.max_overflow) {
            ++slots_;
            return Entry{};
        }
        Waiter self;
        waiters_.push_back(&self);
        if (!self.changed.wait_for(lock, settings_.timeout, [&] { return self.done; })) {
            waiters_.erase(std::find(waiters_.begin(), waiters_.end(), &self));
            ++stats_.timeouts;
            return Error{
                Errc::timeout,
                "no connection came free within " + std::to_string(to_seconds(settings_.timeout)) +
                    " s",
                "connection pool",
                "all " + std::to_string(slots_) + " are in use: raise pool_size or max_overflow"};
        }
        if (!self.entry)
            return closed_error();
        return std::move(*self.entry);
    }

    /// Makes the slot hold a resource that is young enough and answers.
    Result<Entry> fill(Entry entry) {
        if (entry.resource && settings_.recycle > Nanos::zero() &&
            time_.now() - entry.opened_at >= settings_.recycle) {
            entry.resource.reset();
            const std::lock_guard<std::mutex> lock(mutex_);
            ++stats_.recycled;
        }
        if (entry.resource && settings_.pre_ping && !hooks_.ping(*entry.resource)) {
            entry.resource.reset();
            const std::lock_guard<std::mutex> lock(mutex_);
            ++stats_.ping_failures;
        }
        if (entry.resource)
            return entry;
        auto opened = hooks_.open();
        if (!opened)
            return std::move(opened).error();
        const std::lock_guard<std::mutex> lock(mutex_);
        ++stats_.opened;
        return Entry{std::move(*opened), time_.now()};
    }

    // free_slot() and grant() need the lock.
    void free_slot() {
        if (waiters_.empty())
            --slots_;
        else
            grant(Entry{});
    }
    void grant(Entry entry) {
        Waiter* waiter = waiters_.front();
        waiters_.pop_front();
        waiter->entry = std::move(entry);
        waiter->done = true;
        waiter->changed.notify_one();
    }

    static Error closed_error() {
        return {Errc::unavailable, "the connection pool is closed", "connection pool", ""};
    }

    const PoolSettings settings_;
    const Hooks hooks_;
    const TimeSource& time_;
    mutable std::mutex mutex_;
    std::deque<Entry> idle_;
    std::deque<Waiter*> waiters_;
    unsigned slots_ = 0;  ///< Lent, idle or being opened.
    bool closed_ = false;
    PoolStats stats_;
};

}  // namespace sark::postgres
