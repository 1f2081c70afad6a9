#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/environment/loopback_listener.hpp"
#include "workloads/engine/epoll_reactor.hpp"

namespace sark::scenarios {

/// What stands in for an OPA on a free loopback port: it allows everything, after a delay that is
/// known, and can be told to be slow, to fail or to be gone. One thread of this process, whose CPU
/// counts as the generator's. Speaks as much HTTP/1.1 as the reference core asks for.
class OpaStandIn {
 public:
    enum class Mood : std::uint8_t {
        well,
        failing,  ///< 500, at once.
        gone,     ///< Connections are closed unanswered.
    };

    /// Errc::unavailable when it cannot listen or have a thread.
    [[nodiscard]] static Result<std::unique_ptr<OpaStandIn>> start(Nanos delay);
    ~OpaStandIn();
    OpaStandIn(const OpaStandIn&) = delete;
    OpaStandIn& operator=(const OpaStandIn&) = delete;

    /// "http://127.0.0.1:PORT"
    [[nodiscard]] const std::string& url() const noexcept { return listener_.url(); }
    /// Any thread; for what is asked from now on. `delay` comes on top of the usual one.
    void behave(Mood mood, Nanos delay);

 private:
    explicit OpaStandIn(Nanos delay) : usual_delay_(delay), delay_ns_(delay.count()) {}
    [[nodiscard]] Result<void> open();
    void serve() noexcept;

    const Nanos usual_delay_;
    LoopbackListener listener_;
    std::unique_ptr<workloads::EpollReactor> reactor_;
    std::atomic<bool> stopping_{false};
    std::atomic<Mood> mood_{Mood::well};
    std::atomic<Nanos::rep> delay_ns_;
    std::thread thread_;
};

}  // namespace sark::scenarios
