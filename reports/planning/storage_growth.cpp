#include "reports/planning/storage_growth.hpp"

#include <algorithm>

namespace sark::reports::planning {

namespace {
constexpr double day_s = 86'400.0;
}

StorageGrowth storage_growth(const std::vector<GrowingTable>& growing,
                             const std::vector<StandingTable>& standing) {
    StorageGrowth growth;
    for (const GrowingTable& table : growing) {
        TableStorage storage{table.name, table.bytes_per_row, table.rows_per_s,
                             table.retention_days};
        storage.rows = table.rows_per_s.value * day_s * table.retention_days.value;
        storage.bytes_per_day = table.rows_per_s.value * day_s * table.bytes_per_row.value;
        storage.bytes = storage.bytes_per_day * table.retention_days.value;
        const double plain_days =
            std::min(growth.compressed.compress_after_days, table.retention_days.value);
        growth.compressed.bytes +=
            storage.bytes_per_day * (plain_days + (1.0 - growth.compressed.saving) *
                                                      (table.retention_days.value - plain_days));
        growth.tables.push_back(std::move(storage));
    }
    for (const StandingTable& table : standing) {
        TableStorage storage{table.name, table.bytes_per_row, std::nullopt, std::nullopt};
        storage.rows = table.rows.value;
        storage.bytes = table.rows.value * table.bytes_per_row.value;
        growth.compressed.bytes += storage.bytes;
        growth.tables.push_back(std::move(storage));
    }
    for (const TableStorage& table : growth.tables) {
        growth.bytes_per_day += table.bytes_per_day;
        growth.bytes += table.bytes;
    }
    return growth;
}

}  // namespace sark::reports::planning
