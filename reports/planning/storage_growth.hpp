#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/planning/figure.hpp"

namespace sark::reports::planning {

/// Rows that are added at a rate and kept for a time: audit events.
struct GrowingTable {
    std::string name;
    Figure bytes_per_row;  ///< With its share of indexes and TOAST.
    Figure rows_per_s;     ///< Mean over the day.
    Figure retention_days;
};

/// Rows whose number follows from the target: servers and their tools.
struct StandingTable {
    std::string name;
    Figure bytes_per_row;
    Figure rows;
};

struct TableStorage {
    std::string name;
    Figure bytes_per_row;
    std::optional<Figure> rows_per_s;      ///< Absent for a standing table.
    std::optional<Figure> retention_days;  ///< Absent for a standing table.
    double rows = 0.0;                     ///< Once it is full.
    double bytes_per_day = 0.0;
    double bytes = 0.0;  ///< Once it is full.
};

/// What compression after `compress_after_days` would leave, by the documented saving of 90 %
/// (S001-SLA-17, 90-95 %), which nobody measured here.
struct CompressedClaim {
    double compress_after_days = 7.0;
    double saving = 0.90;
    double bytes = 0.0;
};

struct StorageGrowth {
    std::vector<TableStorage> tables;
    double bytes_per_day = 0.0;
    double bytes = 0.0;
    CompressedClaim compressed;
};

[[nodiscard]] StorageGrowth storage_growth(const std::vector<GrowingTable>& growing,
                                           const std::vector<StandingTable>& standing);

}  // namespace sark::reports::planning
