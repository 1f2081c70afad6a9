#include "core/policy/policy_service.hpp"

#include <utility>

#include "core/policy/decision_key.hpp"
#include "core/policy/policy_engine.hpp"
#include "core/policy/policy_state.hpp"
#include "core/policy/rules/context_facts.hpp"

namespace sark {

namespace {

FactSource facts_of(ServerRegistry& registry) {
    FactSource source;
    source.principal = [&registry](const std::string& id) { return registry.principal(id); };
    source.tool = [&registry](const std::string& name) { return registry.tool_by_name(name); };
    source.principals = [&registry](const std::vector<std::string>& ids) {
        return registry.principals(ids);
    };
    source.tools = [&registry](const std::vector<std::string>& names) {
        return registry.tools_by_name(names);
    };
    return source;
}

Error not_told(const std::string& what) {
    return {Errc::unavailable, "the other processes were not told that " + what + " has changed",
            "Redis", "they notice when their caches expire; repeat it when Redis is back"};
}

}  // namespace

PolicyService::PolicyService(ServerRegistry& registry, redis::Client* redis,
                             PolicyCacheOptions options, const TimeSource& time)
    : PolicyService(facts_of(registry), redis, options, time) {}

PolicyService::PolicyService(FactSource facts, redis::Client* redis, PolicyCacheOptions options,
                             const TimeSource& time, Observer observer, Evaluator evaluator)
    : state_(std::make_unique<PolicyState>(std::move(facts), redis, options, time,
                                           std::move(observer), std::move(evaluator))) {}

PolicyService::~PolicyService() = default;

PolicyDecision PolicyService::decide(std::string_view user_id, std::string_view action,
                                     std::string_view tool_name, const RequestContext* context) {
    const TimePoint began = state_->time.now();
    PolicyDecision decision = state_->decide({user_id, action, tool_name, context}, began);
    if (state_->observer)
        state_->observer(decision, state_->time.now() - began);
    return decision;
}

std::vector<PolicyDecision> PolicyService::decide_batch(std::span<const PolicyQuestion> questions) {
    const TimePoint began = state_->time.now();
    auto decisions = state_->decide_batch(questions, began);
    if (state_->observer) {
        const Nanos elapsed = state_->time.now() - began;
        for (const PolicyDecision& decision : decisions) state_->observer(decision, elapsed);
    }
    return decisions;
}

PolicyDecision PolicyService::decide_on(std::string_view user_id, std::string_view action,
                                        const ToolFacts& object, const RequestContext& context) {
    const TimePoint began = state_->time.now();
    PolicyRequest request =
        state_->request_for({user_id, action, object.name, &context}, std::nullopt);
    auto denial = PolicyState::complete(
        request,
        state_->facts.principal(std::string(user_id), state_->users.of(user_id),
                                FactCache::Use::cached),
        Result<ToolFacts>(object));
    PolicyDecision decision = denial ? *std::move(denial) : state_->evaluator.evaluate(request);
    ++state_->evaluations;
    decision.cache = CacheStatus::miss;
    if (state_->observer)
        state_->observer(decision, state_->time.now() - began);
    return decision;
}

std::optional<Nanos> PolicyService::mfa_session_left(const RequestContext& context) const {
    return rules::mfa_session_left(context, *state_->evaluator.config, state_->time.utc_now());
}

Result<ToolFacts> PolicyService::tool_facts(std::string_view tool_name) {
    return state_->facts.tool(std::string(tool_name), state_->tools.of(tool_name),
                              FactCache::Use::cached);
}

PolicyDecision PolicyService::evaluate(const PolicyRequest& request) {
    return evaluate_policy(request);
}

Result<void> PolicyService::invalidate_user(std::string_view user_id) {
    state_->users.advance(user_id);
    const bool is_removed = state_->store.remove_all(l2_user_index(user_id));
    const bool is_told = state_->feed == nullptr || state_->feed->announce_user(user_id);
    if (is_removed && is_told)
        return {};
    ++state_->sync_errors;
    return not_told("a user");
}

Result<void> PolicyService::invalidate_tool(std::string_view tool_name) {
    forget_tool(tool_name);
    const bool is_removed = state_->store.remove_all(l2_tool_index(tool_name));
    const bool is_told = state_->feed == nullptr || state_->feed->announce_tool(tool_name);
    if (is_removed && is_told)
        return {};
    ++state_->sync_errors;
    return not_told("a tool");
}

Result<void> PolicyService::invalidate_policies() {
    const std::string version = InvalidationFeed::new_version();
    state_->set_policies(version);
    if (state_->feed == nullptr || state_->feed->announce_version(version))
        return {};
    ++state_->sync_errors;
    return not_told("a policy");
}

void PolicyService::forget_tool(std::string_view tool_name) {
    state_->tools.advance(tool_name);
}

bool PolicyService::sync() {
    return state_->feed == nullptr || state_->feed->poll();
}

void PolicyService::settle() {
    if (state_->refresher)
        state_->refresher->settle();
}

PolicyCacheStats PolicyService::stats() const {
    const PolicyState& state = *state_;
    PolicyCacheStats stats;
    stats.l1_hits = state.l1_hits.total();
    stats.l1_misses = state.l1_misses;
    stats.l2_hits = state.store.hits();
    stats.l2_misses = state.store.misses();
    stats.l2_errors = state.store.errors();
    stats.evaluations = state.evaluations;
    stats.coalesced = state.coalesced;
    stats.stale_hits = state.stale_hits;
    stats.refreshes = state.refreshes;
    stats.batches = state.batches;
    stats.sync_errors = state.sync_errors;
    stats.l1_entries = state.decisions.size();
    stats.l1_bytes = state.decisions.bytes();
    stats.fact_entries = state.facts.size();
    return stats;
}

}  // namespace sark
