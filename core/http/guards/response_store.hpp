#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/circuit_breaker/circuit_breaker.hpp"
#include "core/http/answers/answer.hpp"
#include "core/http/guards/response_key.hpp"
#include "core/metrics/guard_counters.hpp"
#include "core/policy/generations.hpp"
#include "core/policy/invalidation_feed.hpp"
#include "core/policy/l1_cache.hpp"

namespace sark::http {

/// Answers, kept in this process and, with a Redis, for all processes on it (cache:response:*).
/// What is forgotten is dropped by generations: an entry carries those that were in force before
/// its answer was made, and is dead once one has moved on. So forgetting visits no entries, and an
/// answer that was on its way meanwhile is not given either. In Redis the generations are the keys
/// cache:generation:{all, servers, server:<id>}; they are fetched in the round trip that fetches
/// the entry, so that Redis never gives an old one. In the other processes' own memory an entry
/// lives on for at most the sync interval; while Redis is away, until its TTL is over. Thread-safe.
class ResponseStore {
 public:
    /// `redis` may be null. `redis`, `breaker` (of Redis), `time` and `counters` are borrowed.
    ResponseStore(redis::Client* redis, CircuitBreaker& breaker,
                  const ResponseCacheOptions& options, const TimeSource& time,
                  GuardCounters& counters);

    /// What was in force when a look-up found nothing; the answer made then is kept under it.
    struct Ticket {
        std::uint64_t generation = 0;
        bool knows_redis = false;
        std::string everything;
        std::string scope;
    };
    struct LookUp {
        std::shared_ptr<const Answer> found;  ///< Null: nothing.
        Nanos left{0};                        ///< Of its life.
        Ticket ticket;
    };
    /// `anew`: nothing is found, and what is made instead may be kept.
    [[nodiscard]] LookUp find(const ResponsePlace& place, bool anew);
    void keep(const ResponsePlace& place, const Ticket& ticket, const Answer& answer);

    /// These servers have changed, and so has every list.
    void forget_servers(const std::vector<std::string>& ids);
    /// All of them may have.
    void forget_everything();
    /// Fetches what other processes have forgotten now. False when Redis did not answer.
    bool sync();

 private:
    struct Entry {
        std::uint64_t generation;
        TimePoint expires;
        Answer answer;
    };
    using Replies = Result<std::vector<redis::Reply>>;

    void find_here(const ResponsePlace& place, LookUp& look_up);
    void find_in_redis(const ResponsePlace& place, LookUp& look_up);
    std::shared_ptr<const Answer> keep_here(const ResponsePlace& place, std::uint64_t generation,
                                            Answer answer, Nanos left);
    [[nodiscard]] Replies ask(const std::vector<redis::Command>& commands);
    /// False while Redis does not know of something that was forgotten here.
    [[nodiscard]] bool is_settled();
    void tell_everything();

    redis::Client* redis_;
    CircuitBreaker& breaker_;
    ResponseCacheOptions options_;
    const TimeSource& time_;
    GuardCounters& counters_;
    Generations generations_;
    L1Cache<std::shared_ptr<const Entry>> here_;
    std::atomic<bool> owes_{false};
    std::unique_ptr<InvalidationFeed> feed_;  // last: its thread uses the generations
};

}  // namespace sark::http
