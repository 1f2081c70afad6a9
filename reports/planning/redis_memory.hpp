#pragma once

#include <string>
#include <vector>

#include "reports/planning/figure.hpp"

namespace sark::reports::planning {

/// Entries of one kind: how many live at a time, and what one takes with its key and its share of
/// Redis' own tables.
struct CacheKind {
    std::string name;
    Figure entries;
    Figure bytes_per_entry;
};

struct CacheMemory {
    CacheKind kind;
    double bytes = 0.0;
};

/// What Redis needs. `maxmemory` leaves room for the allocator's fragmentation (a quarter), and is
/// at least 64 MB.
struct RedisMemory {
    std::vector<CacheMemory> kinds;
    double bytes = 0.0;
    double maxmemory_bytes = 0.0;
    double documented_maxmemory_bytes = 0.0;  ///< S003-REDIS-01: 8 GB.
};

[[nodiscard]] RedisMemory redis_memory(const std::vector<CacheKind>& kinds);

/// Entries that live at a time when each lives for `ttl_s` and every miss adds one: Little's law,
/// never more than there are keys.
[[nodiscard]] double live_entries(double lookups_per_s, double hit_rate, double ttl_s,
                                  double keys) noexcept;

}  // namespace sark::reports::planning
