#include "cli/runs/run_session.hpp"

#include <sstream>
#include <utility>

#include "cli/output/output.hpp"
#include "reports/judgement/live_judge.hpp"
#include "reports/writers/prometheus.hpp"
#include "reports/writers/writer.hpp"
#include "scenarios/runner.hpp"

namespace sark::cli {

namespace {
constexpr Nanos push_period = std::chrono::seconds(3);
}  // namespace

Result<reports::Report> RunSession::measure(const scenarios::Scenario& scenario,
                                            const std::string& title) {
    view_.begin({title, scenario.warmup, scenario.phases});
    pushed_at_ = Nanos{0};
    const reports::LiveJudge judge(scenario);
    scenarios::RunHooks hooks;
    hooks.observe = [&](const scenarios::RunProgress& progress) {
        view_.show(progress);
        offer(scenario, progress);
    };
    if (judge.needed()) {
        hooks.memory = judge.memory();
        hooks.judge = [&judge](const workloads::LiveHistory& live) { return judge.check(live); };
    }
    auto run = scenarios::run_scenario(scenario, environment_, signals_.stop(), hooks);
    view_.finish();
    if (!run)
        return run.error();
    if (run->breach)
        view_.note("sark-bench: ended early: " + run->breach->reason);
    else if (run->status == scenarios::RunStatus::aborted)
        print_error(
            environment_.failure().value_or(Error{Errc::unavailable, run->status_reason, "", ""}));
    return reports::judge(*std::move(run), scenario.sla_profiles);
}

void RunSession::offer(const scenarios::Scenario& scenario,
                       const scenarios::RunProgress& progress) {
    if (gateway_ == nullptr || progress.live == nullptr ||
        progress.elapsed - pushed_at_ < push_period)
        return;
    pushed_at_ = progress.elapsed;
    std::ostringstream text;
    reports::write_live_prometheus(scenario, progress, text);
    gateway_->offer(text.str());
    pass_on_warning();
}

void RunSession::publish(const reports::Report& report) {
    if (gateway_ == nullptr)
        return;
    std::ostringstream text;
    reports::write_prometheus(report, text);
    gateway_->deliver(text.str());
    pass_on_warning();
}

void RunSession::pass_on_warning() {
    if (const auto warning = gateway_->take_warning())
        view_.note("sark-bench: warning: " + *warning);
}

}  // namespace sark::cli
