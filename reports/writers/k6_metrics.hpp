#pragma once

#include <string>
#include <utility>
#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// A metric as k6 sums it up at the end of a test. Absent values have no entry: a missing key is
/// told apart from 0 by every reader, null is not.
struct K6Metric {
    std::string name;      ///< "http_req_duration", or with a tag: "http_req_duration{operation:x}"
    std::string type;      ///< trend | counter | rate | gauge
    std::string contains;  ///< time (in ms) | data (in bytes) | default
    std::vector<std::pair<std::string, double>> values;
    struct Threshold {
        std::string text;
        bool ok = false;  ///< Passed; what could not be judged did not.
    };
    std::vector<Threshold> thresholds;
};

/// The metrics of the drivers that ran, those of each operation, and every metric that has a
/// threshold, in that order.
[[nodiscard]] std::vector<K6Metric> k6_metrics(const Report& report);

}  // namespace sark::reports
