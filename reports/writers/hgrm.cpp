#include <algorithm>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/percentile_distribution.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

std::string number(const std::optional<double>& value) {
    return value ? fmt::format("{:12.6f}", *value) : fmt::format("{:>12}", "N/A");
}

/// HdrHistogram's layout with six decimals instead of three: a call inside the process takes less
/// than a microsecond.
std::string text_of(const PercentileDistribution& table) {
    std::ostringstream out;
    out << fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount",
                       "1/(1-Percentile)");
    for (const PercentileDistribution::Line& line : table.lines) {
        out << fmt::format("{:12.6f} {:2.12f} {:10}", line.ms, line.quantile, line.count);
        if (line.quantile < 1.0)
            out << fmt::format(" {:14.2f}", 1.0 / (1.0 - line.quantile));
        out << '\n';
    }
    out << fmt::format("#[Mean    = {}, StdDeviation   = {}]\n", number(table.mean_ms),
                       number(table.stddev_ms))
        << fmt::format("#[Max     = {}, Total count    = {:12}]\n", number(table.max_ms),
                       table.total)
        << fmt::format("#[Buckets = {:12}, SubBuckets     = {:12}]\n", table.buckets,
                       table.sub_buckets);
    if (table.failed > 0)
        out << fmt::format("#[Failed  = {:12}, ranked behind every answer]\n", table.failed);
    return out.str();
}

/// A file name of letters that no shell, file system or plotter minds, used once.
class FileNames {
 public:
    explicit FileNames(std::string_view directory) : directory_(directory) {}
    std::string unused(const std::string& wanted) {
        std::string name = wanted.substr(0, 200);
        std::ranges::replace_if(
            name,
            [](char c) {
                return !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
                       !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_';
            },
            '_');
        std::string candidate = name;
        for (int number = 2; !used_.insert(candidate).second; ++number)
            candidate = fmt::format("{}-{}", name, number);
        return fmt::format("{}/{}.hgrm", directory_, candidate);
    }

 private:
    std::string directory_;
    std::set<std::string> used_;
};

}  // namespace

std::vector<OutputFile> percentile_files(const Report& report, std::string_view directory) {
    std::vector<OutputFile> files;
    FileNames names(directory);
    for (const workloads::LoadTally& load : report.run.engine.loads)
        for (const workloads::OperationTally& tally : load.operations) {
            const std::string name = load.name + "." + tally.name;
            files.push_back(
                {names.unused(name + ".response"),
                 text_of(percentile_distribution(tally.response_ok, failures_of(tally)))});
            files.push_back({names.unused(name + ".service"),
                             text_of(percentile_distribution(tally.service, 0))});
            if (tally.server)
                files.push_back({names.unused(name + ".server"),
                                 text_of(percentile_distribution(*tally.server, 0))});
        }
    return files;
}

}  // namespace sark::reports
