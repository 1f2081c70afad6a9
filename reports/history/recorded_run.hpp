#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reports/comparison/round.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// What a history keeps of a run: its figures, not its histograms.
struct RecordedRun {
    struct Operation {
        std::string name;  ///< Empty: all operations together.
        RoundFigures figures;
    };
    std::string path;  ///< Where its result.json was read.
    /// What ran, where and when; its loads have names and planned arrivals, no measurements,
    /// its plans names and shapes.
    scenarios::RunResult setting;
    Validity validity;
    std::vector<Operation> operations;  ///< All together first; single ones when there are several.
    std::uint64_t requests = 0;         ///< Every outcome and the abandoned.
    std::uint64_t failed = 0;
    /// Bytes by table at the end of the run; empty when it did not record them.
    std::vector<std::pair<std::string, double>> table_bytes;
};

[[nodiscard]] RecordedRun record_of(const Report& report, std::string path);

/// The database that the run's tables are of: "host=… dbname=…" without a password. Empty when the
/// run made its own, which says nothing about growth.
[[nodiscard]] std::string database_of(const scenarios::RunResult& run);

}  // namespace sark::reports
