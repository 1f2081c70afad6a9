#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// What the stores say about a metric of the whole run; defined in docs/measurement.md, "Evidence".
struct EvidenceMeasured {
    std::optional<double> value;
    std::uint64_t samples = 0;
    std::uint64_t needed = 1;  ///< Samples below which it is not judged.
    /// What was asked for per second, where that is no number of operations; absent: as many as
    /// operations.
    std::optional<double> offered;
    std::string remark;      ///< What is behind the figure, e.g. the worst table; may be empty.
    std::string why_absent;  ///< Why there is no value.
};

/// commits, buffer_hits, connections, long_running, pool_utilisation, slow_statements,
/// frequent_slow_statements, slowest_statement, unused_indexes, index_usage, and those of
/// core_measure.
[[nodiscard]] bool is_evidence_metric(std::string_view metric);

/// `metric` must be one of them.
[[nodiscard]] EvidenceMeasured measure_evidence(std::string_view metric,
                                                const scenarios::RunResult& run);

}  // namespace sark::reports
