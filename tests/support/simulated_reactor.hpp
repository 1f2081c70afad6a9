#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include <sys/epoll.h>

#include "workloads/engine/reactor.hpp"

namespace sark::test {

/// Time that passes only when somebody waits for it or works through it, and the descriptors that
/// become ready in it. Used by one thread; does not allocate while fewer than 1,024 events are
/// outstanding.
class VirtualTime {
 public:
    struct Ready {
        TimePoint at;
        int fd;
        std::uint32_t events;
    };

    VirtualTime() { planned_.reserve(1'024); }

    [[nodiscard]] TimePoint now() const noexcept { return now_; }
    [[nodiscard]] Nanos elapsed() const noexcept { return now_.time_since_epoch() - begin_; }
    /// Somebody computes, or the machine does something else, for this long.
    void advance(Nanos duration) noexcept { now_ += duration; }
    /// Time never goes back.
    void advance_to(TimePoint instant) noexcept { now_ = std::max(now_, instant); }

    void make_ready(TimePoint at, int fd, std::uint32_t events = EPOLLIN) {
        planned_.push_back({at, fd, events});
    }
    void cancel(int fd) noexcept {
        std::erase_if(planned_, [fd](const Ready& ready) { return ready.fd == fd; });
    }
    [[nodiscard]] std::vector<Ready>& planned() noexcept { return planned_; }

    /// When set, every wait() ends this much later than it should: a starved generator.
    std::function<Nanos(TimePoint)> oversleep;

 private:
    // Not 0, so that nobody confuses an instant with a duration.
    static constexpr Nanos begin_ = std::chrono::hours(1);
    TimePoint now_{begin_};
    std::vector<Ready> planned_;
};

/// A reactor in virtual time: waiting is free and exact.
class SimulatedReactor final : public workloads::Reactor {
 public:
    explicit SimulatedReactor(VirtualTime& time) : time_(time) {}

    [[nodiscard]] TimePoint now() noexcept override { return time_.now(); }

    void watch(std::uint32_t token, int fd, std::uint32_t interest) noexcept override {
        if (token >= watched_.size())
            watched_.resize(token + std::size_t{1});
        watched_[token] = {fd, interest};
    }

    std::size_t wait(TimePoint deadline, std::span<Event> events) noexcept override {
        TimePoint until = deadline;
        for (const auto& ready : time_.planned())
            if (token_of(ready) >= 0)
                until = std::min(until, ready.at);
        time_.advance_to(until);
        if (time_.oversleep)
            time_.advance(time_.oversleep(time_.now()));
        std::size_t count = 0;
        auto& planned = time_.planned();
        for (std::size_t i = 0; i < planned.size() && count < events.size();) {
            const auto token = token_of(planned[i]);
            if (token < 0 || planned[i].at > time_.now()) {
                ++i;
                continue;
            }
            events[count++] = {static_cast<std::uint32_t>(token), planned[i].events};
            planned.erase(planned.begin() + static_cast<std::ptrdiff_t>(i));
        }
        return count;
    }

    void wake() noexcept override {}

 private:
    struct Watch {
        int fd = -1;
        std::uint32_t interest = 0;
    };
    [[nodiscard]] std::int64_t token_of(const VirtualTime::Ready& ready) const noexcept {
        for (std::size_t token = 0; token < watched_.size(); ++token)
            if (watched_[token].fd == ready.fd && watched_[token].interest != 0)
                return static_cast<std::int64_t>(token);
        return -1;
    }

    VirtualTime& time_;
    std::vector<Watch> watched_;
};

}  // namespace sark::test
