#include <fmt/format.h>

#include "reports/comparison/comparison_text.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::string_view none = "–";

void write_table(const Comparison& comparison, std::ostream& out) {
    out << "| metric | A | B | change | 95 % interval | tolerated | would be found | verdict |\n"
           "|---|---:|---:|---:|---:|---:|---:|---|\n";
    for (const ComparedMetric& metric : comparison.metrics)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | **{}** |\n",
                           markdown_text(label_of(metric)), figure_text(metric, Arm::a, none),
                           figure_text(metric, Arm::b, none),
                           change_text(metric, metric.change, none), interval_text(metric, none),
                           tolerance_text(metric), change_text(metric, metric.detectable, none),
                           name_of(metric.verdict));
}

void write_differences(const Comparison& comparison, std::ostream& out) {
    if (comparison.differences.empty())
        return;
    out << "\n| differs | where | A | B |\n|---|---|---|---|\n";
    for (const RunDifference& difference : comparison.differences)
        out << fmt::format("| {} | {} | {} | {} |\n", markdown_text(difference.what),
                           markdown_text(difference.where), markdown_text(difference.base),
                           markdown_text(difference.candidate));
}

}  // namespace

void write_comparison_markdown(const Comparison& comparison, std::ostream& out) {
    const ComparisonSetup& setup = comparison.setup;
    out << fmt::format("# {}: {}\n\nThe question: {}\n\n**{}** (exit code {})\n\n",
                       markdown_text(setup.scenario), markdown_text(heading_of(comparison.outcome)),
                       markdown_text(comparison.question), markdown_text(comparison.summary),
                       static_cast<int>(comparison.exit_code))
        << fmt::format("- A: {}\n- B: {}\n- {}\n", markdown_text(setup.arms[0]),
                       markdown_text(setup.arms[1]), effort_text(comparison));
    for (const std::string& line : disturbance_lines(comparison))
        out << "- " << markdown_text(line) << "\n";
    for (const std::string& note : comparison.notes) out << "- " << markdown_text(note) << "\n";
    if (!comparison.metrics.empty()) {
        out << '\n';
        write_table(comparison, out);
    }
    write_differences(comparison, out);
}

}  // namespace sark::reports
