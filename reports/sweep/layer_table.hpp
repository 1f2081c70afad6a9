#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/sweep/sweep_result.hpp"

namespace sark::reports {

/// What one layer adds to the same stream of operations. Absent is not measured.
struct LayerRow {
    std::string name;
    std::string adds;
    std::optional<double> mean_ms;
    std::optional<double> p50_ms;
    std::optional<double> p95_ms;
    std::optional<double> added_ms;      ///< Its mean less that of the layer below.
    std::optional<double> added_p50_ms;  ///< Likewise of the medians, for orientation.
    std::optional<double> share;         ///< added_ms of the last layer's mean.
};

/// Where the milliseconds go: each layer of a sweep beside the one below it.
struct LayerTable {
    std::vector<LayerRow> rows;  ///< Empty when the sweep has no layers.
    std::string sentence;        ///< The layer that takes most; empty when that is not known.
    std::string note;            ///< Why the means are what is subtracted.
};

/// The points that add a layer, in their order. Means are subtracted, because the mean of a sum is
/// the sum of the means; percentiles stand beside them and do not add up.
[[nodiscard]] LayerTable layers_of(const SweepResult& result);

}  // namespace sark::reports
