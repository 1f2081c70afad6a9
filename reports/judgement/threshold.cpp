#include "reports/judgement/threshold.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "reports/judgement/measure.hpp"
#include "reports/judgement/recovery.hpp"

namespace sark::reports {

namespace {

using Aggregation = scenarios::Threshold::Aggregation;
using Comparison = scenarios::Threshold::Comparison;

/// What each k6 metric is to us: our metric, its driver (empty: all) and its unit when it is not a
/// rate.
struct MetricMeaning {
    std::string_view k6_name;
    std::string_view metric;
    std::string_view driver;
    std::string_view unit;
};
constexpr std::array<MetricMeaning, 11> meanings = {{
    {"http_req_duration", "response", "http", "ms"},
    {"http_server_duration", server_metric, "http", "ms"},
    {"http_req_failed", "error_ratio", "http", "count"},
    {"pg_stmt_duration", "response", "postgres", "ms"},
    {"redis_cmd_duration", "response", "redis", "ms"},
    {"core_call_duration", "response", "core", "ms"},
    {"op_duration", "response", "", "ms"},
    {"errors", "errors", "", "count"},
    {"iterations", "iterations", "", "count"},
    {"dropped_iterations", "abandoned", "", "count"},
    {"recovery_time", recovery_metric, "", "ms"},
}};

std::string statistic_of(const scenarios::Threshold& threshold) {
    switch (threshold.aggregation) {
        case Aggregation::avg:
            return "mean";
        case Aggregation::min:
            return "min";
        case Aggregation::med:
            return "p50";
        case Aggregation::max:
            return "max";
        case Aggregation::percentile:
            return fmt::format("p{}", threshold.percentile);
        case Aggregation::rate:
            return "rate";
        case Aggregation::count:
            return "count";
    }
    return {};
}

std::string comparison_of(const scenarios::Threshold& threshold) {
    switch (threshold.comparison) {
        case Comparison::less:
            return "<";
        case Comparison::less_equal:
            return "<=";
        case Comparison::greater:
            return ">";
        case Comparison::greater_equal:
            return ">=";
    }
    return {};
}

/// "http_req_duration{operation:api.list}: p(95)<50ms"
std::string id_of(const scenarios::Threshold& threshold) {
    std::string selector;
    if (!threshold.operation.empty())
        selector += "operation:" + threshold.operation;
    if (!threshold.load.empty())
        selector += (selector.empty() ? "load:" : ",load:") + threshold.load;
    if (!threshold.phase.empty())
        selector += (selector.empty() ? "phase:" : ",phase:") + threshold.phase;
    return threshold.metric + (selector.empty() ? "" : "{" + selector + "}") + ": " +
           threshold.text;
}

}  // namespace

SlaRow row_of(const scenarios::Threshold& threshold) {
    SlaRow row;
    row.id = id_of(threshold);
    row.title = "threshold of the scenario";
    row.operations = {threshold.operation.empty() ? "*" : threshold.operation};
    row.label = threshold.operation;
    row.load = threshold.load;
    row.metric = threshold.metric;
    for (const MetricMeaning& meaning : meanings) {
        if (meaning.k6_name != threshold.metric)
            continue;
        row.metric = meaning.metric;
        row.driver = meaning.driver;
        row.unit = meaning.unit;
    }
    row.statistic = statistic_of(threshold);
    if (row.statistic == "rate")
        row.unit = row.metric == "iterations" ? "1/s" : "ratio";
    row.comparison = comparison_of(threshold);
    row.target = threshold.limit;
    row.measured_at = row.unit == "ms" ? "client, intended to done" : "client";
    if (row.metric == server_metric)
        row.measured_at = "server: what its answers tell (Server-Timing)";
    if (row.metric == recovery_metric)
        row.measured_at =
            "client: from the end of what befell the run to a second of right answers";
    row.source = "scenario, /thresholds";
    row.required = true;
    return row;
}

}  // namespace sark::reports
