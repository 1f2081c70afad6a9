#include <fmt/format.h>

#include "reports/comparison/comparison_text.hpp"
#include "reports/writers/ci/ci_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

/// GitHub's own escapes, so that no text of a scenario ends the command.
std::string escaped(std::string_view text, bool property) {
    std::string safe;
    for (const char c : printable(text)) {
        if (c == '%')
            safe += "%25";
        else if (property && c == ':')
            safe += "%3A";
        else if (property && c == ',')
            safe += "%2C";
        else
            safe += c;
    }
    return safe;
}

void command(std::ostream& out, std::string_view level, const std::string& title,
             const std::string& message) {
    out << fmt::format("::{} title={}::{}\n", level, escaped(title, true), escaped(message, false));
}

}  // namespace

void write_github_annotations(const Comparison& comparison, std::ostream& out) {
    const std::string title =
        comparison.setup.scenario + ": " + std::string(name_of(comparison.outcome));
    std::string_view level = "notice";
    if (comparison.outcome != ComparisonOutcome::no_regression)
        level = "warning";
    if (comparison.outcome == ComparisonOutcome::regressed ||
        (comparison.gated && comparison.exit_code != ExitCode::pass &&
         comparison.outcome != ComparisonOutcome::inconclusive))
        level = "error";
    command(out, level, title, comparison.summary);
    for (const ComparedMetric& metric : comparison.metrics)
        if (metric.verdict == MetricVerdict::regressed)
            command(out, "error", comparison.setup.scenario + ": " + label_of(metric),
                    sentence_of(metric));
}

}  // namespace sark::reports
