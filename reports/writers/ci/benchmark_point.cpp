#include "reports/writers/ci/benchmark_point.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "reports/comparison/comparison_text.hpp"
#include "reports/names.hpp"
#include "reports/statistics/proportion.hpp"
#include "reports/views/operation_summary.hpp"

namespace sark::reports {

namespace {

void add_quantile(std::vector<BenchmarkPoint>& points, const std::string& benchmark,
                  const char* measure, const LatencyView::Quantile& quantile) {
    if (!quantile.ms)
        return;
    BenchmarkPoint point{benchmark, measure, "ms", *quantile.ms, std::nullopt, std::nullopt, true};
    if (quantile.ci95) {
        point.low = quantile.ci95->low;
        if (!quantile.ci95->open && std::isfinite(quantile.ci95->high))
            point.high = quantile.ci95->high;
    }
    points.push_back(std::move(point));
}

void add_operations(std::vector<BenchmarkPoint>& points, const std::string& benchmark,
                    const OperationSummary& summary) {
    add_quantile(points, benchmark, "p50", summary.response.p50);
    add_quantile(points, benchmark, "p95", summary.response.p95);
    add_quantile(points, benchmark, "p99", summary.response.p99);
    if (summary.per_s)
        points.push_back({benchmark, "throughput", "1/s", summary.per_s->ended, std::nullopt,
                          std::nullopt, false});
    if (summary.error_ratio) {
        BenchmarkPoint point{benchmark,    "errors",     "ratio", *summary.error_ratio,
                             std::nullopt, std::nullopt, true};
        if (const auto ci = wilson_95(summary.failed, summary.count)) {
            point.low = ci->low;
            point.high = ci->high;
        }
        points.push_back(std::move(point));
    }
}

std::string benchmark_name(const std::string& scenario, const std::string& operation) {
    return operation.empty() ? scenario : scenario + "/" + operation;
}

}  // namespace

std::vector<BenchmarkPoint> points_of(const Report& report) {
    const std::string& scenario = report.run.scenario.name;
    std::vector<BenchmarkPoint> points;
    add_operations(points, scenario, summary_of(report, {}));
    const std::vector<OperationSummary> operations = operation_summaries(report);
    if (operations.size() > 1)
        for (const OperationSummary& one : operations)
            add_operations(points, benchmark_name(scenario, one.scope.operation), one);
    return points;
}

std::vector<BenchmarkPoint> points_of(const Comparison& comparison) {
    std::vector<BenchmarkPoint> points;
    for (const ComparedMetric& metric : comparison.metrics) {
        BenchmarkPoint point;
        point.benchmark = benchmark_name(comparison.setup.scenario, metric.operation);
        point.smaller_is_better = metric.more_is_worse;
        if (metric.figures[1]) {
            point.measure = metric.name;
            point.unit = metric.unit == "/s" ? "1/s" : metric.unit;
            point.value = *metric.figures[1];
            points.push_back(point);
        }
        if (!metric.change)
            continue;
        point.measure = metric.name + "-change";
        point.unit = "ratio";
        point.value = *metric.change;
        if (metric.interval95) {
            point.low = metric.interval95->low;
            point.high = metric.interval95->high;
        }
        points.push_back(std::move(point));
    }
    return points;
}

HistoryHead history_head(const Report& report) {
    return {to_iso8601(report.run.engine.started_at), report.run.id, report.run.tool_revision,
            std::string(name_of(report.verdict.outcome))};
}

HistoryHead history_head(const Comparison& comparison) {
    HistoryHead head;
    head.time = comparison.setup.started_at;
    head.outcome = name_of(comparison.outcome);
    const auto last_of = [&](Arm arm) {
        std::string id;
        for (const ComparedRunLine& run : comparison.runs)
            if (run.side == arm && run.id > id)
                id = run.id;
        return id;
    };
    const std::string base = last_of(Arm::a);
    const std::string candidate = last_of(Arm::b);
    head.run =
        base.empty() && candidate.empty() ? comparison.setup.started_at : base + ".." + candidate;
    for (const auto& [name, value] : comparison.setup.facts)
        if (name == "revision")
            head.revision = value;
    return head;
}

}  // namespace sark::reports
