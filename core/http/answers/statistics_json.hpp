#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/http/requests/request.hpp"
#include "core/http/requests/validation.hpp"
#include "core/registry/registry_statistics.hpp"

namespace sark::http {

[[nodiscard]] std::string summary_json(const RegistrySummary& summary);
/// `uptime_percentage` is null: no history of checks is kept. Upstream says 99.5.
[[nodiscard]] std::string server_statistics_json(const ServerStatistics& statistics);

/// GET /api/v1/metrics/timeseries/servers: metric, time_range 1h, 6h, 24h (default), 7d or 30d,
/// interval 5m, 15m, 1h (default), 6h or 1d. At most 8,641 points.
struct SeriesRequest {
    RegistrySeries series = RegistrySeries::server_count;
    std::string metric;
    std::string range_text;
    std::string interval_text;
    std::chrono::seconds range{};
    std::chrono::seconds interval{};
};
[[nodiscard]] Validated<SeriesRequest> parse_series(const Request& request);
[[nodiscard]] std::string series_json(const SeriesRequest& request,
                                      const std::vector<SeriesPoint>& points);

}  // namespace sark::http
