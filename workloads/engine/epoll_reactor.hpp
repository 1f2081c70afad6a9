#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/engine/reactor.hpp"

namespace sark::workloads {

/// The machine's clock and descriptors through epoll. Waits end within the timer slack of the
/// thread after their deadline: epoll_pwait2 where the kernel has it, a timerfd elsewhere.
class EpollReactor final : public Reactor {
 public:
    /// Which system call waits. `automatic` is for everybody but tests.
    enum class Timer : std::uint8_t { automatic, timer_fd };

    /// Errc::unavailable when the process may open no more descriptors.
    [[nodiscard]] static Result<std::unique_ptr<EpollReactor>> create(
        Timer timer = Timer::automatic);
    ~EpollReactor() override;
    EpollReactor(const EpollReactor&) = delete;
    EpollReactor& operator=(const EpollReactor&) = delete;

    [[nodiscard]] TimePoint now() noexcept override { return std::chrono::steady_clock::now(); }
    void watch(std::uint32_t token, int fd, std::uint32_t interest) noexcept override;
    std::size_t wait(TimePoint deadline, std::span<Event> events) noexcept override;
    void wake() noexcept override;

 private:
    EpollReactor() = default;
    [[nodiscard]] bool open(Timer timer) noexcept;
    [[nodiscard]] bool watched_by_another(std::uint32_t token, int fd) const noexcept;
    void arm_timer(TimePoint deadline) noexcept;

    int epoll_ = -1;
    int wake_ = -1;
    int timer_ = -1;  // -1: epoll_pwait2
    TimePoint armed_{};
    std::vector<int> fds_;  // by token
};

}  // namespace sark::workloads
