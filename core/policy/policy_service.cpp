#include "core/policy/policy_service.hpp"

#include <atomic>
#include <optional>
#include <utility>

#include "core/policy/decision_key.hpp"
#include "core/policy/decision_store.hpp"
#include "core/policy/generations.hpp"
#include "core/policy/l1_cache.hpp"
#include "core/policy/policy_engine.hpp"
#include "core/policy/single_flight.hpp"

// How the key covers the facts. L2 is shared by processes that may know different facts at a time,
// so its keys carry a fingerprint of them: a process that sees the new role never finds the
// decision made on the old one, and one that writes late writes where nobody with new facts looks.
// Invalidation alone cannot promise that, because a decision in flight in another process would be
// stored after it. The price is that L2 is asked only once the facts are known; they are kept per
// user and per tool, which repeat far more often than pairs do. L1 is this process's own: its keys
// carry no facts but its entries carry generations, which an invalidation advances, and so a hit
// costs one look-up.

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
    /// Of the user and of the tool, read before any fact is.
    struct Stamp {
        std::uint64_t user = 0;
        std::uint64_t tool = 0;
        bool operator==(const Stamp&) const = default;
    };
    template <class Value>
    struct Stamped {
        Value value;
        Stamp stamp;
    };

    FactSource facts;
    const TimeSource& time;
    Observer observer;
    Generations users;
    Generations tools;
    L1Cache<Stamped<PolicyDecision>> decisions;
    L1Cache<Stamped<Principal>> principals;
    L1Cache<Stamped<ToolFacts>> tool_facts;
    DecisionStore store;
    SingleFlight flights;
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
          tool_facts(options.fact_entries, options.l2_ttl),
          store(redis, options.l2_ttl, clock) {}

    template <class Value>
    static std::optional<Value> current(L1Cache<Stamped<Value>>& cache, std::string_view key,
                                        const Stamp& stamp, TimePoint now) {
        auto known = cache.get(key, now);
        if (!known || known->stamp != stamp)
            return std::nullopt;
        return std::move(known->value);
    }

    template <class Fact, class Fetch>
    Result<Fact> fact(L1Cache<Stamped<Fact>>& cache, const std::string& key, const Fetch& fetch,
                      const Stamp& stamp) {
        if (auto known = current(cache, key, stamp, time.now()))
            return *std::move(known);
        auto fetched = fetch(key);
        if (fetched)
            cache.put(key, {*fetched, stamp}, time.now());
        return fetched;
    }

    /// Absent: the facts are complete. Otherwise the denial that their absence means.
    std::optional<PolicyDecision> gather(PolicyRequest& request, const std::string& user_id,
                                         const std::string& tool_name, const Stamp& stamp) {
        auto principal = fact(principals, user_id, facts.principal, {stamp.user, 0});
        if (!principal) {
            // A malformed id names nobody.
            const Error& error = principal.error();
            if (is_absent(error) || error.code == Errc::invalid_argument)
                return denied_by("rbac", "unknown user");
            return error_denial(spoken(error.code));
        }
        request.principal = *std::move(principal);
        if (tool_name.empty())
            return std::nullopt;
        auto tool = fact(tool_facts, tool_name, facts.tool, {0, stamp.tool});
        if (!tool) {
            const Error& error = tool.error();
            if (is_absent(error) || error.code == Errc::invalid_argument)
                return denied_by("sensitivity", "unknown tool");
            return error_denial(spoken(error.code));
        }
        request.resource = *std::move(tool);
        return std::nullopt;
    }

    PolicyDecision decide_uncached(const std::string& l1, const std::string& user_id,
                                   std::string_view action, const std::string& tool_name,
                                   const Stamp& stamp) {
        // The flight before this one may have landed since this caller missed.
        if (auto known = current(decisions, l1, stamp, time.now())) {
            known->cache = CacheStatus::l1_hit;
            return *std::move(known);
        }
        PolicyRequest request;
        request.action = action;
        request.time = time.utc_now();
        if (auto denial = gather(request, user_id, tool_name, stamp)) {
            ++evaluations;
            denial->cache = CacheStatus::miss;
            return *std::move(denial);
        }
        const std::string l2 = l2_key(user_id, action, tool_name,
                                      facts_fingerprint(request.principal, request.resource));
        if (auto stored = store.get(l2)) {
            decisions.put(l1, {*stored, stamp}, time.now());
            stored->cache = CacheStatus::l2_hit;
            return *std::move(stored);
        }
        PolicyDecision decision = evaluate_policy(request);
        ++evaluations;
        decisions.put(l1, {decision, stamp}, time.now());
        store.put(l2, user_id, tool_name, decision);
        decision.cache = CacheStatus::miss;
        return decision;
    }

    PolicyDecision decide(std::string_view user_id, std::string_view action,
                          std::string_view tool_name, TimePoint began) {
        const std::string key = l1_key(user_id, action, tool_name);
        const Stamp stamp{users.of(user_id), tools.of(tool_name)};
        if (auto known = current(decisions, key, stamp, began)) {
            ++l1_hits;
            known->cache = CacheStatus::l1_hit;
            return *std::move(known);
        }
        ++l1_misses;
        // A caller after an invalidation must not join a flight from before it.
        std::string flight = key;
        flight.append(1, '|').append(std::to_string(stamp.user));
        flight.append(1, '|').append(std::to_string(stamp.tool));
        auto outcome = flights.run(
            flight,
            [&] {
                return decide_uncached(key, std::string(user_id), action, std::string(tool_name),
                                       stamp);
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
    state_->users.advance(user_id);
    state_->store.remove_all(l2_user_index(user_id));
}

void PolicyService::invalidate_tool(std::string_view tool_name) {
    forget_tool(tool_name);
    state_->store.remove_all(l2_tool_index(tool_name));
}

void PolicyService::forget_tool(std::string_view tool_name) {
    state_->tools.advance(tool_name);
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
