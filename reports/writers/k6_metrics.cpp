#include "reports/writers/k6_metrics.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "reports/judgement/threshold.hpp"
#include "reports/views/operation_summary.hpp"

namespace sark::reports {

namespace {

using Values = std::vector<std::pair<std::string, double>>;

enum class Measure : std::uint8_t { response, ended, failures, abandoned, sent, received };

/// What a metric of k6, or of ours in its style, tells about which driver (empty: all). The names
/// that thresholds may use mean the same there (reports/judgement/threshold.cpp).
struct Family {
    std::string_view name;
    std::string_view driver;
    Measure measure;
    std::string_view type;
    std::string_view contains;
    bool by_operation;
};
constexpr std::array<Family, 13> families = {{
    {"http_req_duration", "http", Measure::response, "trend", "time", true},
    {"http_reqs", "http", Measure::ended, "counter", "default", false},
    {"http_req_failed", "http", Measure::failures, "rate", "default", false},
    {"pg_stmt_duration", "postgres", Measure::response, "trend", "time", true},
    {"redis_cmd_duration", "redis", Measure::response, "trend", "time", true},
    {"core_call_duration", "core", Measure::response, "trend", "time", true},
    {"op_duration", "", Measure::response, "trend", "time", false},
    {"iteration_duration", "", Measure::response, "trend", "time", false},
    {"iterations", "", Measure::ended, "counter", "default", false},
    {"dropped_iterations", "", Measure::abandoned, "counter", "default", false},
    {"errors", "", Measure::failures, "rate", "default", true},
    {"data_sent", "", Measure::sent, "counter", "data", false},
    {"data_received", "", Measure::received, "counter", "data", false},
}};

void put(Values& values, const char* key, const std::optional<double>& value) {
    if (value)
        values.emplace_back(key, *value);
}

Values trend_of(const LatencyView& response) {
    Values values;
    put(values, "avg", response.mean);
    put(values, "min", response.min);
    put(values, "med", response.p50.ms);
    put(values, "max", response.max);
    put(values, "p(90)", response.p90.ms);
    put(values, "p(95)", response.p95.ms);
    put(values, "p(99)", response.p99.ms);
    put(values, "p(99.9)", response.p99_9.ms);
    return values;
}

Values counter_of(std::uint64_t count, const OperationSummary& summary,
                  double OperationSummary::Rates::*rate) {
    Values values = {{"count", static_cast<double>(count)}};
    if (summary.per_s)
        values.emplace_back("rate", (*summary.per_s).*rate);
    return values;
}

/// k6 counts what it found true as `passes`: here the failures.
Values rate_of(const OperationSummary& summary) {
    Values values;
    put(values, "rate", summary.error_ratio);
    values.emplace_back("passes", static_cast<double>(summary.failed));
    values.emplace_back("fails", static_cast<double>(summary.count - summary.failed));
    return values;
}

Values values_of(Measure measure, const OperationSummary& summary) {
    using Rates = OperationSummary::Rates;
    switch (measure) {
        case Measure::response:
            return trend_of(summary.response);
        case Measure::ended:
            return counter_of(summary.ended, summary, &Rates::ended);
        case Measure::failures:
            return rate_of(summary);
        case Measure::abandoned:
            return counter_of(summary.abandoned, summary, &Rates::abandoned);
        case Measure::sent:
            return counter_of(summary.bytes_sent, summary, &Rates::bytes_sent);
        case Measure::received:
            return counter_of(summary.bytes_received, summary, &Rates::bytes_received);
    }
    return {};
}

K6Metric metric_of(const Family& family, std::string name, const OperationSummary& summary) {
    return {std::move(name),
            std::string(family.type),
            std::string(family.contains),
            values_of(family.measure, summary),
            {}};
}

/// Every connection is a virtual user, and all of them are there from the beginning; how many of a
/// ramping-vus load are at work differs over time.
void add_users(const scenarios::RunResult& run, std::vector<K6Metric>& metrics) {
    std::size_t connections = 0;
    for (const workloads::LoadTally& load : run.engine.loads)
        connections += load.completions_per_connection.size();
    if (connections == 0)
        return;
    const auto users = static_cast<double>(connections);
    const bool ramping = std::ranges::any_of(
        run.scenario.loads, [](const auto& load) { return load.executor == "ramping-vus"; });
    const Values always = {{"value", users}, {"min", users}, {"max", users}};
    metrics.push_back({"vus", "gauge", "default", ramping ? Values{{"max", users}} : always, {}});
    metrics.push_back({"vus_max", "gauge", "default", always, {}});
}

/// The metric that a threshold's row is about: "name{selector}" stands before ": " in its id.
K6Metric& metric_named(const std::string& name, const Report& report,
                       const scenarios::Threshold& threshold, std::vector<K6Metric>& metrics) {
    const auto found = std::ranges::find(metrics, name, &K6Metric::name);
    if (found != metrics.end())
        return *found;
    const auto family = std::ranges::find(families, threshold.metric, &Family::name);
    if (family == families.end())
        return metrics.emplace_back(K6Metric{name, "trend", "default", {}, {}});
    K6Metric metric = metric_of(
        *family, name,
        summary_of(report, {std::string(family->driver), threshold.operation, threshold.load}));
    // A summary knows no phases, and numbers of the whole run would be somebody else's: of a phase
    // there is what its threshold was judged on.
    if (!threshold.phase.empty())
        metric.values.clear();
    return metrics.emplace_back(std::move(metric));
}

/// "p(95)" of "p(95)<50ms".
std::string statistic_of(const std::string& threshold) {
    std::string word = threshold.substr(0, threshold.find_first_of("<>"));
    word.resize(word.find_last_not_of(' ') + 1);
    return word;
}

void add_thresholds(const Report& report, std::vector<K6Metric>& metrics) {
    for (const scenarios::Threshold& threshold : report.run.scenario.thresholds) {
        const std::string id = row_of(threshold).id;
        const auto row = std::ranges::find_if(report.judgements, [&](const Judgement& one) {
            return one.profile == "thresholds" && one.id == id;
        });
        const bool ok = row != report.judgements.end() &&
                        (row->verdict == RowVerdict::pass || row->verdict == RowVerdict::warn);
        const std::string name = id.substr(0, id.find(": "));
        K6Metric& metric = metric_named(name, report, threshold, metrics);
        metric.thresholds.push_back({threshold.text, ok});
        const std::string statistic = statistic_of(threshold.text);
        const bool told = std::ranges::any_of(
            metric.values, [&](const auto& value) { return value.first == statistic; });
        if (!told && row != report.judgements.end() && row->actual)
            metric.values.emplace_back(statistic, *row->actual);
    }
}

}  // namespace

std::vector<K6Metric> k6_metrics(const Report& report) {
    std::vector<K6Metric> metrics;
    const std::vector<OperationSummary> operations = operation_summaries(report);
    for (const Family& family : families) {
        const bool ran = std::ranges::any_of(operations, [&](const OperationSummary& one) {
            return family.driver.empty() || one.scope.driver == family.driver;
        });
        if (!ran)
            continue;
        const std::string name(family.name);
        metrics.push_back(
            metric_of(family, name, summary_of(report, {std::string(family.driver), "", ""})));
        for (const OperationSummary& one : operations)
            if (family.by_operation && (family.driver.empty() || one.scope.driver == family.driver))
                metrics.push_back(
                    metric_of(family, name + "{operation:" + one.scope.operation + "}", one));
    }
    add_users(report.run, metrics);
    add_thresholds(report, metrics);
    return metrics;
}

}  // namespace sark::reports
