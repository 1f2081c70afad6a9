#include <fmt/format.h>

#include "reports/capacity/capacity_view.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t page_columns = 80;

void write_paragraph(const std::string& text, std::ostream& out) {
    for (const std::string& line : wrapped(printable(text), 0, page_columns)) out << line << '\n';
}

void write_steps(const std::vector<StepRow>& steps, std::ostream& out) {
    out << fmt::format("{:<8} {:>10} {:>10} {:>8} {:>8} {:>9}  {}\n", "step", "offered", "achieved",
                       "p50 ms", "p95 ms", "within", "verdict");
    for (const StepRow& row : steps) {
        const std::string line =
            fmt::format("{:<8} {} {} {} {} {}  {}", row.kind, padded_left(row.offered, 10),
                        padded_left(row.achieved, 10), padded_left(row.p50, 8),
                        padded_left(row.p95, 8), padded_left(row.within, 9), row.verdict);
        out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
    }
}

/// The points of the law that is used, and how far each lies off it.
void write_residuals(const CapacityView& view, std::ostream& out) {
    if (view.law >= view.scalability.size() || view.scalability[view.law].law.empty())
        return;
    out << fmt::format("\n{:>9} {:>10} {:>10} {:>9}\n", "in flight", "measured", "law", "residual");
    for (const ResidualRow& row : view.scalability[view.law].residuals)
        out << fmt::format("{} {} {} {}\n", padded_left(row.in_flight, 9),
                           padded_left(row.measured, 10), padded_left(row.law, 10),
                           padded_left(row.residual, 9));
}

}  // namespace

void write_capacity_console(const CapacityResult& result, std::ostream& out) {
    const CapacityView view = capacity_view_of(result);
    out << '\n';
    write_steps(view.steps, out);
    write_residuals(view, out);
    out << '\n';
    for (const auto& [name, demand] : view.sla)
        write_paragraph(fmt::format("SLA  {}: {}", name, demand), out);
    for (const std::string& row : view.left_out) write_paragraph("left out  " + row, out);
    for (const ScalabilityView& fit : view.scalability)
        write_paragraph("scalability " + fit.text, out);
    write_paragraph(view.knee, out);
    if (!view.limit.empty())
        write_paragraph("limit: " + view.limit, out);
    if (!view.headroom.empty())
        write_paragraph(view.headroom, out);
    out << '\n';
    write_paragraph(view.conclusion, out);
}

void write_capacity_repeats(const std::vector<CapacityResult>& results, std::ostream& out) {
    const RepeatsView view = repeats_of(results);
    out << "\n| repeat | holds | breaks | knee | off the middle | s | outcome |\n"
           "|---:|---:|---:|---:|---:|---:|---|\n";
    std::size_t number = 0;
    for (const RepeatRow& row : view.rows)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", ++number, row.holds,
                           row.breaks, row.knee, row.deviation, row.seconds, row.outcome);
    out << '\n' << view.conclusion << '\n';
}

}  // namespace sark::reports
