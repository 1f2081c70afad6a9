#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/timing/histogram.hpp"

namespace sark::reports {

/// Prometheus text exposition format 0.0.4: families one after another, each with its samples.
class PrometheusText {
 public:
    using Labels = std::vector<std::pair<std::string_view, std::string>>;

    explicit PrometheusText(std::ostream& out) : out_(out) {}

    /// Begins a family; type is "counter", "gauge" or "histogram".
    void family(std::string_view name, std::string_view type, std::string_view help);
    /// A sample of the family.
    void sample(const Labels& labels, double value);
    /// The cumulative buckets, sum and count of a histogram of nanoseconds, in seconds.
    void histogram(const Labels& labels, const workloads::Histogram& histogram);

 private:
    void line(std::string_view suffix, const Labels& labels, double value);

    std::ostream& out_;
    std::string family_;
};

}  // namespace sark::reports
