#include "workloads/host_probes/calibration.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <thread>

#include "core/base/prompt_thread.hpp"
#include "workloads/engine/epoll_reactor.hpp"

namespace sark::workloads {
namespace {

constexpr Nanos wait_length = std::chrono::microseconds(125);
constexpr int waits_max = 1'000;
constexpr Nanos default_margin = std::chrono::microseconds(100);
constexpr Nanos shortest_margin = std::chrono::microseconds(20);
constexpr Nanos longest_margin = std::chrono::microseconds(500);

/// The cheapest of a few batches: whatever interrupts a batch is no cost of the clock.
Nanos measure_clock(Reactor& reactor) {
    constexpr int batches = 5;
    constexpr int readings = 500;
    Nanos cheapest = Nanos::max();
    for (int batch = 0; batch < batches; ++batch) {
        const TimePoint begin = reactor.now();
        TimePoint end = begin;
        for (int i = 0; i < readings; ++i) end = reactor.now();
        cheapest = std::min<Nanos>(cheapest, (end - begin) / readings);
    }
    return cheapest;
}

void measure_waits(Reactor& reactor, Nanos budget, Histogram& lateness) {
    std::array<Reactor::Event, 1> none{};
    const TimePoint begin = reactor.now();
    TimePoint now = begin;
    for (int i = 0; i < waits_max && now - begin < budget; ++i) {
        const TimePoint deadline = now + wait_length;
        reactor.wait(deadline, none);
        now = reactor.now();
        lateness.record(now - deadline);
    }
}

}  // namespace

Nanos Calibration::spin_margin() const noexcept {
    return std::clamp(wait_lateness.quantile(0.99).value_or(default_margin), shortest_margin,
                      longest_margin);
}

void Calibration::merge(const Calibration& other) noexcept {
    wait_lateness.merge(other.wait_lateness);
    clock_cost = std::max(clock_cost, other.clock_cost);
}

Calibration calibrate(Nanos budget) {
    Calibration found;
    const auto reactor = EpollReactor::create();
    if (!reactor)
        return found;
    found.clock_cost = measure_clock(**reactor);
    try {
        std::jthread([&] {
            make_this_thread_prompt();
            measure_waits(**reactor, budget, found.wait_lateness);
        }).join();
    } catch (const std::system_error&) {
        found.wait_lateness.reset();
    }
    return found;
}

}  // namespace sark::workloads
