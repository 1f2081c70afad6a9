#include <chrono>

#include <fmt/format.h>

#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

/// Readers split lines at commas and tags at spaces.
std::string tag_of(const workloads::OperationTally& operation, std::string_view clock) {
    std::string tag = fmt::format("{}/{}/{}", operation.load, operation.name, clock);
    for (char& c : tag)
        if (c == ',' || static_cast<unsigned char>(c) <= ' ' || c == '=')
            c = '_';
    return tag;
}

class Log {
 public:
    Log(const workloads::EngineResult& engine, std::ostream& out) : engine_(engine), out_(out) {
        const auto start = std::chrono::duration<double>(engine.started_at.time_since_epoch());
        out_ << "#[Logged with sark-bench]\n#[Histogram log format version 1.3]\n"
             << fmt::format("#[StartTime: {:.3f} (seconds since epoch), {}]\n", start.count(),
                            to_iso8601(engine.started_at))
             << "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                "\"Interval_Compressed_Histogram\"\n";
    }
    void line(const std::string& tag, const workloads::Histogram& histogram) {
        // The format's maximum is the value divided by 1e6: milliseconds for nanosecond values.
        out_ << fmt::format("Tag={},0.000,{:.3f},{:.3f},{}\n", tag, to_seconds(engine_.measured),
                            to_ms(histogram.max().value_or(Nanos{0})),
                            workloads::encode_v2(histogram));
    }

 private:
    const workloads::EngineResult& engine_;
    std::ostream& out_;
};

}  // namespace

void write_hlog(const Report& report, std::ostream& out) {
    const workloads::EngineResult& engine = report.run.engine;
    Log log(engine, out);
    for (const workloads::LoadTally& load : engine.loads)
        for (const workloads::OperationTally& operation : load.operations) {
            log.line(tag_of(operation, "response"), operation.response_ok);
            log.line(tag_of(operation, "response_failed"), operation.response_failed);
            log.line(tag_of(operation, "service"), operation.service);
        }
    log.line("generator/wake_lag", engine.generator.wake_lag);
}

}  // namespace sark::reports
