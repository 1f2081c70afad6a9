#include "scenarios/runner.hpp"

#include <algorithm>
#include <utility>

#include "scenarios/environment/environment_sample.hpp"
#include "scenarios/environment/trace_identity.hpp"
#include "scenarios/environment/version.hpp"
#include "scenarios/evidence/evidence_watch.hpp"
#include "scenarios/evidence/operation_plans.hpp"
#include "scenarios/load_plans.hpp"
#include "scenarios/meanwhile/fault_run.hpp"
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

WatchedWindow watched_window(const Scenario& scenario) {
    WatchedWindow window;
    window.begin = scenario.warmup;
    window.length = longest_load(scenario);
    for (const PhaseSpec& phase : scenario.phases)
        window.phases.push_back({phase.name, phase.duration});
    return window;
}

/// What is asked of the stores beside the counters of WindowSampler; nothing when switched off.
class ServerWatch {
 public:
    ServerWatch(const Scenario& scenario, const TestEnvironment& environment)
        : scenario_(scenario),
          target_(direct(environment)),
          place_(environment.evidence_place()),
          log_begin_(size_of_log(place_.postgres_log)) {
        if (place_.collect)
            watch_ = std::make_unique<EvidenceWatch>(place_, watched_window(scenario));
    }
    void tick(Nanos elapsed) {
        if (watch_)
            watch_->tick(elapsed);
    }
    void finish(RunResult& result) {
        if (watch_)
            watch_->finish(result.server);
    }
    /// Outside the timed path: every load has ended.
    void capture_plans(RunResult& result) const {
        if (!place_.collect)
            return;
        // Read first: what explains is logged as well.
        const std::string log = read_log_from(place_.postgres_log, log_begin_);
        for (const LoadSpec& load : scenario_.loads) {
            if (load.operations.front().driver() != workloads::DriverKind::postgres)
                continue;
            for (OperationPlan& plan : ::sark::scenarios::capture_plans(
                     load, target_, request_context(scenario_, load, result.id), log))
                result.server.plans.push_back(std::move(plan));
        }
    }

 private:
    /// Plans are asked of the server itself: a pooler keeps no session between two questions.
    static workloads::Target direct(const TestEnvironment& environment) {
        workloads::Target target = environment.target();
        if (target.transaction_pooled)
            target.postgres_dsn = environment.server_dsn();
        target.transaction_pooled = false;
        return target;
    }

    const Scenario& scenario_;
    workloads::Target target_;
    EvidencePlace place_;
    std::uint64_t log_begin_;
    std::unique_ptr<EvidenceWatch> watch_;
};

/// In the order of the list that named them.
std::vector<Happening> in_order(const std::vector<MeanwhileSpec>& list,
                                std::vector<Happening> happenings) {
    const auto place = [&list](const Happening& one) {
        return std::ranges::find(list, one.name, &MeanwhileSpec::name) - list.begin();
    };
    std::ranges::sort(happenings, {}, place);
    return happenings;
}

/// What happens at every tick of the engine: reads the live figures, lets the hooks see them, and
/// ends the run when a threshold or the environment says so.
class RunWatch {
 public:
    RunWatch(const Scenario& scenario, TestEnvironment& environment, const RunHooks& hooks,
             workloads::StopControl& stop, MeanwhilePlace place, FaultSite* faults)
        : scenario_(scenario),
          environment_(environment),
          hooks_(hooks),
          stop_(stop),
          warmup_(scenario.warmup),
          total_(scenario.warmup + longest_load(scenario)),
          sampler_(environment, scenario.warmup, total_),
          meanwhile_(scenario.meanwhile, std::move(place)),
          faults_(scenario.meanwhile, faults),
          server_(scenario, environment),
          live_(std::max(hooks.memory, kept_anyway)) {}

    void tick(Nanos elapsed, const workloads::Progress& progress) {
        if (!std::exchange(begun_, true))
            meanwhile_.begin(std::chrono::steady_clock::now() - elapsed + warmup_);
        if (!failure_ && (failure_ = environment_.failure()))
            stop_.abort();
        faults_.tick(elapsed - warmup_);
        if (!failure_)
            sampler_.tick(elapsed);
        server_.tick(elapsed);
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
        auto happenings = faults_.finish(result.engine.measured);
        sampler_.finish(result.cpu, result.evidence);
        for (Happening& one : meanwhile_.finish()) happenings.push_back(std::move(one));
        result.happenings = in_order(scenario_.meanwhile, std::move(happenings));
        server_.finish(result);
        result.breach = breach_;
    }
    void capture_plans(RunResult& result) const { server_.capture_plans(result); }

 private:
    /// The engine ticks every 200 ms: the fifth tick is at a second, or a little before it.
    static constexpr Nanos reading_interval = std::chrono::milliseconds(950);
    static constexpr Nanos kept_anyway = std::chrono::seconds(5);

    const Scenario& scenario_;
    TestEnvironment& environment_;
    const RunHooks& hooks_;
    workloads::StopControl& stop_;
    Nanos warmup_;
    Nanos total_;
    WindowSampler sampler_;
    MeanwhileRun meanwhile_;
    FaultRun faults_;
    bool begun_ = false;
    ServerWatch server_;
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

    const auto faults = environment.fault_site();
    MeanwhilePlace place;
    for (const MeanwhileSpec& one : scenario.meanwhile) {
        if (one.kind == MeanwhileSpec::Kind::fault) {
            if (auto possible = faults->check(one); !possible)
                return possible.error();
        } else if (place.dsn.empty()) {
            auto found = environment.meanwhile_place();
            if (!found)
                return found.error();
            place = *std::move(found);
        }
    }
    workloads::StopControl own(&stop);
    RunWatch watch(scenario, environment, hooks, own, std::move(place), faults.get());
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
    if (hooks.capture_plans && !watch.failure() && result.status != RunStatus::interrupted)
        watch.capture_plans(result);
    return result;
}

}  // namespace sark::scenarios
