#pragma once

#include <atomic>

namespace sark::http {

/// Counts the requests between the start of their handler and the last byte of their response.
/// Thread-safe.
class InFlight {
 public:
    void begin() noexcept { count_.fetch_add(1); }
    void end() noexcept {
        if (count_.fetch_sub(1) == 1)
            count_.notify_all();
    }
    void wait_for_none() const noexcept {
        for (int count = count_.load(); count != 0; count = count_.load()) count_.wait(count);
    }

 private:
    std::atomic<int> count_{0};
};

}  // namespace sark::http
