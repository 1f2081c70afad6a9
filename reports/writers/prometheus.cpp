#include "reports/writers/prometheus.hpp"

#include <array>

#include "reports/names.hpp"
#include "reports/statistics/latency_sample.hpp"
#include "reports/views/run_view.hpp"
#include "reports/writers/prometheus_text.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

using Labels = PrometheusText::Labels;

/// What both kinds of figures say about one operation of a load.
struct Series {
    std::string load;
    std::string operation;
    std::string driver;
    std::array<std::uint64_t, workloads::outcome_count> outcomes{};
    std::uint64_t abandoned = 0;
    workloads::Histogram response;

    [[nodiscard]] Labels labels() const {
        return {{"load", load}, {"operation", operation}, {"driver", driver}};
    }
};

double number(std::uint64_t count) {
    return static_cast<double>(count);
}

Labels with(Labels labels, std::string_view name, std::string value) {
    labels.emplace_back(name, std::move(value));
    return labels;
}

void write_operations(const std::vector<Series>& series, PrometheusText& text) {
    text.family("sark_bench_operations_total", "counter",
                "Operations of the measured window by how they ended.");
    for (const Series& one : series) {
        for (std::size_t code = 0; code < workloads::outcome_count; ++code)
            text.sample(with(one.labels(), "outcome", std::string(workloads::outcome_names[code])),
                        number(one.outcomes[code]));
        text.sample(with(one.labels(), "outcome", "abandoned"), number(one.abandoned));
    }
    text.family("sark_bench_response_seconds", "histogram",
                "Response times of ok answers of the measured window, from when they were due.");
    for (const Series& one : series) text.histogram(one.labels(), one.response);
}

void write_quantile(const Labels& labels, std::string quantile, std::optional<double> ms,
                    PrometheusText& text) {
    if (ms)
        text.sample(with(labels, "quantile", std::move(quantile)), *ms / 1e3);
}

void write_verdict(const Report& report, PrometheusText& text) {
    text.family("sark_bench_row_met", "gauge",
                "Judged rows: 1 passed or warned, 0 failed; rows without a verdict are left out.");
    for (const Judgement& row : report.judgements) {
        const bool met = row.verdict == RowVerdict::pass || row.verdict == RowVerdict::warn;
        if (row.decides && (met || row.verdict == RowVerdict::fail))
            text.sample({{"profile", row.profile}, {"row", row.id}}, met ? 1.0 : 0.0);
    }
    text.family("sark_bench_verdict", "gauge", "1, with the run's outcome and validity.");
    text.sample({{"outcome", std::string(name_of(report.verdict.outcome))},
                 {"validity", std::string(name_of(report.validity.verdict))}},
                1.0);
    text.family("sark_bench_exit_code", "gauge", "The run's exit code.");
    text.sample({}, static_cast<double>(report.verdict.exit_code));
}

}  // namespace

void write_prometheus(const Report& report, std::ostream& out) {
    const ReportView view = view_of(report);
    const scenarios::RunResult& run = report.run;
    PrometheusText text(out);
    text.family("sark_bench_run_info", "gauge", "1, with what the figures are of.");
    text.sample({{"scenario", run.scenario.name}, {"run", run.id}, {"version", run.tool_version}},
                1.0);
    std::vector<Series> series;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& one : load.operations)
            series.push_back(
                {load.name, one.name, one.driver, one.outcomes, one.abandoned, one.response_ok});
    write_operations(series, text);
    text.family("sark_bench_response_quantile_seconds", "gauge",
                "Quantiles of the whole window, failures ranked slower than any answer; left out "
                "when there are too few samples or they fall among the failures.");
    for (std::size_t i = 0; i < series.size(); ++i) {
        const LatencyView& response = view.operations[i].response;
        write_quantile(series[i].labels(), "0.5", response.p50.ms, text);
        write_quantile(series[i].labels(), "0.95", response.p95.ms, text);
        write_quantile(series[i].labels(), "0.99", response.p99.ms, text);
    }
    text.family("sark_bench_overdue_total", "counter",
                "Arrivals of the measured window that found every connection busy when due.");
    for (const LoadView& load : view.loads)
        text.sample({{"load", load.name}}, number(load.overdue));
    text.family("sark_bench_dropped_total", "counter",
                "Of the overdue: refused because of the load's overflow policy.");
    for (const LoadView& load : view.loads)
        text.sample({{"load", load.name}}, number(load.dropped));
    text.family("sark_bench_offered_rate", "gauge",
                "Arrivals per second that the plan asked for; 0 in a closed loop.");
    for (const LoadView& load : view.loads) text.sample({{"load", load.name}}, load.offered_rate);
    text.family("sark_bench_achieved_rate", "gauge",
                "Operations that ended within the window, per second of it.");
    for (const LoadView& load : view.loads) text.sample({{"load", load.name}}, load.achieved_rate);
    text.family("sark_bench_measured_seconds", "gauge", "Length of the measured window.");
    text.sample({}, view.measured_s);
    write_verdict(report, text);
}

void write_live_prometheus(const scenarios::Scenario& scenario,
                           const scenarios::RunProgress& progress, std::ostream& out) {
    const workloads::LiveHistory& live = *progress.live;
    PrometheusText text(out);
    text.family("sark_bench_run_info", "gauge", "1, with what the figures are of.");
    text.sample({{"scenario", scenario.name}}, 1.0);
    std::vector<Series> series;
    for (std::size_t load = 0; load < live.loads().size(); ++load) {
        const workloads::LiveLoad& source = live.loads()[load];
        for (std::size_t operation = 0; operation < source.operations.size(); ++operation) {
            auto sample = live.total(load, operation, workloads::measured_parts);
            series.push_back({source.name, source.operations[operation], source.driver,
                              sample.outcomes, sample.abandoned, std::move(sample.response)});
        }
    }
    write_operations(series, text);
    text.family("sark_bench_recent_response_seconds", "gauge",
                "Response times of what ended in the latest 5 s, failures ranked last.");
    std::size_t at = 0;
    for (std::size_t load = 0; load < live.loads().size(); ++load)
        for (std::size_t operation = 0; operation < live.loads()[load].operations.size();
             ++operation, ++at) {
            const auto latest =
                live.latest(load, operation, workloads::all_parts, std::chrono::seconds(5));
            workloads::IntervalTally answers;
            answers.failed = latest.failed();
            answers.response = latest.response;
            LatencySample sample;
            sample.add_interval(answers);
            write_quantile(series[at].labels(), "0.5", sample.quantile(0.50).ms, text);
            write_quantile(series[at].labels(), "0.95", sample.quantile(0.95).ms, text);
            write_quantile(series[at].labels(), "0.99", sample.quantile(0.99).ms, text);
        }
    text.family("sark_bench_in_flight", "gauge", "Operations sent and not ended.");
    for (std::size_t load = 0; load < live.loads().size(); ++load)
        text.sample({{"load", live.loads()[load].name}}, number(live.in_flight(load)));
    text.family("sark_bench_elapsed_seconds", "gauge", "Since the start of the warm-up.");
    text.sample({}, to_seconds(progress.elapsed));
    text.family("sark_bench_planned_seconds", "gauge", "Warm-up and measured window.");
    text.sample({}, to_seconds(progress.total));
}

}  // namespace sark::reports
