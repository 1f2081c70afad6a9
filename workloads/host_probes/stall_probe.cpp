#include "workloads/host_probes/stall_probe.hpp"

#include <algorithm>
#include <ctime>
#include <system_error>

#include "core/base/prompt_thread.hpp"

namespace sark::workloads {
namespace {

void sleep_until(TimePoint deadline) noexcept {
    const Nanos since = deadline.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
    const timespec when{static_cast<std::time_t>(seconds.count()),
                        static_cast<long>((since - seconds).count())};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

}  // namespace

StallProbe::~StallProbe() {
    stopping_ = true;
    if (thread_.joinable())
        thread_.join();
}

bool StallProbe::start(TimePoint begin, TimePoint end) {
    try {
        thread_ = std::thread([this, begin, end] { run(begin, end); });
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

void StallProbe::stop(GeneratorTally& tally) {
    if (!thread_.joinable())
        return;
    stopping_ = true;
    thread_.join();
    tally.host_lag.merge(lag_);
    tally.host_stalled += stalled_;
}

void StallProbe::run(TimePoint begin, TimePoint end) noexcept {
    make_this_thread_prompt();
    TimePoint now = std::chrono::steady_clock::now();
    do {
        const TimePoint deadline = now + interval;
        sleep_until(deadline);
        now = std::chrono::steady_clock::now();
        if (deadline < begin || deadline >= end)
            continue;
        const Nanos late = std::max(Nanos{0}, now - deadline);
        lag_.record(late);
        stalled_ += std::max(Nanos{0}, late - GeneratorTally::stall_allowance);
    } while (!stopping_.load(std::memory_order_relaxed) && now < end);
}

}  // namespace sark::workloads
