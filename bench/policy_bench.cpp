// What a policy decision costs in this process: the rules, and the caches in front of them.

#include <chrono>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/policy/decision_json.hpp"
#include "core/policy/decision_key.hpp"
#include "core/policy/l1_cache.hpp"
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
    asked.ip_address = address;
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

/// The first family refuses.
void policy_engine_deny(benchmark::State& state) {
    const PolicyRequest asked = request("critical", "10.0.0.1");
    if (evaluate_policy(asked).allow)
        state.SkipWithError("this request should be denied");
    for (auto _ : state) benchmark::DoNotOptimize(evaluate_policy(asked));
}
BENCHMARK(policy_engine_deny);

void l1_cache_hit(benchmark::State& state) {
    constexpr std::size_t entries = 1'000;
    L1Cache<PolicyDecision> cache(2 * entries, 1h);
    const PolicyDecision decision = evaluate_policy(request("low", "10.0.0.1"));
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < entries; ++i) {
        keys.push_back(l1_key(user, "tool:invoke", "tool-" + std::to_string(i)));
        cache.put(keys.back(), decision, TimePoint{});
    }
    std::size_t next = 0;
    for (auto _ : state) {
        auto found = cache.get(keys[next++ % entries], TimePoint{});
        if (!found)
            state.SkipWithError("this key should be there");
        benchmark::DoNotOptimize(found);
    }
}
BENCHMARK(l1_cache_hit);

void l1_cache_replace_oldest(benchmark::State& state) {
    L1Cache<PolicyDecision> cache(1'000, 1h);
    const PolicyDecision decision = evaluate_policy(request("low", "10.0.0.1"));
    std::uint64_t next = 0;
    for (auto _ : state)
        cache.put(l1_key(user, "tool:invoke", std::to_string(next++)), decision, TimePoint{});
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

void decision_to_and_from_json(benchmark::State& state) {
    const PolicyDecision decision = evaluate_policy(request("low", "10.0.0.1"));
    for (auto _ : state) benchmark::DoNotOptimize(decision_from_json(decision_to_json(decision)));
}
BENCHMARK(decision_to_and_from_json);

}  // namespace
