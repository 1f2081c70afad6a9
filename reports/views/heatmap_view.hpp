#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// How many answers of a load took how long, when: time by latency. Failures are not in it.
struct HeatmapView {
    static constexpr std::size_t columns_maximum = 150;  ///< Neighbouring slices are added up.
    static constexpr std::size_t levels_maximum = 7;     ///< Colours.
    std::string load;
    double column_s = 0.0;
    std::vector<double> edges_ms;  ///< Evenly spaced on a log axis; row r is (edge r, edge r + 1].
    std::vector<std::vector<std::uint64_t>> counts;  ///< [column][row], each of the answers' counts
                                                     ///< in exactly one of them.
    std::vector<std::uint64_t> level_floors;  ///< The smallest count of each colour, from 1 on.
    std::string summary;                      ///< What is to be seen, in one or two sentences.
};

/// One for each load with answers, in run order.
[[nodiscard]] std::vector<HeatmapView> heatmaps_of(const scenarios::RunResult& run);

}  // namespace sark::reports
