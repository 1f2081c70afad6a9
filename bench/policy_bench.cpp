// What a policy decision costs in this process: the rules, and the caches in front of them.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/policy/thread_scaling.hpp"
#include "core/policy/decision_cache.hpp"
#include "core/policy/decision_json.hpp"
#include "core/policy/decision_key.hpp"
#include "core/policy/policy_engine.hpp"
#include "core/policy/policy_service.hpp"

namespace {

using namespace sark;
using namespace std::chrono_literals;

constexpr const char* user = "5f0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01";
constexpr const char* team = "0b1e8a44-53f5-4b0e-8d1d-8f0a3c9f2c11";

PolicyRequest request(const std::string& level, const std::string& address) {
    PolicyRequest asked;
    asked.principal = {user, "developer", {team}, true};
    asked.action = "tool:invoke";
    asked.resource = {"tool-000000042", level, team, std::nullopt};
    asked.time = UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 10h);
    asked.context.client_ip = address;
    return asked;
}

/// All six rule families hold.
void policy_engine_allow(benchmark::State& state) {
    const PolicyRequest asked = request("low", "10.0.0.1");
    if (!evaluate_policy(asked).allow)
        state.SkipWithError("this request should be allowed");
    for (auto _ : state) benchmark::DoNotOptimize(evaluate_policy(asked));
}
BENCHMARK(policy_engine_allow);

/// The same by a configuration with 2,000 blocks of addresses.
void policy_engine_allow_by_lists(benchmark::State& state) {
    std::vector<AddressRange> ranges;
    for (unsigned i = 0; i < 2'000; ++i)
        ranges.push_back(*parse_address_range("198." + std::to_string(i / 250) + "." +
                                              std::to_string(i % 250) + ".0/25"));
    PolicyConfig config;
    config.ip_blocklist = AddressList(std::move(ranges));
    PolicyRequest asked = request("low", "203.0.113.9");
    asked.context.mfa_verified = true;
    asked.context.mfa_timestamp = asked.time - 60s;
    if (!evaluate_policy(asked, RuleOrder::cheap_first, config).allow)
        state.SkipWithError("this request should be allowed");
    for (auto _ : state)
        benchmark::DoNotOptimize(evaluate_policy(asked, RuleOrder::cheap_first, config));
}
BENCHMARK(policy_engine_allow_by_lists);

/// A denial by the first family or by the last: what the order of the rules saves (S003-OPA-02).
void policy_engine_deny(benchmark::State& state, RuleOrder order) {
    const PolicyRequest asked = request("critical", "10.0.0.1");
    if (evaluate_policy(asked, order).allow)
        state.SkipWithError("this request should be denied");
    for (auto _ : state) benchmark::DoNotOptimize(evaluate_policy(asked, order));
}
BENCHMARK_CAPTURE(policy_engine_deny, cheap_first, RuleOrder::cheap_first);
BENCHMARK_CAPTURE(policy_engine_deny, expensive_first, RuleOrder::expensive_first);

constexpr std::size_t entries = 1'000;

std::vector<std::string> tool_names() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < entries; ++i) names.push_back("tool-" + std::to_string(i));
    return names;
}

void l1_cache_hit(benchmark::State& state) {
    DecisionCache cache(2 * entries);
    const PolicyDecision decision = evaluate_policy(request("low", "10.0.0.1"));
    const std::vector<std::string> names = tool_names();
    const TimePoint later = TimePoint{} + 1h;
    for (const std::string& name : names)
        cache.put(PackedKey({user, "tool:invoke", name}), {}, decision, {later, later},
                  TimePoint{});
    std::size_t next = 0;
    for (auto _ : state) {
        auto found =
            cache.get(PackedKey({user, "tool:invoke", names[next++ % entries]}), {}, TimePoint{});
        if (!found)
            state.SkipWithError("this key should be there");
        benchmark::DoNotOptimize(found);
    }
}
BENCHMARK(l1_cache_hit);

void l1_cache_replace_oldest(benchmark::State& state) {
    DecisionCache cache(entries);
    const PolicyDecision decision = evaluate_policy(request("low", "10.0.0.1"));
    const TimePoint later = TimePoint{} + 1h;
    std::uint64_t next = 0;
    for (auto _ : state) {
        const std::string name = std::to_string(next++);
        cache.put(PackedKey({user, "tool:invoke", name}), {}, decision, {later, later},
                  TimePoint{});
    }
}
BENCHMARK(l1_cache_replace_oldest);

FactSource facts() {
    return {[](const std::string& id) -> Result<Principal> {
                return Principal{id, "developer", {team}, true};
            },
            [](const std::string& name) -> Result<ToolFacts> {
                return ToolFacts{name, "low", team, std::nullopt};
            }};
}

/// A whole decide(): with its key, the clock and statistics; from L1, or by the rules with the
/// facts at hand.
void policy_decide(benchmark::State& state, std::size_t l1_entries, CacheStatus expected) {
    const SystemTime time;
    PolicyCacheOptions options;
    options.l1_entries = l1_entries;
    options.l1_ttl = 1h;
    PolicyService service(facts(), nullptr, options, time);
    (void)service.decide(user, "tool:invoke", "tool-000000042");
    if (service.decide(user, "tool:invoke", "tool-000000042").cache != expected)
        state.SkipWithError("this decision should come from elsewhere");
    for (auto _ : state)
        benchmark::DoNotOptimize(service.decide(user, "tool:invoke", "tool-000000042"));
}
BENCHMARK_CAPTURE(policy_decide, l1_hit, 1'000, CacheStatus::l1_hit);
BENCHMARK_CAPTURE(policy_decide, no_cache, 0, CacheStatus::miss);

/// The same hit on a question that tells its circumstances.
void policy_decide_in_context(benchmark::State& state) {
    const SystemTime time;
    PolicyCacheOptions options;
    options.l1_ttl = 1h;
    PolicyService service(facts(), nullptr, options, time);
    RequestContext context;
    context.client_ip = "203.0.113.9";
    context.mfa_verified = true;
    context.mfa_timestamp = time.utc_now();
    (void)service.decide(user, "tool:invoke", "tool-000000042", &context);
    for (auto _ : state)
        benchmark::DoNotOptimize(service.decide(user, "tool:invoke", "tool-000000042", &context));
}
BENCHMARK(policy_decide_in_context);

/// A service that holds the decisions on all 1,000 tools in L1.
struct WarmService {
    WarmService() {
        PolicyCacheOptions options;
        options.l1_entries = 2 * entries;
        options.l1_ttl = 1h;
        service = std::make_unique<PolicyService>(facts(), nullptr, options, time);
        for (const std::string& name : names) (void)service->decide(user, "tool:invoke", name);
    }
    /// Decides on one tool after the other.
    void decide(std::size_t& next, std::uint64_t times) const {
        for (std::uint64_t i = 0; i < times; ++i)
            benchmark::DoNotOptimize(service->decide(user, "tool:invoke", names[next++ % entries]));
    }
    const SystemTime time;
    const std::vector<std::string> names = tool_names();
    std::unique_ptr<PolicyService> service;
};

/// Hashing and copying texts that no other thread ever sees: the like of what a hit consists of.
bench::Work texts_of_its_own(std::size_t thread) {
    auto names = std::make_shared<std::vector<std::string>>(tool_names());
    for (std::string& name : *names) name += ": of thread " + std::to_string(thread);
    return [names, next = std::size_t{0}](std::uint64_t times) mutable {
        for (std::uint64_t i = 0; i < times; ++i) {
            std::string copy = (*names)[next++ % entries];
            benchmark::DoNotOptimize(std::hash<std::string>{}(copy));
            benchmark::DoNotOptimize(copy);
        }
    };
}

void report(benchmark::State& state, const bench::Scaling& scaling) {
    state.counters["one_per_s"] = scaling.one_per_s;
    state.counters["two_per_s"] = scaling.two_per_s;
    state.counters["ratio"] = scaling.ratio;
}

constexpr Nanos scaling_length = 200ms;
constexpr int scaling_rounds = 5;

/// How L1 hits scale from one thread to two: `ratio`, of two threads at once to one. Beside it what
/// these processors give to two threads that share nothing, which no cache can surpass: a service
/// for each of them, and a bare loop. Two "processors" may be one core's two threads.
void policy_decide_by_two_threads(benchmark::State& state) {
    const WarmService shared;
    for (auto _ : state)
        report(state, bench::measure_scaling(
                          [&](std::size_t thread) -> bench::Work {
                              return [&, next = thread * entries / 2](std::uint64_t times) mutable {
                                  shared.decide(next, times);
                              };
                          },
                          scaling_length, scaling_rounds));
}
BENCHMARK(policy_decide_by_two_threads)->Iterations(1)->UseRealTime();

void policy_decide_by_two_threads_apart(benchmark::State& state) {
    for (auto _ : state)
        report(state, bench::measure_scaling(
                          [](std::size_t) -> bench::Work {
                              auto own = std::make_shared<WarmService>();
                              return [own, next = std::size_t{0}](std::uint64_t times) mutable {
                                  own->decide(next, times);
                              };
                          },
                          scaling_length, scaling_rounds));
}
BENCHMARK(policy_decide_by_two_threads_apart)->Iterations(1)->UseRealTime();

void policy_free_texts_by_two_threads_apart(benchmark::State& state) {
    for (auto _ : state)
        report(state, bench::measure_scaling(texts_of_its_own, scaling_length, scaling_rounds));
}
BENCHMARK(policy_free_texts_by_two_threads_apart)->Iterations(1)->UseRealTime();

/// 100 decisions from L1 at once.
void policy_decide_batch_of_100(benchmark::State& state) {
    const WarmService warm;
    std::vector<PolicyQuestion> questions;
    for (std::size_t i = 0; i < 100; ++i) questions.push_back({user, "tool:invoke", warm.names[i]});
    for (auto _ : state) benchmark::DoNotOptimize(warm.service->decide_batch(questions));
    state.SetItemsProcessed(state.iterations() * 100);
}
BENCHMARK(policy_decide_batch_of_100);

void decision_to_and_from_json(benchmark::State& state) {
    StoredDecision stored;
    stored.decision = evaluate_policy(request("low", "10.0.0.1"));
    for (auto _ : state) benchmark::DoNotOptimize(stored_decision_from_json(to_json(stored)));
}
BENCHMARK(decision_to_and_from_json);

}  // namespace
