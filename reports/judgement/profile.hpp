#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::reports {

/// One documented target, as data: reports/sla/*.json. A scenario's thresholds take the same form.
struct SlaRow {
    std::string id;
    std::string title;
    std::vector<std::string>
        operations;          ///< Names, or prefixes ending in "*"; joined when several.
    std::string driver;      ///< Only operations of this driver; empty: any.
    std::string load;        ///< Only operations of this load; empty: any.
    std::string label;       ///< How the operations are called in a report.
    std::string metric;      ///< response | service | server | error_ratio | errors |
                             ///< throughput | iterations | abandoned, or one of evidence_measure
    std::string statistic;   ///< p50, p99.9, mean, min, max, rate, count
    std::string comparison;  ///< "<", "<=", ">", ">="
    std::optional<double> target;
    std::optional<double> critical;
    std::string critical_statistic;  ///< Empty: the critical level is for `statistic`.
    std::string unit;                ///< ms | ratio | 1/s | count
    std::string measured_at;
    std::string source;
    std::string skipped;  ///< Why no run can judge it; empty: judged.
    std::string needs;  ///< "timescale_license": skipped without TimescaleDB under its own licence.
    double minimum_offered = 0.0;  ///< Skipped when the load offers less of it per second.
    double tolerance = 0.0;        ///< Relative, for rates documented with one significant digit.
    bool informational = false;    ///< Says what was measured beside the target, and decides
                                   ///< nothing.
    std::string cache;      ///< "hit" | "miss": only operations whose answers were so; empty: any.
    bool advisory = false;  ///< A miss is a warning: the seed calls it desired.
    std::optional<double> band_low;  ///< Below it the row says so, and holds.
    bool required = false;           ///< Absence of its operation decides the verdict (thresholds).
};

struct SlaProfile {
    std::string name;
    std::string title;
    std::vector<SlaRow> rows;
};

/// A shipped profile. Errc::not_found lists those there are.
[[nodiscard]] Result<SlaProfile> find_profile(std::string_view name);

}  // namespace sark::reports
