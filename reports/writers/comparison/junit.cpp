#include <fmt/format.h>

#include "reports/comparison/comparison_text.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

void write_case(const ComparedMetric& metric, std::ostream& out) {
    const std::string message = escaped_markup(sentence_of(metric));
    out << fmt::format("    <testcase classname=\"comparison\" name=\"{}\">\n",
                       escaped_markup(printable(label_of(metric))));
    if (metric.verdict == MetricVerdict::regressed)
        out << fmt::format("      <failure type=\"regressed\" message=\"{}\"/>\n", message);
    else if (metric.verdict == MetricVerdict::not_measured)
        out << fmt::format("      <skipped message=\"{}\"/>\n", message);
    else
        out << fmt::format("      <system-out>{}: {}</system-out>\n", name_of(metric.verdict),
                           message);
    out << "    </testcase>\n";
}

}  // namespace

void write_comparison_junit(const Comparison& comparison, std::ostream& out) {
    std::size_t failures = comparison.exit_code == ExitCode::pass ? 0 : 1;
    std::size_t skipped = 0;
    for (const ComparedMetric& metric : comparison.metrics) {
        failures += metric.verdict == MetricVerdict::regressed ? 1U : 0U;
        skipped += metric.verdict == MetricVerdict::not_measured ? 1U : 0U;
    }
    const std::string totals = fmt::format(
        "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{:.3f}\"",
        comparison.metrics.size() + 1, failures, skipped, to_seconds(comparison.elapsed));
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        << fmt::format("<testsuites name=\"sark-bench\" {}>\n", totals)
        << fmt::format("  <testsuite name=\"{}\" timestamp=\"{}\" {}>\n",
                       escaped_markup(printable(comparison.setup.scenario)),
                       comparison.setup.started_at, totals)
        << "    <testcase classname=\"comparison\" name=\"verdict\">\n";
    const std::string summary = escaped_markup(printable(comparison.summary));
    if (comparison.exit_code == ExitCode::pass)
        out << fmt::format("      <system-out>{}</system-out>\n", summary);
    else
        out << fmt::format("      <failure type=\"{}\" message=\"{}\"/>\n",
                           name_of(comparison.outcome), summary);
    out << "    </testcase>\n";
    for (const ComparedMetric& metric : comparison.metrics) write_case(metric, out);
    out << "  </testsuite>\n</testsuites>\n";
}

}  // namespace sark::reports
