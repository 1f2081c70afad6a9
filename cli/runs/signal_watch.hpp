#pragma once

#include <atomic>
#include <thread>

#include "workloads/engine/engine.hpp"

namespace sark::cli {

/// Turns Ctrl-C and SIGTERM into an orderly end: the first asks the work to finish (drain, keep
/// what was measured), the second to stop now (no drain), the third leaves at once with exit code
/// 105. Create it on the main thread before any other thread, so that all of them inherit the
/// blocked signals and only this object's thread receives them.
class SignalWatch {
 public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    [[nodiscard]] workloads::StopControl& stop() noexcept { return stop_; }
    [[nodiscard]] bool stop_requested() const noexcept { return stop_.finishing(); }
    /// Waits on the calling thread until the first signal arrives.
    void wait();

 private:
    void watch();

    workloads::StopControl stop_;
    std::atomic<bool> closing_{false};
    std::atomic<bool> signalled_{false};
    std::thread thread_;
};

}  // namespace sark::cli
