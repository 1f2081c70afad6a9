#include <cmath>

#include <nlohmann/json.hpp>

#include "reports/views/operation_summary.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json context_of(const Report& report) {
    const scenarios::RunResult& run = report.run;
    return {{"date", to_iso8601(run.engine.started_at)},
            {"executable", "sark-bench " + run.tool_version},
            {"num_cpus", run.environment.cpus},
            {"load_avg", Json::array({run.environment.load_1m})},
            {"sark_bench_run", run.id},
            {"sark_bench_scenario", run.scenario.name}};
}

/// The entries of an operation: statistics of its samples, which Google Benchmark calls aggregates.
class Entries {
 public:
    Entries(const Report& report, Json& list)
        : cpu_ms_(generator_cpu_ms_each(report)),
          workers_(report.run.engine.generator.workers),
          list_(list) {}

    /// Absent statistics have no entry: compare.py compares what both files have.
    void add(const OperationSummary& summary, const std::string& statistic,
             const std::optional<double>& ms) {
        if (!ms || !cpu_ms_)
            return;
        const std::string& name = summary.scope.operation;
        Json entry = {{"name", name + "_" + statistic},
                      {"run_name", name},
                      {"run_type", "aggregate"},
                      {"repetitions", 1},
                      {"threads", workers_},
                      {"aggregate_name", statistic},
                      {"aggregate_unit", "time"},
                      {"iterations", summary.count},
                      {"real_time", *ms * 1e6},
                      {"cpu_time", *cpu_ms_ * 1e6},
                      {"time_unit", "ns"}};
        if (summary.per_s)
            entry["items_per_second"] = summary.per_s->ended;
        if (summary.error_ratio)
            entry["error_ratio"] = *summary.error_ratio;
        list_.push_back(std::move(entry));
    }

 private:
    std::optional<double> cpu_ms_;
    unsigned workers_;
    Json& list_;
};

}  // namespace

void write_google_benchmark(const Report& report, std::ostream& out) {
    Json list = Json::array();
    Entries entries(report, list);
    for (const OperationSummary& summary : operation_summaries(report)) {
        entries.add(summary, "mean", summary.response.mean);
        entries.add(summary, "p50", summary.response.p50.ms);
        entries.add(summary, "p95", summary.response.p95.ms);
        entries.add(summary, "p99", summary.response.p99.ms);
    }
    const Json document = {{"context", context_of(report)}, {"benchmarks", list}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
