#pragma once

#include <optional>
#include <vector>

#include "bench/capacity/model_prediction.hpp"
#include "reports/comparison/signed_rank.hpp"

namespace sark::capacity {

/// How far a prediction may be off: |predicted / measured - 1|.
inline constexpr double allowed_error = 0.15;

/// So much for each of so many processes: what the model says of it and what was measured.
struct ModelRow {
    unsigned processes = 1;
    double share = 0.0;       ///< Of what one process held.
    double each_per_s = 0.0;  ///< To each process.
    Prediction from_file;
    struct Round {
        double predicted_ms = 0.0;  ///< From one process's windows of this round.
        double measured_ms = 0.0;   ///< p95 of the row's own window.
    };
    std::vector<Round> rounds;
};

/// Errors are predicted / measured - 1 of each round, so that what the host does for longer than a
/// round is in both; their centre is Hodges and Lehmann's, of the logarithms.
struct RowFinding {
    double predicted_ms = 0.0;  ///< Of the middle round, the lower of two; so is measured_ms.
    double measured_ms = 0.0;
    double error = 0.0;
    /// 95 %, by the signed-rank test; absent with fewer than six rounds.
    std::optional<reports::CentreInterval> error_interval;
    double file_error = 0.0;  ///< Of the prediction from the file alone, against the same windows.

    [[nodiscard]] bool within() const noexcept;
    [[nodiscard]] bool file_within() const noexcept;
};

/// `row` has at least one round, `table` as many places as it has rounds.
[[nodiscard]] RowFinding finding_of(const ModelRow& row, const reports::SignedRankTable& table);

/// The middle one by size, the lower of two; `values` is not empty.
[[nodiscard]] double middle_of(std::vector<double> values);

}  // namespace sark::capacity
