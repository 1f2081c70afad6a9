#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"

namespace sark::reports {

/// The tables of a database at the end of a run; bytes with indexes, TOAST and partitions.
struct TableSizes {
    std::string run;  ///< Its id.
    UtcTime at;
    std::string database;  ///< What it is of; sizes of different ones are never compared.
    std::vector<std::pair<std::string, double>> bytes;
};

struct GrownTable {
    std::string name;
    double before_bytes = 0.0;
    double after_bytes = 0.0;
    double per_month = 0.0;  ///< Compounded to 30 days: 0.2 is 20 %.
    bool alert = false;
};

/// S004-SLA-08: table growth above 20 % a month.
struct TableGrowth {
    static constexpr double limit = 0.20;
    static constexpr Nanos month = std::chrono::hours(24 * 30);
    /// Smaller tables are not judged: one page more would be an alert.
    static constexpr double bytes_judged = 1024.0 * 1024.0;

    std::string why_not;  ///< Why nothing is judged; empty when it is.
    std::string from_run;
    std::string to_run;
    double days = 0.0;
    std::vector<GrownTable> tables;  ///< Judged ones, the quickest growth first.
    std::size_t too_small = 0;
    std::size_t alerts = 0;
};

/// Compares the newest sizes with the newest of the same database that are at least 30 days older
/// (`sizes` in order of time). A table that is in one of the two only is not judged.
[[nodiscard]] TableGrowth table_growth(const std::vector<TableSizes>& sizes);

}  // namespace sark::reports
