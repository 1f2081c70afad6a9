#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/views/run_view.hpp"

namespace sark::reports {

/// Which operations a summary joins; an empty member accepts all.
struct SummaryScope {
    std::string driver{};
    std::string operation{};
    std::string load{};
};

/// Several operations, or one over all loads it ran in, as tools see it that know no loads.
/// Histograms are joined, never quantiles; the rules are those of OperationView.
struct OperationSummary {
    static constexpr std::array<double, 10> quantiles = {0.50, 0.66, 0.75, 0.80,  0.90,
                                                         0.95, 0.98, 0.99, 0.999, 0.9999};
    SummaryScope scope;
    std::uint64_t count = 0;      ///< Eligible: every outcome and the abandoned.
    std::uint64_t failed = 0;     ///< Of those, not ok.
    std::uint64_t ended = 0;      ///< Ended with an outcome.
    std::uint64_t abandoned = 0;  ///< The others.
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    /// Per second of the window of the load; absent when there is none.
    struct Rates {
        double count = 0.0;
        double failed = 0.0;
        double ended = 0.0;
        double abandoned = 0.0;
        double bytes_sent = 0.0;
        double bytes_received = 0.0;
    };
    std::optional<Rates> per_s;
    std::optional<double> error_ratio;
    std::optional<double> bytes_received_each;  ///< Per operation that ended.
    LatencyView response;
    std::array<std::optional<double>, quantiles.size()> response_ms;  ///< At `quantiles`.
    std::optional<double> response_max_of_all;  ///< Absent when anything failed.
};

/// The operations in `scope` as one; counts are 0 and the rest is absent when there are none.
[[nodiscard]] OperationSummary summary_of(const Report& report, const SummaryScope& scope);

/// One for each operation of each driver, in run order.
[[nodiscard]] std::vector<OperationSummary> operation_summaries(const Report& report);

/// CPU of the generator per operation that ended, warm-up included. Absent when none did.
[[nodiscard]] std::optional<double> generator_cpu_ms_each(const Report& report);

}  // namespace sark::reports
