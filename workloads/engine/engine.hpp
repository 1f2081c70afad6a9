#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/arrivals/arrival.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/engine/reactor.hpp"
#include "workloads/timing/live_history.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::workloads {

/// One executor with its operations, connections and clock. Loads of a run start together.
struct LoadPlan {
    std::string name;
    ArrivalSpec arrivals;                      ///< Measured part only; warm-up is added in front.
    std::vector<std::string> operation_names;  ///< Same order as the driver's operations.
    std::vector<double> weights;
    std::string driver;
    unsigned connections = 1;
    /// Operations sent and unanswered at a time, over all connections; 0: as many as connections
    /// times their depth allow.
    unsigned max_in_flight = 0;
    /// What becomes of an arrival that finds no connection free: it waits (and its response time
    /// grows), or it is dropped at once and counts as abandoned.
    enum class Overflow : std::uint8_t { queue, drop } overflow = Overflow::queue;
    Nanos timeout{0};  ///< Per operation, from sent.
    ConnectionFactory connect;
};

struct EngineOptions {
    unsigned threads = 1;
    Nanos warmup{0};  ///< At the first rate of each load; its samples are not measured.
    Nanos drain{0};   ///< How long outstanding work may take after the last arrival.
    std::uint64_t seed = 1;
    /// How a worker waits for the next due instant: sleep leaves the core to others, hybrid sleeps
    /// and spins the last bit, spin never sleeps. Sleeping is right whenever every core is in use.
    enum class Wait : std::uint8_t { sleep, hybrid, spin } wait = Wait::sleep;
    /// How long before the due instant a hybrid wait begins to spin: Calibration::spin_margin().
    Nanos spin_margin = std::chrono::microseconds(100);
    /// Runs a StallProbe beside the workers; never in simulated time.
    bool probe_stalls = true;
    /// Named windows of the measured part, one after another; samples of each are kept apart.
    struct Phase {
        std::string name;
        Nanos duration{0};
    };
    std::vector<Phase> phases{};
};

/// Counters that the workers publish (relaxed) and anybody may read while a run goes on.
struct Progress {
    std::vector<LiveLoad> loads{};  ///< What each load measured so far; fixed during the run.
    std::atomic<std::uint64_t> completed{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> overdue{0};
    std::atomic<std::int64_t> in_flight{0};
};

/// How a caller ends a run early: `finish` stops new arrivals and drains, `abort` also ends the
/// drain.
class StopControl {
 public:
    StopControl() = default;
    /// Also obeys `outer` (borrowed), which does not obey this.
    explicit StopControl(const StopControl* outer) : outer_(outer) {}

    void finish() noexcept { level_.store(1, std::memory_order_release); }
    void abort() noexcept { level_.store(2, std::memory_order_release); }
    [[nodiscard]] bool finishing() const noexcept { return level() >= 1; }
    [[nodiscard]] bool aborting() const noexcept { return level() >= 2; }

 private:
    [[nodiscard]] int level() const noexcept {
        const int own = level_.load(std::memory_order_acquire);
        return outer_ == nullptr ? own : std::max(own, outer_->level());
    }

    std::atomic<int> level_{0};
    const StopControl* outer_ = nullptr;
};

/// A named part of the measured window, as it happened.
struct PhaseWindow {
    std::string name;
    Nanos begin{0};   ///< From the start of the measured window.
    Nanos length{0};  ///< Shorter than planned when the run ended in it, 0 when before it.
};

struct EngineResult {
    std::vector<LoadTally> loads;
    std::vector<PhaseWindow> phases;
    GeneratorTally generator;
    UtcTime started_at;  ///< Start of the measured window.
    Nanos measured{0};   ///< Its length; shorter than planned when stopped early.
    Nanos interval{0};   ///< Length of one slice of LoadTally::intervals.
    bool stopped_early = false;
};

/// Runs loads against their targets. Data flows ArrivalSchedule -> Pacer -> OperationMix ->
/// Connection
/// -> recorder inside each worker thread; only the pacers are shared.
class Engine {
 public:
    /// Makes a worker's reactor; the default is epoll with absolute timers. Tests pass a
    /// simulation.
    using ReactorFactory = std::function<std::unique_ptr<Reactor>()>;
    /// Called about every 200 ms on the calling thread of run() while the workers run.
    using Observer = std::function<void(Nanos elapsed, const Progress&)>;

    Engine(EngineOptions options, std::vector<LoadPlan> loads);
    void set_reactor_factory(ReactorFactory factory);

    /// Opens every connection (Errc::unavailable when the target cannot be reached), runs warm-up,
    /// measurement and drain, joins the workers and merges. `stop` may be used from any thread.
    [[nodiscard]] Result<EngineResult> run(StopControl& stop, const Observer& observer);

 private:
    EngineOptions options_;
    std::vector<LoadPlan> loads_;
    ReactorFactory make_reactor_;
};

}  // namespace sark::workloads
