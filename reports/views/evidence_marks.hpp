#pragma once

#include <string>
#include <vector>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// Something that the server did beside its work, on the time axis.
struct EvidenceMark {
    std::string what;     ///< checkpoint | autovacuum | lock waits
    double from_s = 0.0;  ///< Into the measured window.
    double to_s = 0.0;
};

/// In order of time, kind by kind; touching slices are one mark. Empty without samples.
[[nodiscard]] std::vector<EvidenceMark> marks_of(const scenarios::RunResult& run);

/// "checkpoint for 4.5 s (from 2.0 s on), autovacuum for 1.0 s (twice, from 3.0 s on)"; empty
/// without marks.
[[nodiscard]] std::string marks_sentence(const std::vector<EvidenceMark>& marks);

/// What the chart of the server's activity shows, in a sentence; empty without samples.
[[nodiscard]] std::string activity_sentence(const scenarios::RunResult& run);

}  // namespace sark::reports
