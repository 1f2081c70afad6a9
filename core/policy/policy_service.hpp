#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/policy/cache_options.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/evaluator.hpp"
#include "core/policy/fact_source.hpp"

namespace sark {

namespace redis {
class Client;  // core/redis/client.hpp
}

struct PolicyState;  // core/policy/policy_state.hpp

struct PolicyCacheStats {
    std::uint64_t l1_hits = 0, l1_misses = 0;
    std::uint64_t l2_hits = 0, l2_misses = 0, l2_errors = 0;
    std::uint64_t evaluations = 0;
    std::uint64_t coalesced = 0;    ///< Misses that waited for another caller's evaluation.
    std::uint64_t stale_hits = 0;   ///< Hits near the end of their life: each starts a refresh.
    std::uint64_t refreshes = 0;    ///< Done; beyond them: not queued, or without a decision.
    std::uint64_t batches = 0;      ///< Calls of decide_batch.
    std::uint64_t sync_errors = 0;  ///< Invalidations that other processes were not told of.
    // What is there now, with what nobody asked for since its time was over.
    std::uint64_t l1_entries = 0;
    std::uint64_t l1_bytes = 0;      ///< Of memory; taken when it is made, entries or not.
    std::uint64_t fact_entries = 0;  ///< Users and tools.
};

/// Decides tool calls: L1 (this process), L2 (Redis), L3 (facts from the registry, then the
/// evaluator). Concurrent misses of one key evaluate once. The decision key covers what the
/// decision depends on: facts, clock, evaluator, version of the policies. Error denials and denials
/// of users or tools that do not exist are never cached; a Redis that is away is a miss, never an
/// error. Thread-safe.
///
/// Staleness that is accepted: an invalidation counts at once here, and after `sync_interval` in
/// the other processes on the same Redis. A change of role, teams or sensitivity that nobody
/// invalidated, or while Redis is away, counts after at most l2_ttl (facts) + l1_ttl. Rules that
/// open or close with the hour do so at once. See docs/policy.md.
class PolicyService {
 public:
    /// Called once for every decision on the caller's thread; those of a batch took as long as the
    /// batch.
    using Observer = std::function<void(const PolicyDecision& decision, Nanos elapsed)>;

    /// `redis` may be null: no L2. All references must outlive the service.
    PolicyService(ServerRegistry& registry, redis::Client* redis, PolicyCacheOptions options,
                  const TimeSource& time);
    PolicyService(FactSource facts, redis::Client* redis, PolicyCacheOptions options,
                  const TimeSource& time, Observer observer = {},
                  Evaluator evaluator = rule_evaluator());
    ~PolicyService();

    /// Through the caches, at the time of the TimeSource. Fail closed: facts that cannot be had
    /// give a denial with `error`, whose reason starts with "Policy evaluation error: ". An empty
    /// tool name means nothing in particular; a context that is null, that nothing is told.
    [[nodiscard]] PolicyDecision decide(std::string_view user_id, std::string_view action,
                                        std::string_view tool_name,
                                        const RequestContext* context = nullptr);
    /// The decisions in the order of the questions, each as decide() would give it. However many
    /// they are, what L1 does not know costs one look-up in Redis, one query for the users and one
    /// for the tools that are not at hand, and one write to Redis. One that cannot be decided is an
    /// error denial and does not harm the others.
    [[nodiscard]] std::vector<PolicyDecision> decide_batch(
        std::span<const PolicyQuestion> questions);
    /// On an object that the registry does not know by name, e.g. a server that somebody wants to
    /// register: the principal's facts come from the cache, the decision is made anew and not kept.
    [[nodiscard]] PolicyDecision decide_on(std::string_view user_id, std::string_view action,
                                           const ToolFacts& object,
                                           const RequestContext& context = {});
    /// How long a decision on this context may be kept by somebody else, as far as it depends on
    /// the session of the second factor; absent: that sets no bound.
    [[nodiscard]] std::optional<Nanos> mfa_session_left(const RequestContext& context) const;
    /// What decisions on this tool are made on, through the cache. Errc::not_found when there is no
    /// such tool.
    [[nodiscard]] Result<ToolFacts> tool_facts(std::string_view tool_name);
    /// The rules alone with their default configuration, no cache, no I/O.
    [[nodiscard]] static PolicyDecision evaluate(const PolicyRequest& request);

    /// Forget facts and decisions in this process and in L2, and tell the other processes; what is
    /// being evaluated meanwhile is not kept. In Redis they touch the keys of that user or tool and
    /// no others, and never scan. An Error: it is done here, but the others do not know and go on
    /// as if nothing had been invalidated.
    Result<void> invalidate_user(std::string_view user_id);
    Result<void> invalidate_tool(std::string_view tool_name);
    /// The policies have changed (another bundle in OPA): every decision is forgotten, because each
    /// depends on every rule that was asked; facts are kept. Visits no keys: the decisions in L2
    /// are found under the new version no longer and expire.
    Result<void> invalidate_policies();
    /// Forgets a tool in this process, without a round trip: enough when its facts have changed,
    /// because decisions in L2 are found by the facts they were made on.
    void forget_tool(std::string_view tool_name);
    /// Fetches invalidations by others now. False when Redis did not answer.
    bool sync();
    /// Returns when no refresh is queued or under way.
    void settle();
    [[nodiscard]] PolicyCacheStats stats() const;

 private:
    std::unique_ptr<PolicyState> state_;
};

}  // namespace sark
