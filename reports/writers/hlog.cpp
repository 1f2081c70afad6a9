#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "reports/views/run_view.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

/// Readers split lines at commas and tags at spaces.
std::string tag_of(std::string tag) {
    for (char& c : tag)
        if (c == ',' || static_cast<unsigned char>(c) <= ' ' || c == '=')
            c = '_';
    return tag;
}

class Log {
 public:
    Log(UtcTime started_at, std::ostream& out) : out_(out) {
        // Whole milliseconds, as everywhere, so that a re-read run writes the same.
        const auto since_epoch =
            std::chrono::duration_cast<std::chrono::milliseconds>(started_at.time_since_epoch());
        const std::string start = fmt::format("{:.3f}", to_seconds(since_epoch));
        out_ << "#[Logged with sark-bench]\n#[Histogram log format version 1.3]\n"
             << fmt::format("#[StartTime: {} (seconds since epoch), {}]\n", start,
                            to_iso8601(started_at))
             << fmt::format("#[BaseTime: {} (seconds since epoch)]\n", start)
             << "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                "\"Interval_Compressed_Histogram\"\n";
    }
    /// An empty tag is the log's default: no tag at all.
    void line(const std::string& tag, double start_s, double length_s,
              const workloads::Histogram& histogram) {
        if (!tag.empty())
            out_ << "Tag=" << tag_of(tag) << ',';
        // The format's maximum is the value divided by 1e6: milliseconds for nanosecond values.
        out_ << fmt::format("{:.3f},{:.3f},{:.3f},{}\n", start_s, length_s,
                            to_ms(histogram.max().value_or(Nanos{0})),
                            workloads::encode_v2(histogram));
    }

 private:
    std::ostream& out_;
};

/// Lines of one tag are added up by every reader, so an operation of two loads has two lines.
void write_operations(const workloads::EngineResult& engine, Log& log) {
    for (const workloads::LoadTally& load : engine.loads)
        for (const workloads::OperationTally& operation : load.operations) {
            const double measured_s = to_seconds(load.measured);
            log.line(operation.name, 0.0, measured_s, operation.response_ok);
            log.line(operation.name + "/failed", 0.0, measured_s, operation.response_failed);
            log.line(operation.name + "/service", 0.0, measured_s, operation.service);
            if (operation.server)
                log.line(operation.name + "/server", 0.0, measured_s, *operation.server);
        }
    log.line("generator/wake_lag", 0.0, to_seconds(engine.measured), engine.generator.wake_lag);
}

/// Slice by slice, because readers of a time range stop at the first line behind it.
void write_intervals(const Report& report, Log& log) {
    const workloads::EngineResult& engine = report.run.engine;
    const ReportView view = view_of(report);
    std::size_t slices = 0;
    for (const workloads::LoadTally& load : engine.loads)
        slices = std::max(slices, load.intervals.size());
    for (std::size_t slice = 0; slice < slices; ++slice) {
        workloads::IntervalTally all;
        const IntervalView* time = nullptr;
        std::size_t first = 0;
        for (const workloads::LoadTally& load : engine.loads) {
            if (slice < load.intervals.size()) {
                const IntervalView& own = view.timeseries[first + slice];
                log.line("load/" + load.name, own.start_s, own.length_s,
                         load.intervals[slice].response);
                all.merge(load.intervals[slice]);
                if (time == nullptr || own.length_s > time->length_s)
                    time = &own;
            }
            first += load.intervals.size();
        }
        log.line("", time->start_s, time->length_s, all.response);
    }
}

}  // namespace

void write_hlog(const Report& report, std::ostream& out) {
    Log log(report.run.engine.started_at, out);
    write_operations(report.run.engine, log);
    write_intervals(report, log);
}

}  // namespace sark::reports
