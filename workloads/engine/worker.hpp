#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "workloads/engine/engine.hpp"
#include "workloads/engine/lane.hpp"

namespace sark::workloads {

/// What the workers of one run have in common besides the pacers: read often, written rarely.
struct RunControl {
    StopControl* stop;  ///< Borrowed.
    Progress progress;
    /// The stop instant: that of the worker which saw the request first.
    std::atomic<TimePoint> stopped_at{TimePoint::max()};
    /// A drain was cut short.
    std::atomic<bool> aborted{false};
};

/// One thread's part of a run: an event loop over its lanes, one per load. Made before the start;
/// nothing is allocated, locked (but the pacers) or logged while it runs.
class Worker {
 public:
    explicit Worker(std::unique_ptr<Reactor> reactor);

    /// Adds the next load's lane and names its channels at the reactor.
    void add(Lane lane);
    /// Connections are watched from here on. On any thread, before run().
    void begin(TimePoint start, Nanos warmup) noexcept;
    /// Runs until every lane has finished; on the worker's own thread.
    void run(RunControl& control) noexcept;

    [[nodiscard]] Reactor& reactor() noexcept { return *reactor_; }
    [[nodiscard]] std::vector<Lane>& lanes() noexcept { return lanes_; }
    [[nodiscard]] const GeneratorTally& health() const noexcept { return health_; }

 private:
    [[nodiscard]] bool pass(std::span<const Reactor::Event> events, RunControl& control) noexcept;
    void obey(RunControl& control) noexcept;
    void record_turn(TimePoint begin) noexcept;
    void record_oversleep(TimePoint wake, TimePoint woken) noexcept;
    void publish(Progress& progress) noexcept;
    [[nodiscard]] TimePoint deadline() noexcept;

    struct Owner {
        std::size_t lane;
        std::size_t channel;
    };
    std::unique_ptr<Reactor> reactor_;
    TurnClock clock_;
    std::vector<Lane> lanes_;
    std::vector<Owner> owners_;  // by token
    GeneratorTally health_;
    WorkerCounts counts_;
    WorkerCounts published_;
    TimePoint window_begin_{};
    bool stopping_ = false;
};

}  // namespace sark::workloads
