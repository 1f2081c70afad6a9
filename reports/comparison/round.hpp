#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "reports/comparison/paired_run.hpp"
#include "reports/report.hpp"
#include "reports/statistics/latency_sample.hpp"

namespace sark::reports {

/// The figures of operations taken together, in the order and units of comparison_metrics; absent
/// where a figure was not measured: too few samples beyond the quantile (fewer than 5), the
/// quantile among the failures, no CPU reading of the target.
using RoundFigures = std::vector<std::optional<double>>;

/// How many operations it takes to measure that; absent where their number does not decide.
[[nodiscard]] std::optional<std::size_t> operations_needed(std::string_view metric);

/// Everything that the rounds of one arm measured, added up: pooled histograms and counts, never
/// averaged percentiles.
class ArmTotals {
 public:
    /// All operations of a run, or those of one name in whichever load: then there is no CPU per
    /// operation.
    void add(const scenarios::RunResult& run, std::string_view operation = {});
    [[nodiscard]] RoundFigures figures() const;
    /// Standard errors of those figures on the scale of effects, as far as the run itself tells
    /// them; 0 where it does not.
    [[nodiscard]] std::vector<double> deviations() const;
    [[nodiscard]] std::uint64_t operations() const noexcept { return responses_.total(); }

 private:
    LatencySample responses_;
    double ended_ = 0.0;  ///< Of runs read back as well, which have the rate only.
    double seconds_ = 0.0;
    /// CPU time of the target, while every run could tell.
    std::optional<double> cpu_s_ = 0.0;
};

/// One round on the scale of effects. Unusable when the run is invalid, for whatever reason: the
/// generator and the host make a run invalid, never the target.
[[nodiscard]] RoundMeasure measure_round(const Report& report);

}  // namespace sark::reports
