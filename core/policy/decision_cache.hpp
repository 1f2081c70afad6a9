#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/time.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/packed_key.hpp"

namespace sark {

/// Generations of what a cached decision was made on, read before it was: see Generations.
struct DecisionStamp {
    std::uint64_t user = 0;
    std::uint64_t tool = 0;
    std::uint64_t policies = 0;
    bool operator==(const DecisionStamp&) const = default;
};

/// L1: decisions in this process (S003-CACHE-01). Nothing outlives the life it was put with; when
/// its shard (of at most 64 entries) is full, the entry goes that was not used for longest, uses
/// within a hundredth of a life counting as one. Hits take no lock and write nothing that another
/// thread reads on its own hits, so they scale with threads: entries are read optimistically and
/// thrown away when they changed meanwhile. Whole keys are compared: a hash that collides is no
/// hit. A decision whose texts do not fit an entry (about 600 bytes with the key) is not kept. Time
/// is the caller's. Thread-safe.
class DecisionCache {
 public:
    struct Hit {
        PolicyDecision decision;
        /// Told to one caller in the life of an entry, once it is beyond `refresh_at`.
        bool refresh = false;
    };
    struct Life {
        TimePoint expires;
        TimePoint refresh_at;
    };

    /// No entries: a cache that is off.
    explicit DecisionCache(std::size_t entries);
    ~DecisionCache();
    DecisionCache(const DecisionCache&) = delete;
    DecisionCache& operator=(const DecisionCache&) = delete;

    /// Absent when nothing lives under the key, its time is over or its stamp is another one.
    [[nodiscard]] std::optional<Hit> get(const PackedKey& key, const DecisionStamp& stamp,
                                         TimePoint now) const;
    /// Puts or replaces.
    void put(const PackedKey& key, const DecisionStamp& stamp, const PolicyDecision& decision,
             const Life& life, TimePoint now);
    /// Entries held, those whose time is over included.
    [[nodiscard]] std::size_t size() const;
    /// Of memory for all entries that there may be; it is taken at once.
    [[nodiscard]] std::size_t bytes() const noexcept;

 private:
    class Shard;
    [[nodiscard]] Shard& shard_of(std::uint64_t hash) const noexcept;
    std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace sark
