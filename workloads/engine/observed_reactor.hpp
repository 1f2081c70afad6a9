#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "workloads/engine/reactor.hpp"

namespace sark::workloads {

/// Calls an observer at regular instants of the reactor's own time, from inside wait(): how a run
/// on the calling thread is observed, in virtual time as well.
class ObservedReactor final : public Reactor {
 public:
    ObservedReactor(std::unique_ptr<Reactor> reactor, Nanos interval,
                    std::function<void(TimePoint)> observe)
        : reactor_(std::move(reactor)),
          interval_(interval),
          observe_(std::move(observe)),
          next_(reactor_->now() + interval) {}

    [[nodiscard]] TimePoint now() noexcept override { return reactor_->now(); }
    void watch(std::uint32_t token, int fd, std::uint32_t interest) noexcept override {
        reactor_->watch(token, fd, interest);
    }
    std::size_t wait(TimePoint deadline, std::span<Event> events) noexcept override {
        const TimePoint now = reactor_->now();
        if (now >= next_) {
            next_ = now + interval_;
            observe_(now);
        }
        return reactor_->wait(std::min(deadline, next_), events);
    }
    void wake() noexcept override { reactor_->wake(); }

 private:
    std::unique_ptr<Reactor> reactor_;
    Nanos interval_;
    std::function<void(TimePoint)> observe_;
    TimePoint next_;
};

}  // namespace sark::workloads
