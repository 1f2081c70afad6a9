#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/writers/comparison_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t page_columns = 80;

std::string figure_text(const ComparedMetric& metric, std::size_t arm) {
    return metric.figures[arm] ? format_value(*metric.figures[arm], metric.unit) : "-";
}

std::string tolerance_text(const ComparedMetric& metric) {
    return metric.is_ratio ? fmt::format("{:.3g} %", 100.0 * metric.tolerance)
                           : fmt::format("{:.3g} points", 100.0 * metric.tolerance);
}

std::string interval_text(const ComparedMetric& metric) {
    if (!metric.interval95)
        return "-";
    return change_text(metric, metric.interval95->low) + " to " +
           change_text(metric, metric.interval95->high);
}

void write_paragraph(const std::string& text, std::size_t indent, std::ostream& out) {
    for (const std::string& line : wrapped(text, indent, page_columns)) out << line << '\n';
}

}  // namespace

void write_comparison_console(const Comparison& comparison, std::ostream& out) {
    out << '\n';
    out << fmt::format("{:<11} {:>10} {:>10} {:>13} {:<27} {}\n", "metric", "A", "B", "change",
                       "95 % interval", "verdict");
    for (const ComparedMetric& metric : comparison.metrics) {
        out << fmt::format("{:<11} {:>10} {:>10} {:>13} {:<27} {}\n", metric.name,
                           figure_text(metric, 0), figure_text(metric, 1),
                           metric.change ? change_text(metric, *metric.change) : "-",
                           interval_text(metric), name_of(metric.verdict));
    }
    std::string tolerated;
    for (const ComparedMetric& metric : comparison.metrics)
        tolerated += (tolerated.empty() ? "" : ", ") + metric.name + " " + tolerance_text(metric);
    out << '\n';
    write_paragraph("tolerated: " + tolerated, 0, out);
    out << fmt::format("{} of {} blocks used, {} discarded, {:.0f} s\n", comparison.blocks_used,
                       comparison.blocks_planned, comparison.blocks_discarded,
                       to_seconds(comparison.elapsed));
    for (const auto& [reason, rounds] : comparison.disturbances)
        out << fmt::format("  {} disturbed {} {}\n", reason, rounds,
                           rounds == 1 ? "round" : "rounds");
    std::string outcome(name_of(comparison.outcome));
    for (char& c : outcome) c = static_cast<char>(c == '_' ? ' ' : std::toupper(c));
    out << '\n';
    write_paragraph(fmt::format("{}: {} (exit {})", outcome, comparison.summary,
                                static_cast<int>(comparison.exit_code)),
                    0, out);
}

}  // namespace sark::reports
