#include "scenarios/selftest/truth_checks.hpp"

#include <array>
#include <cmath>

namespace sark::scenarios {

namespace {

using workloads::Histogram;

struct NamedQuantile {
    const char* name;
    double q;
};
constexpr std::array<NamedQuantile, 4> quantiles = {
    {{"p50", 0.50}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}}};

constexpr double resolution = 0.002;
constexpr double deeper_sleep_ms = 0.05;
/// Of an operation's tail, the share that a longer delay may explain; the way explains the rest.
constexpr double delay_share = 0.95;

double ms(std::optional<Nanos> time) {
    return to_seconds(time.value_or(Nanos{0})) * 1e3;
}

double ms_at(const Histogram& histogram, double q) {
    return ms(histogram.quantile(q));
}

/// The sample rule: ten samples beyond a quantile.
bool enough(const Histogram& histogram, double q) {
    return static_cast<double>(histogram.count()) * (1.0 - q) >= 10.0 - 1e-6;
}

Check judged(Check check) {
    check.passed = check.measured >= check.at_least.value_or(check.measured) &&
                   check.measured <= check.at_most.value_or(check.measured);
    return check;
}

const workloads::OperationTally& only_operation(const workloads::LoadTally& load) {
    return load.operations.front();
}

}  // namespace

Check check_books(const std::string& run, const workloads::LoadTally& load, const Truth& truth) {
    const workloads::OperationTally& operation = only_operation(load);
    const std::uint64_t ok =
        operation.outcomes[static_cast<std::size_t>(workloads::OutcomeCode::ok)];
    Check check;
    check.name = run + " books";
    check.measured = static_cast<double>(ok);
    check.unit = "operations";
    check.at_least = check.at_most = static_cast<double>(truth.requests);
    check.note = "answered ok, against requests that the target counted";
    check = judged(check);
    check.passed = check.passed && load.planned == load.completed + load.abandoned &&
                   load.abandoned == 0 && load.planned == ok && load.started == ok &&
                   operation.response_ok.count() == ok && operation.service.count() == ok &&
                   truth.imposed.count() == truth.requests;
    return check;
}

Check check_script(const DelayScript& script, const Truth& truth) {
    Check check;
    check.name = script.name() + " script";
    check.passed = truth.imposed.count() >= script.count();
    check.unit = "ratio";
    check.at_least = 1.0 - resolution;
    check.measured = truth.imposed.count() == 0 ? 0.0 : 1e9;
    check.note = "smallest ratio of imposed to scripted delay at p50, p95, p99, p99.9";
    for (const auto& [name, q] : quantiles) {
        const double scripted = ms(script.quantile(q));
        if (scripted > 0.0)
            check.measured = std::min(check.measured, ms_at(truth.imposed, q) / scripted);
    }
    check.passed = check.passed && check.measured >= *check.at_least;
    return check;
}

std::vector<Check> check_quantiles(const std::string& run, const Histogram& service,
                                   const Truth& truth, const Histogram& overhead) {
    std::vector<Check> checks;
    for (const auto& [name, q] : quantiles) {
        if (!enough(service, q))
            continue;
        const double tail = 1.0 - q;
        Check check;
        check.name = run + " " + name;
        check.unit = "ms";
        check.measured = ms_at(service, q);
        check.at_least = ms_at(truth.imposed, q) * (1.0 - resolution);
        check.at_most = ms_at(truth.imposed, 1.0 - delay_share * tail) * (1.0 + resolution) +
                        ms_at(overhead, 1.0 - (1.0 - delay_share) * tail) + deeper_sleep_ms;
        check.note = "service time, against what the target imposed";
        checks.push_back(judged(check));
    }
    return checks;
}

std::vector<Check> check_stall(const workloads::LoadTally& load, const Truth& truth,
                               std::size_t connections) {
    const workloads::OperationTally& operation = only_operation(load);
    const double stall_ms = ms(truth.stalled);
    Check seen;
    seen.name = "stall p99 of response";
    seen.unit = "ms";
    seen.measured = ms_at(operation.response_ok, 0.99);
    seen.at_least = 0.9 * stall_ms;
    seen.note = "the target stood still; arrivals due meanwhile waited for it";
    Check half;
    half.name = "stall p50 of response";
    half.unit = "ms";
    half.measured = ms_at(operation.response_ok, 0.50);
    half.at_most = 0.5 * stall_ms;
    half.note = "most arrivals were due at other times";
    Check service;
    service.name = "stall service times";
    service.unit = "operations";
    service.measured = static_cast<double>(operation.service.count() -
                                           operation.service.count_at_most(truth.stalled / 2));
    service.at_least = 1.0;
    service.at_most = static_cast<double>(connections);
    service.note = "longer than half the stall: what was under way, one on a connection";
    std::vector<Check> checks = {judged(seen), judged(half), judged(service)};
    if (stall_ms <= 0.0)
        for (Check& check : checks) check.passed = false;
    return checks;
}

Check check_rate(const std::string& run, const workloads::LoadTally& load) {
    Check check;
    check.name = run + " rate";
    check.unit = "1/s";
    check.measured = load.achieved_rate;
    check.at_least = 0.99 * load.offered_rate;
    check.note = "ended within the window, against what was offered";
    check = judged(check);
    check.passed = check.passed && load.offered_rate > 0.0;
    return check;
}

}  // namespace sark::scenarios
