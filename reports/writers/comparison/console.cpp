#include <fmt/format.h>

#include "reports/comparison/comparison_text.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t page_columns = 80;

void write_paragraph(const std::string& text, std::size_t indent, std::ostream& out) {
    for (const std::string& line : wrapped(printable(text), indent, page_columns))
        out << line << '\n';
}

void write_table(const Comparison& comparison, std::ostream& out) {
    out << '\n'
        << fmt::format("{:<11} {:>8} {:>8} {:>13} {:<23} {}\n", "metric", "A", "B", "change",
                       "95 % interval", "verdict");
    std::string operation;
    for (const ComparedMetric& metric : comparison.metrics) {
        if (metric.operation != operation) {
            operation = metric.operation;
            write_paragraph(operation, 0, out);
        }
        out << padded_right((operation.empty() ? "" : " ") + metric.name, 11) << ' '
            << padded_left(figure_text(metric, Arm::a, "-"), 8) << ' '
            << padded_left(figure_text(metric, Arm::b, "-"), 8) << ' '
            << padded_left(change_text(metric, metric.change, "-"), 13) << ' '
            << padded_right(interval_text(metric, "-"), 23) << ' ' << name_of(metric.verdict)
            << '\n';
    }
}

void write_tolerances(const Comparison& comparison, std::ostream& out) {
    std::string tolerated;
    std::string scatter;
    for (const ComparedMetric& metric : comparison.metrics) {
        if (!metric.operation.empty())
            continue;
        tolerated += (tolerated.empty() ? "" : ", ") + metric.name + " " + tolerance_text(metric);
        if (metric.deviation)
            scatter += (scatter.empty() ? "" : ", ") + metric.name + " " + deviation_text(metric);
    }
    out << '\n';
    write_paragraph("tolerated: " + tolerated, 0, out);
    if (!scatter.empty())
        write_paragraph("between runs (~: assumed): " + scatter, 0, out);
}

}  // namespace

void write_comparison_console(const Comparison& comparison, std::ostream& out) {
    for (const RunDifference& difference : comparison.differences)
        write_paragraph(difference_text(difference), 0, out);
    if (!comparison.metrics.empty()) {
        write_table(comparison, out);
        write_tolerances(comparison, out);
    }
    write_paragraph(effort_text(comparison), 0, out);
    for (const std::string& line : disturbance_lines(comparison)) out << "  " << line << '\n';
    for (const std::string& note : comparison.notes) write_paragraph("note: " + note, 0, out);
    out << '\n';
    write_paragraph(fmt::format("{}: {} (exit {}{})", heading_of(comparison.outcome),
                                comparison.summary, static_cast<int>(comparison.exit_code),
                                comparison.gated ? "" : ", no gate was asked for"),
                    0, out);
}

}  // namespace sark::reports
