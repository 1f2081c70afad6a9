#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// The counters of a Prometheus text exposition, labels folded into the name as they are written:
/// "sark_cache_hits_total{level=\"l1\"}" -> 12. Of histograms the sums and counts, which are
/// counters too. Other kinds and lines that make no sense are left out.
[[nodiscard]] std::map<std::string, double> parse_counters(std::string_view exposition);

/// The gauges, likewise.
[[nodiscard]] std::map<std::string, double> parse_gauges(std::string_view exposition);

/// GET <url>/metrics, 1 s at most; Errc::unavailable when there is no answer, Errc::protocol when
/// it is not 200.
[[nodiscard]] Result<std::map<std::string, double>> scrape_counters(const std::string& url);
[[nodiscard]] Result<std::map<std::string, double>> scrape_gauges(const std::string& url);

}  // namespace sark::scenarios
