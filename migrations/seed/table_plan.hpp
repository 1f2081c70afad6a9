#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "migrations/seed/row.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::migrations {

/// What a row is made from, beside its index.
struct SeedContext {
    workloads::DatasetSpec dataset;
    std::int64_t now_us = 0;  ///< The server's clock when seeding began; moves times, never keys.

    static constexpr std::int64_t day_us = 86'400'000'000;
    static constexpr std::int64_t entity_days = 30;  ///< Entities were created within these days.

    /// When entity `index` came to be: scattered over the last entity_days.
    [[nodiscard]] std::int64_t created_at(workloads::Entity entity, std::uint64_t index) const;
    /// When event `index` of `count` happened: evenly over the dataset's event_days, oldest first.
    [[nodiscard]] std::int64_t happened_at(std::uint64_t index, std::uint64_t count) const;
};

/// One seeded table. Everything but its times is a pure function of the dataset.
struct TablePlan {
    std::string system;
    std::string table;  ///< Schema-qualified.
    std::vector<std::string> columns;
    std::uint64_t rows = 0;
    bool grows = false;  ///< Runs add rows to it.
    void (*fill)(const SeedContext&, std::uint64_t index, Row& row) = nullptr;
};

/// The tables of one system in an order that satisfies its foreign keys.
[[nodiscard]] std::vector<TablePlan> plan_api(const workloads::DatasetSpec& dataset);
[[nodiscard]] std::vector<TablePlan> plan_v2(const workloads::DatasetSpec& dataset);
[[nodiscard]] std::vector<TablePlan> plan_audit(const workloads::DatasetSpec& dataset);
[[nodiscard]] std::vector<TablePlan> plan_app(const workloads::DatasetSpec& dataset);
[[nodiscard]] std::vector<TablePlan> plan_gateway(const workloads::DatasetSpec& dataset);
[[nodiscard]] std::vector<TablePlan> plan_partitions(const workloads::DatasetSpec& dataset);
/// By the system's name; empty for one that is not seeded.
[[nodiscard]] std::vector<TablePlan> plan_system(std::string_view system,
                                                 const workloads::DatasetSpec& dataset);

/// Draw number `stream` of row `index` of a table; `table` keeps the tables' streams apart.
[[nodiscard]] std::uint64_t row_draw(const SeedContext& context, std::string_view table,
                                     std::uint64_t index, std::uint64_t stream) noexcept;

/// Appends the id of one of the entity's rows, chosen by a draw; NULL when the dataset has none.
void put_reference(Row& row, const SeedContext& context, workloads::Entity entity,
                   std::uint64_t bits);

/// Appends the id of the user or principal that a draw makes the owner; NULL when there is none.
void put_owner(Row& row, const SeedContext& context, workloads::Entity entity, std::uint64_t bits);

/// The documented rule sets, which are also the seeded policies.
inline constexpr std::array<std::string_view, 6> policy_names = {
    "rbac", "team_access", "sensitivity", "time_based", "ip_filtering", "mfa"};

/// One of the labels by a draw.
[[nodiscard]] std::string_view pick(std::span<const std::string_view> labels,
                                    std::uint64_t bits) noexcept;

/// A client address within 10.0.0.0/8, in `out`.
std::string_view write_address(std::uint64_t bits, std::span<char, 16> out) noexcept;

/// {"transport": …, "region": …}, so that containment queries select a part, and as many more keys
/// as the dataset asks for.
void put_metadata(Row& row, const SeedContext& context, std::uint64_t bits);
/// `object` with the dataset's further keys "key_01", …, whose values follow from `bits`.
void put_document(Row& row, const SeedContext& context, std::string_view object,
                  std::uint64_t bits);

}  // namespace sark::migrations
