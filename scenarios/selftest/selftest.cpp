#include "scenarios/selftest/selftest.hpp"

#include <algorithm>
#include <utility>

#include "scenarios/environment/host_facts.hpp"
#include "scenarios/environment/proc_stat.hpp"
#include "scenarios/selftest/rate_search.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::scenarios {

namespace {

using namespace std::chrono_literals;
using workloads::LoadTally;

constexpr double lowest_rate = 1'000.0;
constexpr double highest_rate = 64'000.0;

struct LoadShape {
    double rate = 0.0;
    Nanos duration{0};
    unsigned connections = 64;
};

Result<workloads::EngineResult> run_load(const std::string& url, const LoadShape& shape,
                                         workloads::StopControl& stop) {
    workloads::OperationSpec operation;
    operation.name = "selftest.get";
    operation.request = workloads::HttpOperation{};
    workloads::Target target;
    target.http_url = url;
    auto connect = make_connection_factory(workloads::DriverKind::http, target, {operation}, {});
    if (!connect)
        return connect.error();
    workloads::LoadPlan plan;
    plan.name = "selftest";
    plan.arrivals = workloads::OpenArrivals{shape.rate, {{shape.duration, shape.rate}}, false};
    plan.operation_names = {operation.name};
    plan.weights = {1.0};
    plan.driver = "http";
    plan.connections = shape.connections;
    plan.timeout = 5s;
    plan.connect = *std::move(connect);
    workloads::EngineOptions options;
    options.drain = 5s;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    auto result = workloads::Engine(options, std::move(plans)).run(stop, {});
    if (result && stop.finishing())
        return Error{Errc::interrupted, "stopped during the selftest", "", ""};
    return result;
}

/// A load and what its target knows about it.
struct Trial {
    workloads::EngineResult measured;
    Truth truth;
    [[nodiscard]] const LoadTally& load() const { return measured.loads.front(); }
    [[nodiscard]] const workloads::Histogram& service() const {
        return load().operations.front().service;
    }
};

Result<Trial> run_trial(TargetScript script, const LoadShape& shape, workloads::StopControl& stop) {
    auto target = TruthTarget::start(std::move(script));
    if (!target)
        return target.error();
    auto measured = run_load((*target)->url(), shape, stop);
    if (!measured)
        return measured.error();
    return Trial{*std::move(measured), (*target)->stop()};
}

Nanos at_once(std::uint64_t) {
    return Nanos{0};
}

/// One selftest: its steps in order, each adding to the result.
class Selftest {
 public:
    Selftest(const SelftestOptions& options, workloads::StopControl& stop)
        : options_(options), stop_(stop) {
        result_.quick = options.quick;
    }

    Result<SelftestResult> run() {
        const auto machine = read_machine_stat();
        const double own = own_cpu_seconds();
        const TimePoint begin = std::chrono::steady_clock::now();
        tell("how late waits end here");
        result_.host.cpus = usable_cpus();
        result_.host.calibration = workloads::calibrate();
        for (const auto step :
             {&Selftest::check_distributions, &Selftest::check_a_stall, &Selftest::search_rates})
            if (auto done = (this->*step)(); !done)
                return done.error();
        note_machine(machine, own, std::chrono::steady_clock::now() - begin);
        return std::move(result_);
    }

 private:
    void tell(const std::string& line) const {
        if (options_.note)
            options_.note(line);
    }

    Result<void> check_distributions() {
        // 11,000 requests know p99.9 by the sample rule.
        const LoadShape shape{2'000.0, options_.quick ? Nanos{1s} : Nanos{5500ms}};
        const auto count = static_cast<std::size_t>(shape.rate * to_seconds(shape.duration));
        tell("a target that answers at once");
        auto baseline = run_trial({at_once}, shape, stop_);
        if (!baseline)
            return baseline.error();
        add(check_books("baseline", baseline->load(), baseline->truth));
        add(check_rate("baseline", baseline->load()));
        for (const DelayScript& script :
             {DelayScript::constant(5ms, count), DelayScript::bimodal(1ms, 20ms, 0.1, count),
              DelayScript::lognormal(2ms, 0.8, count)}) {
            tell("a target with " + script.name() + " delays");
            auto trial =
                run_trial({[&script](std::uint64_t i) { return script.at(i); }}, shape, stop_);
            if (!trial)
                return trial.error();
            add(check_books(script.name(), trial->load(), trial->truth));
            add(check_script(script, trial->truth));
            for (Check& check : check_quantiles(script.name(), trial->service(), trial->truth,
                                                baseline->service()))
                add(std::move(check));
        }
        return {};
    }

    Result<void> check_a_stall() {
        tell("a target that stands still for a second");
        const LoadShape shape{200.0, options_.quick ? Nanos{2500ms} : Nanos{4s}, 8};
        auto trial = run_trial({at_once, 100, 1s}, shape, stop_);
        if (!trial)
            return trial.error();
        add(check_books("stall", trial->load(), trial->truth));
        for (Check& check : check_stall(trial->load(), trial->truth, shape.connections))
            add(std::move(check));
        return {};
    }

    Result<void> search_rates() {
        tell("the highest rate that this host keeps");
        HostTrust& host = result_.host;
        if (auto done = search_rate(lowest_rate, 100us, host.rate_at_100us); !done)
            return done;
        // What holds the tighter limit holds the laxer one.
        host.rate_at_1ms = host.rate_at_100us;
        return search_rate(host.rate_at_100us.value_or(lowest_rate), 1ms, host.rate_at_1ms);
    }

    /// Sets `rate` to the highest one that holds the limit, if any from `lowest` on does.
    Result<void> search_rate(double lowest, Nanos limit, std::optional<double>& rate) {
        RateSearch search(lowest, highest_rate, options_.quick ? 1 : 3);
        while (const auto next = search.next()) {
            auto held = holds(*next, limit);
            if (!held)
                return held.error();
            search.tell(*held);
        }
        if (search.highest_held())
            rate = search.highest_held();
        return {};
    }

    /// Whether one of two tries at the rate kept p99 of wake lag below the limit: what spoils one
    /// try is the host's mood, not what it can do.
    Result<bool> holds(double rate, Nanos limit) {
        for (int attempt = 0; attempt < 2; ++attempt) {
            const LoadShape shape{rate, options_.quick ? Nanos{250ms} : Nanos{500ms}};
            auto trial = run_trial({at_once}, shape, stop_);
            if (!trial)
                return trial.error();
            result_.host.highest_rate_tried = std::max(result_.host.highest_rate_tried, rate);
            const auto lag = trial->measured.generator.wake_lag.quantile(0.99);
            const LoadTally& load = trial->load();
            if (lag && *lag < limit && load.achieved_rate >= 0.98 * load.offered_rate)
                return true;
        }
        return false;
    }

    void note_machine(const std::optional<MachineTicks>& before, double own_before, Nanos elapsed) {
        const auto after = read_machine_stat();
        const double seconds = to_seconds(elapsed);
        if (!before || !after || seconds <= 0.0 || result_.host.cpus == 0)
            return;
        const auto cores = [&](std::uint64_t from, std::uint64_t to) {
            return to > from ? static_cast<double>(to - from) / ticks_per_second() / seconds : 0.0;
        };
        result_.host.steal = cores(before->steal, after->steal) / result_.host.cpus;
        const double own = (own_cpu_seconds() - own_before) / seconds;
        result_.host.others = std::max(0.0, cores(before->busy, after->busy) - own);
    }

    void add(Check check) { result_.checks.push_back(std::move(check)); }

    const SelftestOptions& options_;
    workloads::StopControl& stop_;
    SelftestResult result_;
};

}  // namespace

std::vector<std::string> SelftestResult::doubts() const {
    std::vector<std::string> doubts;
    for (const Check& check : checks)
        if (!check.passed)
            doubts.push_back("check failed: " + check.name);
    if (!host.rate_at_1ms)
        doubts.emplace_back("at no rate does p99 of the generator's lateness stay below 1 ms");
    if (host.steal.value_or(0.0) > 0.05)
        doubts.emplace_back("the hypervisor takes more than 5 % of the CPU time");
    if (host.others.value_or(0.0) > std::max(0.5, 0.25 * host.cpus))
        doubts.emplace_back("other programs keep the machine busy");
    return doubts;
}

Result<SelftestResult> run_selftest(const SelftestOptions& options, workloads::StopControl& stop) {
    return Selftest(options, stop).run();
}

}  // namespace sark::scenarios
