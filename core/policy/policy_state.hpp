#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/decision_cache.hpp"
#include "core/policy/decision_store.hpp"
#include "core/policy/fact_cache.hpp"
#include "core/policy/generations.hpp"
#include "core/policy/invalidation_feed.hpp"
#include "core/policy/policy_service.hpp"
#include "core/policy/refresher.hpp"
#include "core/policy/single_flight.hpp"
#include "core/policy/striped_counter.hpp"

// How the key covers the facts. L2 is shared by processes that may know different facts at a time,
// so its keys carry a fingerprint of them: a process that sees the new role never finds the
// decision made on the old one, and one that writes late writes where nobody with new facts looks.
// Invalidation alone cannot promise that, because a decision in flight in another process would be
// stored after it. The price is that L2 is asked only once the facts are known; they are kept per
// user and per tool, which repeat far more often than pairs do. L1 is this process's own: its keys
// carry no facts but its entries carry generations, which an invalidation advances, and so a hit
// costs one look-up. What the caller tells of the circumstances is in the keys of both, as far as
// the evaluator reads it: for the rules a few bits, among them whether the second factor is fresh
// at the instant of the question. So no cache can keep an allow beyond the step-up or the session:
// the question after it has another key.

namespace sark {

/// What a PolicyService is made of; see there.
struct PolicyState {
    PolicyState(FactSource source, redis::Client* redis, const PolicyCacheOptions& chosen,
                const TimeSource& clock, PolicyService::Observer decision_observer,
                Evaluator decider);

    /// One question on its way to a decision.
    struct Asked {
        /// With a context its ages are those at `instant`, at which it is also decided; absent:
        /// now.
        Asked(const PolicyState& state, const PolicyQuestion& borrowed,
              std::optional<UtcTime> instant = std::nullopt)
            : question(borrowed),
              at(borrowed.context != nullptr && !instant ? state.time.utc_now() : instant),
              context_text(borrowed.context == nullptr ? std::string()
                                                       : state.text_of(*borrowed.context)),
              context{borrowed.context == nullptr ? 0 : state.facts_word(*borrowed.context, *at),
                      context_text},
              key(borrowed, context),
              stamp{state.users.of_hash(key.user_hash()), state.tools.of_hash(key.tool_hash()),
                    state.policies.load(std::memory_order_acquire)} {}
        Asked(const Asked&) = delete;
        Asked& operator=(const Asked&) = delete;
        /// All that tells this question from others that are asked meanwhile, as one text.
        [[nodiscard]] std::string name() const;

        const PolicyQuestion& question;
        std::optional<UtcTime> at;
        std::string context_text;  // empty unless the evaluator reads the whole context
        ContextKey context;
        PackedKey key;
        DecisionStamp stamp;  // read before any fact is
    };

    [[nodiscard]] PolicyDecision decide(const PolicyQuestion& question, TimePoint began);
    [[nodiscard]] std::vector<PolicyDecision> decide_batch(
        std::span<const PolicyQuestion> questions, TimePoint began);
    void refresh(const Refresher::Job& job);
    void set_policies(std::string_view version);
    void forget_everything();

    [[nodiscard]] std::optional<PolicyDecision> from_l1(const Asked& asked, TimePoint now);
    [[nodiscard]] PolicyDecision decide_uncached(const Asked& asked);
    /// Absent: the facts are complete. Otherwise the denial that their absence means.
    [[nodiscard]] static std::optional<PolicyDecision> complete(
        PolicyRequest& request, Result<Principal> principal, std::optional<Result<ToolFacts>> tool);
    [[nodiscard]] std::optional<PolicyDecision> gather(PolicyRequest& request, const Asked& asked,
                                                       FactCache::Use use);
    [[nodiscard]] PolicyRequest request_for(const PolicyQuestion& question,
                                            std::optional<UtcTime> at) const;
    [[nodiscard]] std::uint64_t facts_word(const RequestContext& context, UtcTime at) const;
    [[nodiscard]] std::string text_of(const RequestContext& context) const;
    [[nodiscard]] DecisionStore::Place place_of(const Asked& asked,
                                                const PolicyRequest& request) const;
    /// From L2, into L1.
    void keep_found(const Asked& asked, const DecisionStore::Found& found,
                    const PolicyRequest& request);
    void keep_in_l1(const Asked& asked, const PolicyDecision& decision,
                    const PolicyRequest& request);
    /// In L1 and L2.
    void keep(const Asked& asked, const PolicyDecision& decision, const PolicyRequest& request);
    void refresh_later(const PolicyQuestion& question, bool from_source);

    PolicyCacheOptions options;
    const TimeSource& time;
    PolicyService::Observer observer;
    Evaluator evaluator;
    Generations users;
    Generations tools;
    std::atomic<std::uint64_t> policies{0};
    DecisionCache decisions;
    FactCache facts;
    DecisionStore store;
    SingleFlight flights;
    StripedCounter l1_hits;
    std::atomic<std::uint64_t> l1_misses{0};
    std::atomic<std::uint64_t> evaluations{0};
    std::atomic<std::uint64_t> coalesced{0};
    std::atomic<std::uint64_t> stale_hits{0};
    std::atomic<std::uint64_t> refreshes{0};
    std::atomic<std::uint64_t> batches{0};
    std::atomic<std::uint64_t> sync_errors{0};
    // Their threads use all of the above. Null: switched off.
    std::unique_ptr<Refresher> refresher;
    std::unique_ptr<InvalidationFeed> feed;
};

}  // namespace sark
