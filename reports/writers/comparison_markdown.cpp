#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/writers/comparison_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : escaped_markup(printable(text))) {
        if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_')
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string figure(const ComparedMetric& metric, std::size_t arm) {
    return metric.figures[arm] ? format_value(*metric.figures[arm], metric.unit) : "–";
}

std::string change(const ComparedMetric& metric, const std::optional<double>& value) {
    return value ? change_text(metric, *value) : "–";
}

}  // namespace

void write_comparison_markdown(const Comparison& comparison, std::ostream& out) {
    const ComparisonSetup& setup = comparison.setup;
    out << fmt::format("# {}: {}\n\n{}. Exit code {}.\n\n", cell(setup.scenario),
                       cell(name_of(comparison.outcome)), cell(comparison.summary),
                       static_cast<int>(comparison.exit_code))
        << fmt::format("- A: {}\n- B: {}\n", cell(setup.arms[0]), cell(setup.arms[1]))
        << fmt::format(
               "- {} of {} blocks (ABBA or BAAB, rounds of {:.1f} s) used, {} discarded, "
               "{:.0f} s in all\n\n",
               comparison.blocks_used, comparison.blocks_planned, to_seconds(setup.round),
               comparison.blocks_discarded, to_seconds(comparison.elapsed))
        << "| metric | A | B | change | 95 % interval | tolerated | would be found | verdict |\n"
           "|---|---:|---:|---:|---:|---:|---:|---|\n";
    for (const ComparedMetric& metric : comparison.metrics) {
        const std::string interval = metric.interval95
                                         ? change_text(metric, metric.interval95->low) + " to " +
                                               change_text(metric, metric.interval95->high)
                                         : "–";
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | **{}** |\n", cell(metric.name),
                           figure(metric, 0), figure(metric, 1), change(metric, metric.change),
                           interval,
                           metric.is_ratio ? fmt::format("{:.3g} %", 100.0 * metric.tolerance)
                                           : fmt::format("{:.3g} points", 100.0 * metric.tolerance),
                           change(metric, metric.detectable), name_of(metric.verdict));
    }
}

}  // namespace sark::reports
