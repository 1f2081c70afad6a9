#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "scenarios/environment/replica_lag.hpp"

namespace sark::scenarios {

/// Samples a replica's lag on a thread of its own, twice a second between begin() and end(), so
/// that a slow answer holds up nobody.
class ReplicaWatch {
 public:
    static constexpr Nanos period = std::chrono::milliseconds(500);
    using Sampler = std::function<std::optional<LagSample>()>;

    explicit ReplicaWatch(Sampler sampler) : sampler_(std::move(sampler)) {}
    ~ReplicaWatch() { end(); }
    ReplicaWatch(const ReplicaWatch&) = delete;
    ReplicaWatch& operator=(const ReplicaWatch&) = delete;

    /// Begins a new window; the one before is forgotten.
    void begin();
    /// Ends the window, if there is one, with a last sample.
    void end();
    /// As LagTally::figures(), of the latest window that ended.
    [[nodiscard]] std::vector<std::pair<std::string, double>> figures() const;

 private:
    void watch(const std::stop_token& stop);

    Sampler sampler_;
    LagTally tally_;  // of the thread while it runs
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::jthread thread_;
};

}  // namespace sark::scenarios
