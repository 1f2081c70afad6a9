#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "core/base/result.hpp"
#include "scenarios/environment/loopback_listener.hpp"
#include "workloads/engine/epoll_reactor.hpp"
#include "workloads/timing/histogram.hpp"

namespace sark::scenarios {

/// What a target knows about itself, which a load generator has to find out.
struct Truth {
    std::uint64_t requests = 0;
    /// From a request read to its answer about to be written, whatever made it take that long:
    /// never more than what a client saw.
    workloads::Histogram imposed;
    Nanos stalled{0};  ///< How long it did nothing at all.
};

/// What a target does with requests.
struct TargetScript {
    std::function<Nanos(std::uint64_t request)> delay;  ///< By the order of arrival, from 0.
    std::optional<std::uint64_t> stall_at{};  ///< Having read this one, it does nothing for a time.
    Nanos stall{0};
};

/// An HTTP/1.1 target on loopback, one thread of this process, that keeps to a script and keeps
/// books about it. Serves any number of keep-alive connections and requests without a body.
class TruthTarget {
 public:
    /// Errc::unavailable when it cannot listen or have a thread.
    [[nodiscard]] static Result<std::unique_ptr<TruthTarget>> start(TargetScript script);
    ~TruthTarget();
    TruthTarget(const TruthTarget&) = delete;
    TruthTarget& operator=(const TruthTarget&) = delete;

    [[nodiscard]] const std::string& url() const noexcept { return listener_.url(); }
    /// Ends it and tells what it did; once.
    [[nodiscard]] Truth stop();

 private:
    explicit TruthTarget(TargetScript script) : script_(std::move(script)) {}
    [[nodiscard]] Result<void> open();
    void serve() noexcept;

    TargetScript script_;
    LoopbackListener listener_;
    std::unique_ptr<workloads::EpollReactor> reactor_;
    std::atomic<bool> stopping_{false};
    Truth truth_;
    std::thread thread_;
};

}  // namespace sark::scenarios
