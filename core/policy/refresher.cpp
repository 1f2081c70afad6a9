#include "core/policy/refresher.hpp"

#include <utility>

namespace sark {

Refresher::Refresher(std::function<void(const Job&)> work)
    : work_(std::move(work)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Refresher::~Refresher() = default;

void Refresher::add(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (jobs_.size() >= queue_max) {
            ++dropped_;
            return;
        }
        jobs_.push_back(std::move(job));
    }
    added_.notify_one();
}

void Refresher::settle() {
    std::unique_lock lock(mutex_);
    rested_.wait(lock, [&] { return jobs_.empty() && !is_working_; });
}

std::uint64_t Refresher::dropped() {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

void Refresher::run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (added_.wait(lock, stop, [&] { return !jobs_.empty(); })) {
        if (stop.stop_requested())
            return;
        const Job job = std::move(jobs_.front());
        jobs_.pop_front();
        is_working_ = true;
        lock.unlock();
        work_(job);
        lock.lock();
        is_working_ = false;
        rested_.notify_all();
    }
}

}  // namespace sark
