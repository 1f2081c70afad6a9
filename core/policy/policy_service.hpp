#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/fact_source.hpp"

namespace sark {

namespace redis {
class Client;  // core/redis/client.hpp
}

/// A TTL or a number of entries of zero switches that cache off.
struct PolicyCacheOptions {
    std::size_t l1_entries = 1'000;
    Nanos l1_ttl = std::chrono::seconds(10);
    Nanos l2_ttl = std::chrono::seconds(60);
    std::size_t fact_entries = 10'000;  ///< Principals, and as many tools, kept for l2_ttl.
};

struct PolicyCacheStats {
    std::uint64_t l1_hits = 0, l1_misses = 0;
    std::uint64_t l2_hits = 0, l2_misses = 0, l2_errors = 0;
    std::uint64_t evaluations = 0;
    std::uint64_t coalesced = 0;  ///< Misses that waited for another caller's evaluation.
};

/// Decides tool calls: L1 (this process), L2 (Redis), L3 (facts from the registry, then the rules).
/// Concurrent misses of one key evaluate once. The decision key covers what the decision depends
/// on; error denials and denials of users or tools that do not exist are never cached; a Redis that
/// is away is a miss, never an error. Thread-safe.
///
/// Staleness that is accepted: a change of role, teams or sensitivity made behind our back counts
/// after at most l2_ttl (facts) + l1_ttl, at once after invalidate_user/invalidate_tool. A decision
/// that depends on the hour may be l1_ttl + l2_ttl old: rules that open at 9:00 open by 9:01:10.
class PolicyService {
 public:
    /// Called once for every decide() on the caller's thread.
    using Observer = std::function<void(const PolicyDecision& decision, Nanos elapsed)>;

    /// `redis` may be null: no L2. All references must outlive the service.
    PolicyService(ServerRegistry& registry, redis::Client* redis, PolicyCacheOptions options,
                  const TimeSource& time);
    PolicyService(FactSource facts, redis::Client* redis, PolicyCacheOptions options,
                  const TimeSource& time, Observer observer = {});
    ~PolicyService();

    /// Through the caches, at the time of the TimeSource. Fail closed: facts that cannot be had
    /// give a denial with `error`, whose reason starts with "Policy evaluation error: ". An empty
    /// tool name means nothing in particular.
    [[nodiscard]] PolicyDecision decide(std::string_view user_id, std::string_view action,
                                        std::string_view tool_name);
    /// The rules alone, no cache, no I/O.
    [[nodiscard]] static PolicyDecision evaluate(const PolicyRequest& request);

    /// Forget facts and decisions in this process and in L2; what is being evaluated meanwhile is
    /// not kept. Other processes notice within l1_ttl + l2_ttl.
    void invalidate_user(std::string_view user_id);
    void invalidate_tool(std::string_view tool_name);
    /// Forgets a tool in this process, without a round trip: enough when its facts have changed,
    /// because decisions in L2 are found by the facts they were made on.
    void forget_tool(std::string_view tool_name);
    [[nodiscard]] PolicyCacheStats stats() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sark
