#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/time.hpp"
#include "core/policy/ttl_table.hpp"

namespace sark {

/// When an L1 entry ends.
enum class L1Mode : std::uint8_t {
    ttl,          ///< `l1_ttl` after it was made (S003-CACHE-01).
    time_bucket,  ///< At the next multiple of `l1_ttl` of UTC (S000-CACHE-01): 0 to l1_ttl later.
};

/// What a decision is called in L2.
enum class L2KeyMode : std::uint8_t {
    decision,    ///< policy:decision:{user}:{action}:{resource}:{ctx}, SARK's layout.
    input_hash,  ///< opa_decision:{hash} (S003-CACHE-04).
};

/// How policy caches. A TTL or a number of entries of zero switches that cache off.
struct PolicyCacheOptions {
    std::size_t l1_entries = 1'000;
    Nanos l1_ttl = std::chrono::seconds(10);
    L1Mode l1_mode = L1Mode::ttl;
    Nanos l2_ttl = std::chrono::seconds(60);  ///< Also the life of facts in this process.
    std::optional<TtlTable> l2_ttl_by_level;  ///< Instead of l2_ttl, for decisions.
    L2KeyMode l2_key_mode = L2KeyMode::decision;
    std::size_t fact_entries = 10'000;  ///< Principals, and as many tools, kept for l2_ttl.
    /// Stale-while-revalidate: what has less than this share of its life left is still answered,
    /// and made anew in the background. 0: off.
    double refresh_share = 0.3;
    /// How often invalidations by other processes are fetched from Redis; 0: never.
    Nanos sync_interval = std::chrono::milliseconds(100);

    [[nodiscard]] TtlTable l2_table() const {
        return l2_ttl_by_level.value_or(TtlTable::flat(l2_ttl));
    }
};

/// The longest that anybody may see an old decision (S003-SLA-30).
inline constexpr Nanos max_staleness = std::chrono::seconds(300);
/// What a proxy in front may keep an answer for.
inline constexpr Nanos proxy_ttl = std::chrono::seconds(60);

/// The stack of X-09 when nothing is invalidated: L1, then L2 or the facts, whichever is longer,
/// then a proxy in front. Each may be filled at the last moment of the one below it.
[[nodiscard]] Nanos stacked_ttl(const PolicyCacheOptions& options) noexcept;
/// One sentence when stacked_ttl() is beyond max_staleness; absent otherwise.
[[nodiscard]] std::optional<std::string> staleness_warning(const PolicyCacheOptions& options);

}  // namespace sark
