#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "core/policy/cache_options.hpp"
#include "core/policy/decision.hpp"

namespace sark {

namespace redis {
class Client;
struct Reply;
}  // namespace redis

/// L2: decisions in Redis for all processes (S003-CACHE-02). Never fails: a Redis that is away is
/// a miss, counted as an error, and is left alone for `back_off` so that it does not cost a connect
/// per request; after that one caller tries it while the others go on without. However many
/// decisions are asked for or put, it is one round trip. Thread-safe.
class DecisionStore {
 public:
    static constexpr Nanos back_off = std::chrono::seconds(1);

    /// What a decision is about, and what it was or would be made on.
    struct Place {
        PolicyQuestion question;
        std::uint64_t fingerprint = 0;
        /// Callers choose it, so that fingerprints can be made to collide: what is kept names it.
        std::string_view context_text{};
    };
    struct Found {
        PolicyDecision decision;
        bool refresh = false;  ///< Little of its life is left.
    };
    struct Entry {
        Place place;
        const PolicyDecision* decision = nullptr;
        std::string_view level;  ///< Sensitivity of the tool, which decides how long it is kept.
    };

    /// `redis` may be null: a store that is not there, which counts nothing.
    DecisionStore(redis::Client* redis, const PolicyCacheOptions& options, const TimeSource& time);

    /// In the order of `places`.
    [[nodiscard]] std::vector<std::optional<Found>> get(std::span<const Place> places);
    /// Also enters the keys into the index sets of their users and tools.
    void put(std::span<const Entry> entries);
    /// Removes every decision in the index set, and the set; touches no other key. False when
    /// there is a Redis and it did not do so.
    bool remove_all(const std::string& index);
    /// How long a decision about a tool of this level is kept; zero: not at all.
    [[nodiscard]] Nanos ttl_of(std::string_view level) const noexcept { return ttls_.of(level); }

    [[nodiscard]] std::uint64_t hits() const noexcept { return hits_.load(); }
    [[nodiscard]] std::uint64_t misses() const noexcept { return misses_.load(); }
    [[nodiscard]] std::uint64_t errors() const noexcept { return errors_.load(); }

 private:
    [[nodiscard]] bool may_try();
    void note(bool answered);
    [[nodiscard]] std::string key_of(const Place& place) const;
    [[nodiscard]] std::string question_of(const Place& place) const;
    [[nodiscard]] std::optional<Found> read(const Place& place, const std::string& text);

    redis::Client* redis_;
    TtlTable ttls_;
    L2KeyMode key_mode_;
    double refresh_share_;
    const TimeSource& time_;
    std::atomic<std::int64_t> away_until_ns_{0};  // 0: not away
    std::atomic<std::uint64_t> hits_{0};
    std::atomic<std::uint64_t> misses_{0};
    std::atomic<std::uint64_t> errors_{0};
};

}  // namespace sark
