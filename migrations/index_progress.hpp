#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "migrations/index_switch.hpp"

namespace sark::migrations {

/// Watches one backend's index builds in pg_stat_progress_create_index over a connection of its
/// own, on a thread of its own, until it goes out of scope. Ends silently when that connection
/// fails: the build goes on without being watched.
class ProgressWatch {
 public:
    ProgressWatch(std::unique_ptr<postgres::Session> session, int builder_pid,
                  std::function<void(const IndexProgress&)> on_progress);
    ~ProgressWatch();
    ProgressWatch(const ProgressWatch&) = delete;
    ProgressWatch& operator=(const ProgressWatch&) = delete;

 private:
    void watch();

    std::unique_ptr<postgres::Session> session_;
    int builder_pid_;
    std::function<void(const IndexProgress&)> on_progress_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ended_ = false;
    std::thread thread_;
};

}  // namespace sark::migrations
