#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/policy/request_context.hpp"

namespace sark {

/// Makes decisions anew on a thread of its own before they expire. Bounded: what does not fit the
/// queue is not refreshed, counted, and simply expires. Thread-safe.
class Refresher {
 public:
    struct Job {
        std::string user_id;
        std::string action;
        std::string tool_name;
        std::shared_ptr<const RequestContext> context;  ///< Null: nothing was told.
        bool from_source = false;  ///< With facts from the registry, not with what caches say.
    };
    static constexpr std::size_t queue_max = 1'000;

    /// `work` does not throw.
    explicit Refresher(std::function<void(const Job&)> work);
    ~Refresher();
    Refresher(const Refresher&) = delete;
    Refresher& operator=(const Refresher&) = delete;

    void add(Job job);
    /// Returns when nothing is queued or under way.
    void settle();
    [[nodiscard]] std::uint64_t dropped();

 private:
    void run(const std::stop_token& stop);

    std::function<void(const Job&)> work_;
    std::mutex mutex_;
    std::condition_variable_any added_;
    std::condition_variable_any rested_;
    std::deque<Job> jobs_;
    bool is_working_ = false;
    std::uint64_t dropped_ = 0;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace sark
