#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/circuit_breaker/circuit_breaker.hpp"
#include "core/federation/node_source.hpp"

namespace sark {

struct FederationOptions {
    /// The table is read again when it is this old.
    Nanos refresh_after = std::chrono::seconds(10);
    /// While the source is away the table is used up to this age, and then no more: a node that is
    /// trusted no longer must not be called for longer than that.
    Nanos max_staleness = std::chrono::seconds(60);
    /// Between two tries to read it while the source is away.
    Nanos retry_after = std::chrono::seconds(1);
    /// Of each node: 5 failures, 60 s (SARK-UPSTREAM section 4).
    CircuitBreakerOptions breaker;
};

/// A node as it is seen from here.
struct NodeState {
    FederationNode node;
    CircuitBreakerStats breaker;
    std::optional<Nanos> latency;  ///< Of successful calls, smoothed; absent before the first.
};

struct FederationStats {
    std::size_t nodes = 0;  ///< In the table.
    std::size_t open = 0;   ///< Whose breaker is open.
    std::uint64_t refreshes = 0;
    std::uint64_t failures = 0;  ///< Refreshes that failed.
    std::uint64_t look_ups = 0;  ///< Of single nodes that the table did not know.
};

/// The routing table of the federation, in memory, with a circuit breaker for each node. The
/// table is read from the source by whoever needs it when it is due, one caller at a time while
/// the others use what there is. A node keeps its breaker and its latency from one reading to the
/// next as long as its endpoint is the same. Thread-safe.
class Federation {
 public:
    /// `time` is borrowed. Reads nothing yet.
    Federation(NodeSource source, FederationOptions options, const TimeSource& time);

    /// The enabled node of this id. One that the table does not know is asked for singly: it may
    /// have been trusted a moment ago. Errc::not_found: there is none, or it is not enabled;
    /// Errc::unavailable: the table is too old and cannot be read.
    [[nodiscard]] Result<FederationNode> find(const std::string& node_id);

    /// Of these nodes, or of all when none are given: the one with the lowest latency whose breaker
    /// lets calls through. One that was never called counts as the nearest, so that its latency
    /// becomes known; of equal ones the first id. Ids that are not in the table are passed over.
    /// Errc::not_found: none of them is enabled; Errc::unavailable: every breaker is open.
    [[nodiscard]] Result<FederationNode> nearest(std::span<const std::string> node_ids = {});

    /// Calls a node, call(const FederationNode&) -> Result<…>, as its breaker allows: its failures
    /// are counted and its latency is noted. Errors of find() and of CircuitBreaker::allow() come
    /// back without a call.
    template <class Call>
    auto call(const std::string& node_id, const Call& call)
        -> std::invoke_result_t<Call, const FederationNode&> {
        auto entry = entry_of(node_id);
        if (!entry)
            return std::move(entry).error();
        auto permit = entry->health->breaker.allow();
        if (!permit)
            return std::move(permit).error();
        const TimePoint began = time_.now();
        auto answer = call(entry->node);
        if (answer) {
            permit->succeeded();
            entry->health->note(time_.now() - began);
        } else {
            permit->failed();
        }
        return answer;
    }

    /// Reads the table now, however young it is.
    [[nodiscard]] Result<void> refresh();

    /// What the table holds, by id; reads nothing.
    [[nodiscard]] std::vector<NodeState> states() const;
    [[nodiscard]] FederationStats stats() const;

 private:
    struct Health {
        Health(const std::string& name, const CircuitBreakerOptions& options,
               const TimeSource& time)
            : breaker(name, options, time) {}
        void note(Nanos latency);
        [[nodiscard]] std::optional<Nanos> latency() const;
        CircuitBreaker breaker;
        std::atomic<std::int64_t> latency_ns{-1};
    };
    struct Entry {
        FederationNode node;
        std::shared_ptr<Health> health;
    };
    using Table = std::map<std::string, Entry>;
    /// What was read, and when to read again.
    struct Reading {
        std::shared_ptr<const Table> table;  ///< Null before the first one succeeded.
        TimePoint read_at;
        TimePoint due_at;
        std::optional<Error> error;  ///< Why the last try failed.
    };

    [[nodiscard]] Reading reading() const;
    [[nodiscard]] bool is_usable(const Reading& reading, TimePoint now) const;
    [[nodiscard]] Result<std::shared_ptr<const Table>> table();
    [[nodiscard]] Result<Entry> entry_of(const std::string& node_id);
    [[nodiscard]] Entry make_entry(const Table* before, FederationNode node) const;
    /// With reading_turn_.
    [[nodiscard]] Result<void> read();

    NodeSource source_;
    const FederationOptions options_;
    const TimeSource& time_;
    std::mutex reading_turn_;
    mutable std::mutex mutex_;
    Reading reading_;
    std::atomic<std::uint64_t> refreshes_{0};
    std::atomic<std::uint64_t> failures_{0};
    std::atomic<std::uint64_t> look_ups_{0};
};

}  // namespace sark
