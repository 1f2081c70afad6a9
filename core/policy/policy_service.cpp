#include "core/policy/policy_service.hpp"

#include <atomic>
#include <optional>
#include <utility>

#include "core/policy/decision_key.hpp"
#include "core/policy/decision_store.hpp"
#include "core/policy/l1_cache.hpp"
#include "core/policy/policy_engine.hpp"
#include "core/policy/single_flight.hpp"

// How the key covers the facts. L2 is shared by processes that may know different facts at a time,
// so its keys carry a fingerprint of them: a process that sees the new role never finds the
// decision made on the old one, and one that writes late writes where nobody with new facts looks.
// Invalidation alone cannot promise that, because a decision in flight in another process would be
// stored after it. The price is that L2 is asked only once the facts are known; they are kept per
// user and per tool, which repeat far more often than pairs do. L1 is this process's own: its keys
// carry no facts, an invalidation empties it exactly (see the generation below), and so a hit costs
// one look-up.

namespace sark {

namespace {

FactSource facts_of(ServerRegistry& registry) {
    return {[&registry](const std::string& user_id) { return registry.principal(user_id); },
            [&registry](const std::string& name) { return registry.tool_by_name(name); }};
}

std::string_view spoken(Errc code) {
    switch (code) {
        case Errc::unavailable:
            return "database unavailable";
        case Errc::timeout:
            return "database did not answer in time";
        default:
            return "facts cannot be read";
    }
}

PolicyDecision error_denial(std::string_view why) {
    PolicyDecision decision;
    decision.error = true;
    decision.policy = "error";
    decision.reason = std::string("Policy evaluation error: ").append(why);
    return decision;
}

}  // namespace

struct PolicyService::State {
    FactSource facts;
    const TimeSource& time;
    Observer observer;
    L1Cache<PolicyDecision> decisions;
    L1Cache<Principal> principals;
    L1Cache<ToolFacts> tools;
    DecisionStore store;
    SingleFlight flights;
    /// Raised by every invalidation before it empties the caches. What was computed under an older
    /// one is not put, and a caller after the invalidation does not join a flight from before it.
    std::atomic<std::uint64_t> generation{0};
    std::atomic<std::uint64_t> l1_hits{0};
    std::atomic<std::uint64_t> l1_misses{0};
    std::atomic<std::uint64_t> evaluations{0};
    std::atomic<std::uint64_t> coalesced{0};

    State(FactSource source, redis::Client* redis, const PolicyCacheOptions& options,
          const TimeSource& clock, Observer decision_observer)
        : facts(std::move(source)),
          time(clock),
          observer(std::move(decision_observer)),
          decisions(options.l1_entries, options.l1_ttl),
          principals(options.fact_entries, options.l2_ttl),
          tools(options.fact_entries, options.l2_ttl),
          store(redis, options.l2_ttl, clock) {}

    template <class Fact, class Fetch>
    Result<Fact> fact(L1Cache<Fact>& cache, const std::string& key, const Fetch& fetch,
                      std::uint64_t current) {
        if (auto known = cache.get(key, time.now()))
            return std::move(*known);
        auto fetched = fetch(key);
        if (fetched)
            cache.put(key, *fetched, time.now(), [&] { return generation == current; });
        return fetched;
    }

    /// Absent: the facts are complete. Otherwise the denial that their absence means.
    std::optional<PolicyDecision> gather(PolicyRequest& request, const std::string& user_id,
                                         const std::string& tool_name, std::uint64_t current) {
        auto principal = fact(principals, user_id, facts.principal, current);
        if (!principal) {
            // A malformed id names nobody.
            const Errc code = principal.error().code;
            if (code == Errc::not_found || code == Errc::invalid_argument)
                return denied_by("rbac", "unknown user");
            return error_denial(spoken(code));
        }
        request.principal = *std::move(principal);
        if (tool_name.empty())
            return std::nullopt;
        auto tool = fact(tools, tool_name, facts.tool, current);
        if (!tool) {
            const Errc code = tool.error().code;
            if (code == Errc::not_found || code == Errc::invalid_argument)
                return denied_by("sensitivity", "unknown tool");
            return error_denial(spoken(code));
        }
        request.resource = *std::move(tool);
        return std::nullopt;
    }

    PolicyDecision decide_uncached(const std::string& l1, const std::string& user_id,
                                   std::string_view action, const std::string& tool_name,
                                   std::uint64_t current) {
        // The flight before this one may have landed since this caller missed.
        if (auto known = decisions.get(l1, time.now())) {
            known->cache = CacheStatus::l1_hit;
            return std::move(*known);
        }
        PolicyRequest request;
        request.action = action;
        request.time = time.utc_now();
        if (auto denial = gather(request, user_id, tool_name, current)) {
            ++evaluations;
            denial->cache = CacheStatus::miss;
            return std::move(*denial);
        }
        const auto is_current = [&] { return generation == current; };
        const std::string l2 = l2_key(user_id, action, tool_name,
                                      facts_fingerprint(request.principal, request.resource));
        if (auto stored = store.get(l2)) {
            decisions.put(l1, *stored, time.now(), is_current);
            stored->cache = CacheStatus::l2_hit;
            return std::move(*stored);
        }
        PolicyDecision decision = evaluate_policy(request);
        ++evaluations;
        decisions.put(l1, decision, time.now(), is_current);
        if (is_current())
            store.put(l2, user_id, tool_name, decision);
        decision.cache = CacheStatus::miss;
        return decision;
    }

    PolicyDecision decide(std::string_view user_id, std::string_view action,
                          std::string_view tool_name, TimePoint began) {
        const std::string key = l1_key(user_id, action, tool_name);
        if (auto known = decisions.get(key, began)) {
            ++l1_hits;
            known->cache = CacheStatus::l1_hit;
            return std::move(*known);
        }
        ++l1_misses;
        const std::uint64_t current = generation;
        auto outcome = flights.run(
            std::to_string(current).append(1, '|').append(key),
            [&] {
                return decide_uncached(key, std::string(user_id), action, std::string(tool_name),
                                       current);
            },
            error_denial("internal error"));
        if (outcome.waited)
            ++coalesced;
        return std::move(outcome.decision);
    }
};

PolicyService::PolicyService(ServerRegistry& registry, redis::Client* redis,
                             PolicyCacheOptions options, const TimeSource& time)
    : PolicyService(facts_of(registry), redis, options, time) {}

PolicyService::PolicyService(FactSource facts, redis::Client* redis, PolicyCacheOptions options,
                             const TimeSource& time, Observer observer)
    : state_(std::make_unique<State>(std::move(facts), redis, options, time, std::move(observer))) {
}

PolicyService::~PolicyService() = default;

PolicyDecision PolicyService::decide(std::string_view user_id, std::string_view action,
                                     std::string_view tool_name) {
    const TimePoint began = state_->time.now();
    PolicyDecision decision = state_->decide(user_id, action, tool_name, began);
    if (state_->observer)
        state_->observer(decision, state_->time.now() - began);
    return decision;
}

PolicyDecision PolicyService::evaluate(const PolicyRequest& request) {
    return evaluate_policy(request);
}

void PolicyService::invalidate_user(std::string_view user_id) {
    State& state = *state_;
    ++state.generation;
    state.decisions.erase_if([&](std::string_view key) { return l1_key_has_user(key, user_id); });
    state.principals.erase_if([&](std::string_view key) { return key == user_id; });
    state.store.remove_all(l2_user_index(user_id));
}

void PolicyService::invalidate_tool(std::string_view tool_name) {
    State& state = *state_;
    ++state.generation;
    state.decisions.erase_if([&](std::string_view key) { return l1_key_has_tool(key, tool_name); });
    state.tools.erase_if([&](std::string_view key) { return key == tool_name; });
    state.store.remove_all(l2_tool_index(tool_name));
}

PolicyCacheStats PolicyService::stats() const {
    const State& state = *state_;
    PolicyCacheStats stats;
    stats.l1_hits = state.l1_hits;
    stats.l1_misses = state.l1_misses;
    stats.l2_hits = state.store.hits();
    stats.l2_misses = state.store.misses();
    stats.l2_errors = state.store.errors();
    stats.evaluations = state.evaluations;
    stats.coalesced = state.coalesced;
    return stats;
}

}  // namespace sark
