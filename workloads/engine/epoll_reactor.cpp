#include "workloads/engine/epoll_reactor.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace sark::workloads {
namespace {

constexpr std::uint32_t wake_token = UINT32_MAX;
constexpr std::uint32_t timer_token = UINT32_MAX - 1;
constexpr int batch_max = 64;

timespec to_timespec(Nanos duration) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
    return {static_cast<std::time_t>(seconds.count()),
            static_cast<long>((duration - seconds).count())};
}

bool add(int epoll, int fd, std::uint32_t token) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = token;
    return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

bool has_epoll_pwait2(int epoll) {
    epoll_event event{};
    const timespec at_once{};
    return ::epoll_pwait2(epoll, &event, 1, &at_once, nullptr) >= 0 || errno != ENOSYS;
}

int room_of(std::span<Reactor::Event> events) {
    return static_cast<int>(std::min<std::size_t>(events.size(), batch_max));
}

void drain(int fd) {
    std::uint64_t count = 0;
    // Non-blocking; there is nothing to do about a failure and nothing depends on the count.
    [[maybe_unused]] const auto ignored = ::read(fd, &count, sizeof count);
}

}  // namespace

Result<std::unique_ptr<EpollReactor>> EpollReactor::create(Timer timer, Nanos spin) {
    std::unique_ptr<EpollReactor> reactor(new EpollReactor(spin));
    if (!reactor->open(timer))
        return Error{Errc::unavailable, "Cannot open the descriptors of an event loop", "",
                     "raise the limit on open files (ulimit -n)"};
    return reactor;
}

bool EpollReactor::open(Timer timer) noexcept {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (epoll_ < 0 || wake_ < 0 || !add(epoll_, wake_, wake_token))
        return false;
    if (timer == Timer::automatic && has_epoll_pwait2(epoll_))
        return true;
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return timer_ >= 0 && add(epoll_, timer_, timer_token);
}

EpollReactor::~EpollReactor() {
    for (const int fd : {timer_, wake_, epoll_})
        if (fd >= 0)
            ::close(fd);
}

TimePoint EpollReactor::now() noexcept {
    // What steady_clock::now() does, less a call into another library: this is half of what the
    // engine costs.
    timespec reading{};
    ::clock_gettime(CLOCK_MONOTONIC, &reading);
    return TimePoint{std::chrono::seconds(reading.tv_sec) + Nanos{reading.tv_nsec}};
}

bool EpollReactor::watched_by_another(std::uint32_t token, int fd) const noexcept {
    for (std::size_t other = 0; other < fds_.size(); ++other)
        if (other != token && fds_[other] == fd)
            return true;
    return false;
}

void EpollReactor::watch(std::uint32_t token, int fd, std::uint32_t interest) noexcept {
    if (token >= fds_.size())
        fds_.resize(token + std::size_t{1}, -1);
    const int watched = fds_[token];
    const bool stop = fd < 0 || interest == 0;
    epoll_event event{};
    event.events = interest;
    event.data.u32 = token;
    // A closed descriptor has left the set by itself, and its number may be another token's now.
    if (watched >= 0 && (stop || watched != fd) && !watched_by_another(token, watched))
        ::epoll_ctl(epoll_, EPOLL_CTL_DEL, watched, &event);
    fds_[token] = stop ? -1 : fd;
    if (stop)
        return;
    const bool known = watched == fd;
    if (::epoll_ctl(epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) == 0)
        return;
    if (errno == ENOENT || errno == EEXIST)
        ::epoll_ctl(epoll_, known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
}

void EpollReactor::arm_timer(TimePoint deadline) noexcept {
    if (deadline == armed_)
        return;
    armed_ = deadline;
    itimerspec when{};
    when.it_value = to_timespec(std::max(deadline.time_since_epoch(), Nanos{1}));
    ::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
}

std::size_t EpollReactor::wait(TimePoint deadline, std::span<Event> events) noexcept {
    const TimePoint before = now();
    // Beyond a day it makes no difference, and the sums below cannot overflow.
    const Nanos left = std::min<Nanos>(
        deadline > before ? std::max(deadline, before) - before : Nanos{0}, std::chrono::hours(24));
    Woken woken = left > spin_ ? sleep(before, left - spin_, events) : poll(events);
    while (spin_ > Nanos{0} && !woken.ended && now() < deadline) woken = poll(events);
    return woken.events;
}

EpollReactor::Woken EpollReactor::sleep(TimePoint from, Nanos length,
                                        std::span<Event> events) noexcept {
    std::array<epoll_event, batch_max> ready{};
    int count = 0;
    if (timer_ < 0) {
        const timespec relative = to_timespec(length);
        count = ::epoll_pwait2(epoll_, ready.data(), room_of(events), &relative, nullptr);
    } else {
        arm_timer(from + length);
        count = ::epoll_wait(epoll_, ready.data(), room_of(events), -1);
    }
    return sort(std::span(ready).first(static_cast<std::size_t>(std::max(count, 0))), events);
}

EpollReactor::Woken EpollReactor::poll(std::span<Event> events) noexcept {
    std::array<epoll_event, batch_max> ready{};
    const int count = ::epoll_wait(epoll_, ready.data(), room_of(events), 0);
    return sort(std::span(ready).first(static_cast<std::size_t>(std::max(count, 0))), events);
}

EpollReactor::Woken EpollReactor::sort(std::span<const epoll_event> ready,
                                       std::span<Event> events) noexcept {
    Woken woken;
    for (const epoll_event& event : ready) {
        if (event.data.u32 == timer_token) {
            drain(timer_);
            armed_ = TimePoint{};
            continue;
        }
        woken.ended = true;
        if (event.data.u32 == wake_token)
            drain(wake_);
        else
            events[woken.events++] = {event.data.u32, event.events};
    }
    return woken;
}

void EpollReactor::wake() noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto ignored = ::write(wake_, &one, sizeof one);
}

}  // namespace sark::workloads
