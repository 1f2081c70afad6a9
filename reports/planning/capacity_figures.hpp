#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "reports/planning/shared_station.hpp"
#include "workloads/timing/histogram.hpp"

namespace sark::reports::planning {

/// What a plan takes from a capacity result.
struct CapacityFigures {
    std::string source;  ///< "capacity run 2026-01-31T12:00:00Z of policy_evaluation".
    std::string scenario;
    std::string driver;  ///< Of the operations: "http", "postgres"…; "mixed" when they differ.
    double holds_per_s = 0.0;
    std::optional<double> breaks_per_s;
    bool confirmed = false;
    std::string outcome;
    std::optional<double> knee_per_s;
    std::string limited_by;  ///< Where it broke: "target_cpu", "pool", …; empty: not known.
    struct Usl {
        double lambda = 0.0;  ///< Operations per second of one in flight.
        Contention contention{};
        std::optional<double> peak_per_s;
    };
    std::optional<Usl> usl;                       ///< Absent when the fit was refused.
    std::string usl_refused;                      ///< Why; empty when it was not.
    std::optional<workloads::Histogram> service;  ///< All operations at holds_per_s; absent: none.
    /// All operations by one user at a time, so that nothing waits; absent where that was not
    /// measured.
    std::optional<workloads::Histogram> alone;
    /// Response times of all operations at one rate: those of the middle one of its windows by p95.
    struct Paced {
        double per_s = 0.0;
        workloads::Histogram answers;
        double p95_low_ms = 0.0;  ///< Of the fastest window.
        double p95_high_ms = 0.0;
    };
    std::vector<Paced> paced;      ///< Rates rise up to holds_per_s; none in older files.
    bool random_arrivals = false;  ///< They came at random (Poisson) in those.
    std::optional<unsigned> cpus;
    bool shares_host = false;
};

/// Reads what `sark-bench capacity` wrote (reports/capacity.schema.json, version 1).
/// Errc::invalid_argument names `file` and the member that is missing or wrong, and a result that
/// found no rate at all.
[[nodiscard]] Result<CapacityFigures> read_capacity(std::string_view json, const std::string& file);

}  // namespace sark::reports::planning
