#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/time.hpp"

namespace sark {

/// The in-process cache of S003-CACHE-01: least recently used out first, and nothing outlives its
/// TTL counted from the moment it was put. Sharded by key, each shard with a mutex and its share of
/// the entries, so the order of eviction is exact within a shard only (one shard below 128
/// entries). No entries or no TTL: a cache that is off. Time is the caller's. Thread-safe.
template <class Value>
class L1Cache {
 public:
    L1Cache(std::size_t entries, Nanos ttl)
        : ttl_(entries == 0 ? Nanos{0} : ttl), shards_(entries < 128 ? 1 : shards_max) {
        for (std::size_t i = 0; i < shards_.size(); ++i)
            shards_[i].capacity = entries / shards_.size() + (i < entries % shards_.size() ? 1 : 0);
    }

    /// A copy of what lives under `key`; absent when there is nothing or its time is over.
    [[nodiscard]] std::optional<Value> get(std::string_view key, TimePoint now) {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.index.find(key);
        if (found == shard.index.end())
            return std::nullopt;
        const auto entry = found->second;
        if (now >= entry->expires) {
            shard.index.erase(found);
            shard.order.erase(entry);
            size_.fetch_sub(1, std::memory_order_relaxed);
            return std::nullopt;
        }
        shard.order.splice(shard.order.begin(), shard.order, entry);
        return entry->value;
    }

    /// Puts or replaces; it lives for the TTL from `now`.
    void put(std::string key, Value value, TimePoint now) {
        if (ttl_ <= Nanos{0})
            return;
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const std::size_t before = shard.order.size();
        if (const auto found = shard.index.find(key); found != shard.index.end()) {
            const auto entry = found->second;
            shard.index.erase(found);
            shard.order.erase(entry);
        }
        shard.order.push_front({std::move(key), std::move(value), now + ttl_});
        shard.index.emplace(shard.order.front().key, shard.order.begin());
        if (shard.order.size() > shard.capacity) {
            shard.index.erase(shard.order.back().key);
            shard.order.pop_back();
        }
        if (shard.order.size() > before)
            size_.fetch_add(1, std::memory_order_relaxed);
    }

    /// Entries held, those whose time is over but which nobody asked for included.
    /// Takes no lock.
    [[nodiscard]] std::size_t size() const noexcept {
        return size_.load(std::memory_order_relaxed);
    }

 private:
    static constexpr std::size_t shards_max = 16;

    struct Entry {
        std::string key;
        Value value;
        TimePoint expires;
    };
    struct Shard {
        std::mutex mutex;
        std::size_t capacity = 0;
        std::list<Entry> order;  // most recently used first
        std::unordered_map<std::string_view, typename std::list<Entry>::iterator> index;
    };

    Shard& shard_of(std::string_view key) {
        // The map inside a shard uses the low bits of the same hash.
        return shards_[(std::hash<std::string_view>{}(key) >> 32) % shards_.size()];
    }

    Nanos ttl_;
    std::vector<Shard> shards_;
    std::atomic<std::size_t> size_{0};  // over all shards, changed under the lock of one
};

}  // namespace sark
