#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark {

namespace postgres {
class ConnectionPool;
}
namespace redis {
class Client;
}

struct ProtocolCount {
    std::string protocol;
    std::uint64_t resources = 0;
    bool operator==(const ProtocolCount&) const = default;
};

struct ProtocolStatsCounters {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t errors = 0;  ///< Redis did not answer, or what it held was not understood.
};

/// Resources per protocol (S000-QRY-07), kept in Redis under "protocol_stats" for 300 s
/// (S000-CACHE-02): up to that old. A Redis that is away costs the query and is never an error.
/// Thread-safe.
class ProtocolStats {
 public:
    static constexpr const char* key = "protocol_stats";
    static constexpr Nanos ttl = std::chrono::seconds(300);

    /// Both are borrowed; `redis` may be null: always the query.
    ProtocolStats(postgres::ConnectionPool& reads, redis::Client* redis)
        : reads_(reads), redis_(redis) {}

    /// From Redis, or counted and put there. By protocol. Errors as of postgres::Session.
    [[nodiscard]] Result<std::vector<ProtocolCount>> counts();
    /// Counted now, past Redis.
    [[nodiscard]] Result<std::vector<ProtocolCount>> count_now();
    [[nodiscard]] ProtocolStatsCounters counters() const noexcept;

 private:
    postgres::ConnectionPool& reads_;
    redis::Client* redis_;
    std::atomic<std::uint64_t> hits_{0};
    std::atomic<std::uint64_t> misses_{0};
    std::atomic<std::uint64_t> errors_{0};
};

}  // namespace sark
