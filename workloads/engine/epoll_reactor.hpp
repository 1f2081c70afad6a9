#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/engine/reactor.hpp"

struct epoll_event;

namespace sark::workloads {

/// The machine's clock and descriptors through epoll. Waits end within the timer slack of the
/// thread after their deadline: epoll_pwait2 where the kernel has it, a timerfd elsewhere. The last
/// part of a wait may go by polling, which ends it sooner and keeps a core busy.
class EpollReactor final : public Reactor {
 public:
    /// Which system call waits. `automatic` is for everybody but tests.
    enum class Timer : std::uint8_t { automatic, timer_fd };

    /// A wait stops sleeping `spin` before its deadline and polls from there; 0 sleeps to the end,
    /// Nanos::max() never sleeps. Errc::unavailable when the process may open no more descriptors.
    [[nodiscard]] static Result<std::unique_ptr<EpollReactor>> create(
        Timer timer = Timer::automatic, Nanos spin = Nanos{0});
    ~EpollReactor() override;
    EpollReactor(const EpollReactor&) = delete;
    EpollReactor& operator=(const EpollReactor&) = delete;

    [[nodiscard]] TimePoint now() noexcept override;
    void watch(std::uint32_t token, int fd, std::uint32_t interest) noexcept override;
    std::size_t wait(TimePoint deadline, std::span<Event> events) noexcept override;
    void wake() noexcept override;

 private:
    explicit EpollReactor(Nanos spin) : spin_(spin) {}
    /// What a system call brought; `ended` says that it ends the wait, as a timer alone does not.
    struct Woken {
        std::size_t events = 0;
        bool ended = false;
    };
    [[nodiscard]] bool open(Timer timer) noexcept;
    [[nodiscard]] Woken sleep(TimePoint from, Nanos length, std::span<Event> events) noexcept;
    [[nodiscard]] Woken poll(std::span<Event> events) noexcept;
    [[nodiscard]] Woken sort(std::span<const epoll_event> ready, std::span<Event> events) noexcept;
    [[nodiscard]] bool watched_by_another(std::uint32_t token, int fd) const noexcept;
    void arm_timer(TimePoint deadline) noexcept;

    const Nanos spin_;
    int epoll_ = -1;
    int wake_ = -1;
    int timer_ = -1;  // -1: epoll_pwait2
    TimePoint armed_{};
    std::vector<int> fds_;  // by token
};

}  // namespace sark::workloads
