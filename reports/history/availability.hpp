#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// The requests of one run.
struct RequestCount {
    UtcTime at;
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;  ///< Any outcome but ok, and the abandoned.
};

/// S003-SLA-22, availability over a rolling 30 days, and the error budget that it leaves. Of the
/// requests that test runs made: availability under test, not in production.
struct Availability {
    static constexpr double target = 0.9995;
    static constexpr Nanos window = std::chrono::hours(24 * 30);
    /// What the target allows in 30 days if failures were an outage: 21.6 minutes.
    static constexpr double minutes_allowed = (1.0 - target) * 30.0 * 24.0 * 60.0;

    std::string from;  ///< ISO 8601; empty without runs.
    std::string until;
    std::size_t runs = 0;
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;
    std::optional<double> available;  ///< Absent without requests.
    std::optional<Interval95> ci95;
    std::optional<double> budget_spent;   ///< Share of the failures allowed; 1 is all.
    std::optional<double> minutes_spent;  ///< The same of minutes_allowed.
    RowVerdict verdict = RowVerdict::no_data;
};

/// Over the runs that began in the 30 days up to the newest (`runs` in order of time). Fails when
/// too many requests failed, is inconclusive when the interval reaches below the target.
[[nodiscard]] Availability availability_of(const std::vector<RequestCount>& runs);

}  // namespace sark::reports
