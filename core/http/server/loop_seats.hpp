#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace sark::http {

/// Keeps the number of threads that run at a time small while each of them may wait for something
/// slow. A thread holds a seat while it watches for events and while it works on one; before it
/// waits for anything else it leaves, and somebody who stands takes over, unless another is
/// watching anyway. Thread-safe.
class LoopSeats {
 public:
    explicit LoopSeats(unsigned seats) : free_(seats) {}

    /// Stands until a seat is free and takes it. False after close().
    [[nodiscard]] bool take() {
        std::unique_lock lock(mutex_);
        freed_.wait(lock, [this] { return closed_ || free_ > 0; });
        if (closed_)
            return false;
        --free_;
        return true;
    }

    void leave() {
        {
            const std::lock_guard lock(mutex_);
            ++free_;
        }
        // Whoever stops watching after this, and then waits, comes here too.
        if (watching_.load() == 0)
            freed_.notify_one();
    }

    /// Around a seated thread's wait for events.
    void begin_watch() noexcept { watching_.fetch_add(1); }
    void end_watch() noexcept { watching_.fetch_sub(1); }

    /// Whether anybody does so now.
    [[nodiscard]] bool is_watched() const noexcept { return watching_.load() != 0; }

    /// Nobody stands any longer.
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        freed_.notify_all();
    }

 private:
    std::mutex mutex_;
    std::condition_variable freed_;
    unsigned free_;
    bool closed_ = false;
    std::atomic<unsigned> watching_{0};
};

}  // namespace sark::http
