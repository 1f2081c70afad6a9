#include "reports/planning/redis_memory.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports::planning {

namespace {
constexpr double mebibyte = 1024.0 * 1024.0;
constexpr double least_bytes = 64.0 * mebibyte;
constexpr double room_for_fragments = 1.25;
constexpr double documented_bytes = 8.0 * 1024.0 * mebibyte;
}  // namespace

RedisMemory redis_memory(const std::vector<CacheKind>& kinds) {
    RedisMemory memory;
    for (const CacheKind& kind : kinds) {
        memory.kinds.push_back({kind, kind.entries.value * kind.bytes_per_entry.value});
        memory.bytes += memory.kinds.back().bytes;
    }
    const double steps = std::ceil(memory.bytes * room_for_fragments / least_bytes);
    memory.maxmemory_bytes = std::max(steps, 1.0) * least_bytes;
    memory.documented_maxmemory_bytes = documented_bytes;
    return memory;
}

double live_entries(double lookups_per_s, double hit_rate, double ttl_s, double keys) noexcept {
    return std::min(lookups_per_s * (1.0 - hit_rate) * ttl_s, keys);
}

}  // namespace sark::reports::planning
