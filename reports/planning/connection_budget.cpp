#include "reports/planning/connection_budget.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sark::reports::planning {

namespace {

constexpr std::uint64_t documented_bouncer_pods = 10;  // S001-POOL-05: "many pods (> 10)"

std::uint64_t usable(std::uint64_t max_connections, std::uint64_t reserved) noexcept {
    return max_connections > reserved ? max_connections - reserved : 0;
}

}  // namespace

std::uint64_t total_connections(std::uint64_t pods, PoolSize pool,
                                std::uint64_t reserved) noexcept {
    return pods * pool.base + pods * pool.overflow + reserved;
}

const std::array<SizingRow, 4>& documented_sizing() noexcept {
    static constexpr std::array<SizingRow, 4> rows = {{
        {"S001-SLA-12", "Low", 100.0, {10, 5}, 60, 100},
        {"S001-SLA-13", "Medium", 500.0, {20, 10}, 120, 200},
        {"S001-SLA-14", "High", 1000.0, {30, 15}, 180, 250},
        {"S001-SLA-15", "Very High", 0.0, {40, 20}, 240, 300},
    }};
    return rows;
}

const SizingRow& sizing_for(double rate_per_s) noexcept {
    const auto& rows = documented_sizing();
    const auto found = std::ranges::find_if(
        rows, [&](const SizingRow& row) { return rate_per_s < row.below_per_s; });
    return found == rows.end() ? rows.back() : *found;
}

std::string load_text(const SizingRow& row) {
    const auto& rows = documented_sizing();
    if (row.id == rows.front().id)
        return fmt::format("< {:.0f} req/s", row.below_per_s);
    const auto found =
        std::ranges::find_if(rows, [&](const SizingRow& other) { return other.id == row.id; });
    const double from = std::prev(found)->below_per_s;
    return row.below_per_s > 0.0 ? fmt::format("{:.0f}-{:.0f} req/s", from, row.below_per_s)
                                 : fmt::format("> {:.0f} req/s", from);
}

Headroom headroom(std::uint64_t total, std::uint64_t max_connections) noexcept {
    const auto used = static_cast<double>(total);
    const auto most = static_cast<double>(max_connections);
    return {(most - used) / most, most / used};
}

std::uint64_t advised_max_connections(std::uint64_t total) noexcept {
    constexpr std::uint64_t step = 50;
    const std::uint64_t needed = (total * 5 + 3) / 4;  // at most 80 % of it used
    return std::max<std::uint64_t>(100, (needed + step - 1) / step * step);
}

std::optional<std::uint64_t> pods_that_fit(std::uint64_t max_connections, std::uint64_t reserved,
                                           PoolSize pool) noexcept {
    if (pool.most() == 0)
        return std::nullopt;
    return usable(max_connections, reserved) / pool.most();
}

ConnectionBudget budget_of(const PoolRequest& request) {
    ConnectionBudget budget;
    budget.request = request;
    budget.total = total_connections(request.pods, request.pool, request.reserved);
    budget.headroom = headroom(std::max<std::uint64_t>(budget.total, 1),
                               std::max<std::uint64_t>(request.max_connections, 1));
    budget.pods_fit = pods_that_fit(request.max_connections, request.reserved, request.pool);
    budget.advised_max_connections = advised_max_connections(budget.total);
    budget.fits = budget.total <= request.max_connections;
    if (!budget.fits)
        budget.bouncer_reasons.push_back(fmt::format(
            "{} connections are more than max_connections {}: at {} per pod only {} pods fit "
            "beside {} reserved (S001-FRM-01)",
            budget.total, request.max_connections, request.pool.most(), budget.pods_fit.value_or(0),
            request.reserved));
    if (request.pods > documented_bouncer_pods)
        budget.bouncer_reasons.push_back(
            fmt::format("{} pods are more than the {} from which S001-POOL-05 advises it",
                        request.pods, documented_bouncer_pods));
    budget.bouncer = !budget.bouncer_reasons.empty();
    if (!budget.bouncer)
        budget.bouncer_reasons.push_back(fmt::format(
            "{} connections fit max_connections {}, and {} pods are not more than {}", budget.total,
            request.max_connections, request.pods, documented_bouncer_pods));
    return budget;
}

}  // namespace sark::reports::planning
