#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/policy/decision.hpp"

namespace sark {

namespace redis {
class Client;
}

/// L2: decisions in Redis for all processes (S003-CACHE-02). Never fails: a Redis that is away is
/// a miss, counted as an error, and is left alone for `back_off` so that it does not cost a connect
/// per request; after that one caller tries it while the others go on without. Thread-safe.
class DecisionStore {
 public:
    static constexpr Nanos back_off = std::chrono::seconds(1);

    /// `redis` may be null: a store that is not there, which counts nothing.
    DecisionStore(redis::Client* redis, Nanos ttl, const TimeSource& time);

    [[nodiscard]] std::optional<PolicyDecision> get(const std::string& key);
    /// Also enters the key into the index sets of the user and the tool.
    void put(const std::string& key, std::string_view user_id, std::string_view tool_name,
             const PolicyDecision& decision);
    /// Removes every decision in the index set, and the set.
    void remove_all(const std::string& index);

    [[nodiscard]] std::uint64_t hits() const noexcept { return hits_.load(); }
    [[nodiscard]] std::uint64_t misses() const noexcept { return misses_.load(); }
    [[nodiscard]] std::uint64_t errors() const noexcept { return errors_.load(); }

 private:
    [[nodiscard]] bool may_try();
    void note(bool answered);

    redis::Client* redis_;
    Nanos ttl_;
    const TimeSource& time_;
    std::atomic<std::int64_t> away_until_ns_{0};  // 0: not away
    std::atomic<std::uint64_t> hits_{0};
    std::atomic<std::uint64_t> misses_{0};
    std::atomic<std::uint64_t> errors_{0};
};

}  // namespace sark
