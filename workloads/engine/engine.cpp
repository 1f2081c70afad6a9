#include "workloads/engine/engine.hpp"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <latch>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "core/base/prompt_thread.hpp"
#include "workloads/engine/epoll_reactor.hpp"
#include "workloads/engine/load_run.hpp"
#include "workloads/engine/observed_reactor.hpp"
#include "workloads/engine/worker.hpp"
#include "workloads/host_probes/stall_probe.hpp"

namespace sark::workloads {
namespace {

constexpr Nanos observer_interval = std::chrono::milliseconds(200);
/// Time for every thread to reach its event loop before the first arrival is due.
constexpr Nanos start_lead = std::chrono::milliseconds(5);

using Workers = std::vector<std::unique_ptr<Worker>>;
using LoadRuns = std::vector<std::unique_ptr<LoadRun>>;

/// Lets workers start together and tells when all have ended.
class Gate {
 public:
    explicit Gate(std::size_t workers) : running_(workers), ready_(std::ptrdiff_t(workers)) {}

    /// A worker is ready; returns whether to run, once everybody is.
    bool await_start() {
        ready_.count_down();
        return opened_.get();
    }
    void await_ready() { ready_.wait(); }
    void open(bool run) { open_.set_value(run); }

    void worker_ended() {
        const std::lock_guard lock(mutex_);
        if (--running_ == 0)
            ended_.notify_all();
    }
    bool await_end_for(Nanos patience) {
        std::unique_lock lock(mutex_);
        return ended_.wait_for(lock, patience, [this] { return running_ == 0; });
    }

 private:
    std::mutex mutex_;
    std::condition_variable ended_;
    std::size_t running_;
    std::latch ready_;
    std::promise<bool> open_;
    std::shared_future<bool> opened_ = open_.get_future().share();
};

void begin_all(LoadRuns& loads, Workers& workers, TimePoint start, Nanos warmup) {
    for (auto& load : loads) load->begin(start);
    for (auto& worker : workers) worker->begin(start, warmup);
}

Nanos spin_of(const EngineOptions& options) {
    switch (options.wait) {
        case EngineOptions::Wait::sleep:
            return Nanos{0};
        case EngineOptions::Wait::hybrid:
            return options.spin_margin;
        case EngineOptions::Wait::spin:
            break;
    }
    return Nanos::max();
}

Nanos longest_of(const LoadRuns& loads) {
    Nanos longest{0};
    for (const auto& load : loads) longest = std::max(longest, load->measured());
    return longest;
}

/// Runs every worker on a thread of its own and returns the start instant. `host` gets what the
/// stall probe saw meanwhile.
Result<TimePoint> run_on_threads(LoadRuns& loads, Workers& workers, const EngineOptions& options,
                                 RunControl& control, const Engine::Observer& observer,
                                 GeneratorTally& host) {
    Gate gate(workers.size());
    std::vector<std::jthread> threads;
    threads.reserve(workers.size());
    try {
        for (auto& worker : workers)
            threads.emplace_back([&gate, &control, &worker = *worker] {
                make_this_thread_prompt();
                if (gate.await_start())
                    worker.run(control);
                gate.worker_ended();
            });
    } catch (const std::system_error&) {
        gate.open(false);
        return Error{Errc::unavailable, "Cannot start the worker threads", "",
                     "lower the number of threads or raise the limit (ulimit -u)"};
    }
    gate.await_ready();
    Reactor& reactor = workers.front()->reactor();
    const TimePoint start = reactor.now() + start_lead;
    begin_all(loads, workers, start, options.warmup);
    StallProbe probe;
    const TimePoint window = start + options.warmup;
    // A host that gives no thread for it goes without.
    if (options.probe_stalls) [[maybe_unused]]
        const bool probed = probe.start(window, window + longest_of(loads));
    gate.open(true);
    while (!gate.await_end_for(observer_interval))
        if (observer)
            observer(std::max(Nanos{0}, reactor.now() - start), control.progress);
    probe.stop(host);
    return start;
}

/// Where each worker's share of each load can be read while they run.
std::vector<LiveLoad> live_loads(const std::vector<LoadPlan>& plans, std::size_t phases,
                                 Workers& workers) {
    std::vector<LiveLoad> loads;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        LiveLoad& load = loads.emplace_back();
        load.name = plans[i].name;
        load.driver = plans[i].driver;
        load.operations = plans[i].operation_names;
        load.parts = RunParts::count_of(phases);
        for (const auto& worker : workers)
            load.workers.push_back(&worker->lanes()[i].recorder().live());
    }
    return loads;
}

/// The phases as far as the run came.
std::vector<PhaseWindow> phase_windows(const EngineOptions& options, Nanos measured) {
    std::vector<PhaseWindow> windows;
    Nanos begin{0};
    for (const EngineOptions::Phase& phase : options.phases) {
        windows.push_back(
            {phase.name, begin, std::clamp(measured - begin, Nanos{0}, phase.duration)});
        begin += phase.duration;
    }
    return windows;
}

Result<EngineResult> settle_all(LoadRuns& loads, Workers& workers, const RunControl& control,
                                TimePoint start, Nanos warmup, Nanos interval) {
    EngineResult result;
    result.interval = interval;
    const TimePoint stopped_at = control.stopped_at.load();
    result.stopped_early = control.aborted.load();
    for (std::size_t i = 0; i < loads.size(); ++i) {
        std::vector<Lane*> lanes;
        for (auto& worker : workers) lanes.push_back(&worker->lanes()[i]);
        auto tally = loads[i]->settle(lanes, start, stopped_at, interval);
        if (!tally)
            return std::move(tally).error();
        result.measured = std::max(result.measured, tally->measured);
        result.stopped_early |= stopped_at < start + warmup + loads[i]->measured();
        result.loads.push_back(*std::move(tally));
    }
    for (const auto& worker : workers) result.generator.merge(worker->health());
    return result;
}

}  // namespace

Engine::Engine(EngineOptions options, std::vector<LoadPlan> loads)
    : options_(std::move(options)), loads_(std::move(loads)) {}

void Engine::set_reactor_factory(ReactorFactory factory) {
    make_reactor_ = std::move(factory);
}

Result<EngineResult> Engine::run(StopControl& stop, const Observer& observer) {
    if (loads_.empty() || options_.threads == 0 || options_.warmup < Nanos{0} ||
        options_.drain < Nanos{0})
        return Error{Errc::invalid_argument,
                     "A run needs a load, a thread, and durations that are not negative", "", ""};
    if (make_reactor_ && options_.threads != 1)
        return Error{Errc::invalid_argument, "A reactor of one's own serves one thread only", "",
                     ""};
    LoadRuns loads;
    for (const LoadPlan& plan : loads_) {
        auto load = LoadRun::open(plan, options_, loads.size(), stop);
        if (!load)
            return std::move(load).error();
        loads.push_back(*std::move(load));
    }
    const Nanos interval = LatencyRecorder::interval_for(longest_of(loads));
    RunControl control{};
    control.stop = &stop;
    TimePoint start{};
    Workers workers;
    for (std::size_t w = 0; w < options_.threads; ++w) {
        std::unique_ptr<Reactor> reactor;
        if (make_reactor_) {
            const auto observe = [&](TimePoint now) {
                if (observer)
                    observer(std::max(Nanos{0}, now - start), control.progress);
            };
            reactor =
                std::make_unique<ObservedReactor>(make_reactor_(), observer_interval, observe);
        } else {
            auto epoll = EpollReactor::create(EpollReactor::Timer::automatic, spin_of(options_));
            if (!epoll)
                return std::move(epoll).error();
            reactor = *std::move(epoll);
        }
        workers.push_back(std::make_unique<Worker>(std::move(reactor)));
        for (auto& load : loads) workers.back()->add(load->lane_for(w, options_.threads, interval));
    }
    control.progress.loads = live_loads(loads_, options_.phases.size(), workers);
    Reactor& clock = workers.front()->reactor();
    const UtcTime utc = SystemTime{}.utc_now();
    const TimePoint prepared = clock.now();
    GeneratorTally host;
    if (make_reactor_) {
        // Whoever brings a reactor brings its time: no other thread may take part.
        start = prepared;
        begin_all(loads, workers, start, options_.warmup);
        workers.front()->run(control);
    } else {
        auto started = run_on_threads(loads, workers, options_, control, observer, host);
        if (!started)
            return std::move(started).error();
        start = *started;
    }
    auto result = settle_all(loads, workers, control, start, options_.warmup, interval);
    if (!result)
        return result;
    result->generator.merge(host);
    result->started_at = utc + (start - prepared) + options_.warmup;
    result->phases = phase_windows(options_, result->measured);
    return result;
}

}  // namespace sark::workloads
