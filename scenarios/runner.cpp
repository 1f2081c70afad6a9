#include "scenarios/runner.hpp"

#include <algorithm>
#include <utility>

#include "scenarios/environment/environment_sample.hpp"
#include "scenarios/environment/trace_identity.hpp"
#include "scenarios/environment/version.hpp"
#include "scenarios/load_plans.hpp"
#include "scenarios/meanwhile/meanwhile_run.hpp"
#include "scenarios/run_id.hpp"

namespace sark::scenarios {

namespace {

Nanos longest_load(const Scenario& scenario) {
    Nanos longest{0};
    for (const LoadSpec& load : scenario.loads)
        longest = std::max(longest, workloads::duration_of(load.arrivals));
    return longest;
}

/// Takes the environment's counters where the measured window begins and ends, as nearly as the
/// ticks of the engine allow.
class WindowSampler {
 public:
    WindowSampler(TestEnvironment& environment, Nanos begin, Nanos end)
        : environment_(environment), begin_(begin), end_(end) {}

    void tick(Nanos elapsed) {
        if (!first_ && elapsed >= begin_) {
            take(first_, first_at_);
            environment_.begin_window();
        } else if (!last_ && elapsed >= end_)
            take(last_, last_at_);
    }
    /// The engine is done: what was not reached by a tick ends now. Without a beginning there is
    /// nothing to tell.
    void finish(CpuUse& cpu, Evidence& evidence) {
        if (!first_)
            return;
        environment_.end_window(evidence);
        if (!last_)
            take(last_, last_at_);
        TestEnvironment::difference(*first_, *last_, last_at_ - first_at_, cpu, evidence);
    }

 private:
    void take(std::unique_ptr<TestEnvironment::Sample>& sample, TimePoint& at) {
        at = std::chrono::steady_clock::now();
        sample = environment_.sample();
    }
    TestEnvironment& environment_;
    Nanos begin_;
    Nanos end_;
    std::unique_ptr<TestEnvironment::Sample> first_;
    std::unique_ptr<TestEnvironment::Sample> last_;
    TimePoint first_at_;
    TimePoint last_at_;
};

/// What happens at every tick of the engine: reads the live figures, lets the hooks see them, and
/// ends the run when a threshold or the environment says so.
class RunWatch {
 public:
    RunWatch(const Scenario& scenario, TestEnvironment& environment, const RunHooks& hooks,
             workloads::StopControl& stop, MeanwhilePlace place)
        : environment_(environment),
          hooks_(hooks),
          stop_(stop),
          warmup_(scenario.warmup),
          total_(scenario.warmup + longest_load(scenario)),
          sampler_(environment, scenario.warmup, total_),
          meanwhile_(scenario.meanwhile, std::move(place)),
          live_(std::max(hooks.memory, kept_anyway)) {}

    void tick(Nanos elapsed, const workloads::Progress& progress) {
        if (!std::exchange(begun_, true))
            meanwhile_.begin(std::chrono::steady_clock::now() - elapsed + warmup_);
        if (!failure_ && (failure_ = environment_.failure()))
            stop_.abort();
        if (!failure_)
            sampler_.tick(elapsed);
        if (elapsed - live_.read_at() >= reading_interval) {
            live_.read(progress.loads, elapsed);
            if (hooks_.judge && !breach_ && (breach_ = hooks_.judge(live_)))
                stop_.finish();
        }
        if (hooks_.observe)
            hooks_.observe({elapsed, total_, elapsed < warmup_,
                            progress.completed.load(std::memory_order_relaxed),
                            progress.failed.load(std::memory_order_relaxed),
                            progress.overdue.load(std::memory_order_relaxed),
                            progress.in_flight.load(std::memory_order_relaxed),
                            live_.loads().empty() ? nullptr : &live_});
    }
    /// Why the environment failed, if it did; also asks it once more.
    [[nodiscard]] const std::optional<Error>& failure() {
        if (!failure_)
            failure_ = environment_.failure();
        return failure_;
    }
    /// The engine is done.
    void finish(RunResult& result) {
        sampler_.finish(result.cpu, result.evidence);
        result.happenings = meanwhile_.finish();
        result.breach = breach_;
    }

 private:
    /// The engine ticks every 200 ms: the fifth tick is at a second, or a little before it.
    static constexpr Nanos reading_interval = std::chrono::milliseconds(950);
    static constexpr Nanos kept_anyway = std::chrono::seconds(5);

    TestEnvironment& environment_;
    const RunHooks& hooks_;
    workloads::StopControl& stop_;
    Nanos warmup_;
    Nanos total_;
    WindowSampler sampler_;
    MeanwhileRun meanwhile_;
    bool begun_ = false;
    workloads::LiveHistory live_;
    std::optional<ThresholdBreach> breach_;
    std::optional<Error> failure_;
};

void set_status(RunResult& result, const std::optional<Error>& failure,
                const workloads::StopControl& stop) {
    if (failure) {
        result.status = RunStatus::aborted;
        result.status_reason = failure->message;
    } else if (result.breach) {
        result.status = RunStatus::aborted;
        result.status_reason = result.breach->reason;
    } else if (result.engine.stopped_early && stop.finishing()) {
        result.status = RunStatus::interrupted;
        result.status_reason = "stopped on request";
    } else if (result.engine.stopped_early) {
        result.status = RunStatus::aborted;
        result.status_reason = "the load engine ended early";
    }
}

}  // namespace

Result<RunResult> run_scenario(const Scenario& scenario, TestEnvironment& environment,
                               const workloads::StopControl& stop, const RunHooks& hooks) {
    RunResult result;
    result.id = new_run_id(SystemTime().utc_now());
    result.tool_version = tool_version();
    result.tool_revision = tool_revision();
    result.scenario = scenario;
    auto plans = plan_loads(scenario, environment.target(), result.id);
    if (!plans)
        return plans.error();

    MeanwhilePlace place;
    if (!scenario.meanwhile.empty()) {
        auto found = environment.meanwhile_place();
        if (!found)
            return found.error();
        place = *std::move(found);
    }
    workloads::StopControl own(&stop);
    RunWatch watch(scenario, environment, hooks, own, std::move(place));
    result.calibration = workloads::calibrate();
    workloads::Engine engine(engine_options(scenario, result.calibration), std::move(*plans));
    auto measured = engine.run(own, [&](Nanos elapsed, const workloads::Progress& progress) {
        watch.tick(elapsed, progress);
    });
    if (!measured)
        return watch.failure() ? *watch.failure() : measured.error();

    result.engine = std::move(*measured);
    watch.finish(result);
    environment.add_table_sizes(result.evidence);
    result.environment = environment.describe();
    for (const LoadSpec& load : scenario.loads)
        if (auto trace = trace_identity(load); !trace.empty())
            result.environment.facts.emplace_back("trace." + load.name, std::move(trace));
    set_status(result, watch.failure(), stop);
    return result;
}

}  // namespace sark::scenarios
