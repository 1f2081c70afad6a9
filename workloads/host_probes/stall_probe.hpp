#pragma once

#include <atomic>
#include <thread>

#include "core/base/time.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::workloads {

/// A thread that does nothing but wake up every 5 ms and note how late it was. What it sees is the
/// host's doing (or that of whoever stopped this process): it tells stalls of the machine from
/// those of the load generator. A stall is seen to within the interval; waking every millisecond
/// would take 2 % of a core on a virtual machine, where a wake-up costs some 15 us.
class StallProbe {
 public:
    static constexpr Nanos interval = std::chrono::milliseconds(5);

    StallProbe() = default;
    ~StallProbe();
    StallProbe(const StallProbe&) = delete;
    StallProbe& operator=(const StallProbe&) = delete;

    /// Notes wake-ups due in [begin, end) from now on; returns false when no thread can be had.
    [[nodiscard]] bool start(TimePoint begin, TimePoint end);
    /// Ends the thread and adds what it saw. Nothing happens unless it was started.
    void stop(GeneratorTally& tally);

 private:
    void run(TimePoint begin, TimePoint end) noexcept;

    std::atomic<bool> stopping_{false};
    Histogram lag_{GeneratorTally::lateness_layout};
    Nanos stalled_{0};
    std::thread thread_;
};

}  // namespace sark::workloads
