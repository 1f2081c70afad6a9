#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/policy/decision.hpp"

namespace sark {

namespace redis {
class Client;  // core/redis/client.hpp
}

struct PolicyCacheOptions {
    std::size_t l1_entries = 1'000;
    Nanos l1_ttl = std::chrono::seconds(10);
    Nanos l2_ttl = std::chrono::seconds(60);
};

struct PolicyCacheStats {
    std::uint64_t l1_hits = 0, l1_misses = 0;
    std::uint64_t l2_hits = 0, l2_misses = 0, l2_errors = 0;
    std::uint64_t evaluations = 0;
    std::uint64_t coalesced = 0;  ///< Misses that waited for another caller's evaluation.
};

/// Decides tool calls: L1 (this process), L2 (Redis), L3 (facts from the registry, then the rules).
/// Concurrent misses of one key evaluate once. The decision key covers what the decision depends
/// on; error denials are never cached; a Redis that is away is a miss, never an error. Thread-safe.
class PolicyService {
 public:
    /// `redis` may be null: no L2.
    PolicyService(ServerRegistry& registry, redis::Client* redis, PolicyCacheOptions options,
                  const TimeSource& time);
    ~PolicyService();

    /// Through the caches. Fail closed: facts that cannot be had give a denial with `error`.
    [[nodiscard]] PolicyDecision decide(std::string_view user_id, std::string_view action,
                                        std::string_view tool_name);
    /// The rules alone, no cache, no I/O.
    [[nodiscard]] static PolicyDecision evaluate(const PolicyRequest& request);

    void invalidate_user(std::string_view user_id);
    void invalidate_tool(std::string_view tool_name);
    [[nodiscard]] PolicyCacheStats stats() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sark
