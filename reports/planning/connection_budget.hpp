#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sark::reports::planning {

/// What one pod may hold open (S001-POOL-01: 20 + 10).
struct PoolSize {
    std::uint32_t base = 20;
    std::uint32_t overflow = 10;

    [[nodiscard]] std::uint64_t most() const noexcept { return std::uint64_t{base} + overflow; }
    bool operator==(const PoolSize&) const = default;
};

/// S001-FRM-01: pods x pool + pods x overflow + reserved; 4 pods of 20 + 10 and 20 reserved: 140.
[[nodiscard]] std::uint64_t total_connections(std::uint64_t pods, PoolSize pool,
                                              std::uint64_t reserved) noexcept;

/// A row of the documented sizing by load (S001-SLA-12..15, four pods).
struct SizingRow {
    std::string_view id;
    std::string_view workload;
    double below_per_s =
        0.0;  ///< The first row whose bound is above the rate holds; the last has none: 0.
    PoolSize pool;
    std::uint32_t documented_total = 0;  ///< As the seed prints it: without the reserved ones.
    std::uint32_t documented_max_connections = 0;
};
inline constexpr std::uint32_t sizing_pods = 4;
[[nodiscard]] const std::array<SizingRow, 4>& documented_sizing() noexcept;
/// The documented row for a load of this many requests per second.
[[nodiscard]] const SizingRow& sizing_for(double rate_per_s) noexcept;
/// "< 100 req/s", "100-500 req/s", "> 1000 req/s".
[[nodiscard]] std::string load_text(const SizingRow& row);

/// Both readings of the seeds' "headroom": the share of max_connections that stays free,
/// and max_connections relative to what is used. Below 0 and 1 when it does not fit.
struct Headroom {
    double free_share = 0.0;
    double ratio = 0.0;
};
/// `total` and `max_connections` at least 1.
[[nodiscard]] Headroom headroom(std::uint64_t total, std::uint64_t max_connections) noexcept;

/// The next multiple of 50 that keeps `total` at or below 80 % (S001-SLA-06), at least 100.
[[nodiscard]] std::uint64_t advised_max_connections(std::uint64_t total) noexcept;

/// How many such pods a server serves directly; a pool of 0 + 0 is none: absent.
[[nodiscard]] std::optional<std::uint64_t> pods_that_fit(std::uint64_t max_connections,
                                                         std::uint64_t reserved,
                                                         PoolSize pool) noexcept;

/// What a plan of pools is asked for; `pods` is the most that will run.
struct PoolRequest {
    std::uint64_t pods = 4;
    PoolSize pool;
    std::uint64_t reserved = 20;  ///< S001-SLA-16.
    std::uint64_t max_connections = 200;
};

/// Whether the pods can open all their connections, and what else to do.
struct ConnectionBudget {
    PoolRequest request;
    std::uint64_t total = 0;
    Headroom headroom;
    std::optional<std::uint64_t> pods_fit;
    std::uint64_t advised_max_connections = 0;
    bool fits = false;                         ///< total <= max_connections
    bool bouncer = false;                      ///< Put PgBouncer between.
    std::vector<std::string> bouncer_reasons;  ///< Why, or why not; at least one.
};

/// PgBouncer is for pods that do not fit, and for more than ten (S001-POOL-05).
[[nodiscard]] ConnectionBudget budget_of(const PoolRequest& request);

}  // namespace sark::reports::planning
