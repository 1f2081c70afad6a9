#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"
#include "reports/writers/capacity/step_row.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t page_columns = 80;

void write_paragraph(const std::string& text, std::size_t indent, std::ostream& out) {
    for (const std::string& line : wrapped(text, indent, page_columns)) out << line << '\n';
}

void write_steps(const CapacityResult& result, std::ostream& out) {
    out << fmt::format("{:<8} {:>10} {:>10} {:>8} {:>8} {:>9}  {}\n", "step", "offered", "achieved",
                       "p50 ms", "p95 ms", "within", "verdict");
    for (const CapacityStep& step : result.steps) {
        const StepRow row = row_of(step);
        const auto cell = [](const std::string& text, std::size_t columns) {
            return padded_left(text, columns);
        };
        out << fmt::format("{:<8} {} {} {} {} {}  {}\n", row.kind, cell(row.offered, 10),
                           cell(row.achieved, 10), cell(row.p50, 8), cell(row.p95, 8),
                           cell(row.within, 9), row.verdict.substr(0, 21));
    }
}

}  // namespace

void write_capacity_console(const CapacityResult& result, std::ostream& out) {
    out << '\n';
    write_steps(result, out);
    out << '\n';
    for (const Objective& objective : result.setup.sla.objectives)
        write_paragraph(fmt::format("SLA  {}: {}", objective.name, demand_of(objective)), 0, out);
    for (const std::string& row : result.setup.sla.left_out)
        write_paragraph("left out  " + row, 0, out);
    for (const UslFit& fit : result.usl_fits)
        write_paragraph("scalability " + usl_text(fit), 0, out);
    write_paragraph(knee_text(result), 0, out);
    if (result.limit)
        write_paragraph("limit: " + result.limit->text, 0, out);
    if (!result.headroom.empty())
        write_paragraph(result.headroom, 0, out);
    out << '\n';
    write_paragraph(
        fmt::format("{}: {} (exit {}, {:.0f} s)", outcome_text(result.outcome), result.summary,
                    static_cast<int>(result.exit_code), to_seconds(result.elapsed)),
        0, out);
}

void write_capacity_repeats(const std::vector<CapacityResult>& results, std::ostream& out) {
    out << fmt::format("\n{:>6} {:>10} {:>10} {:>10} {:>7}  {}\n", "repeat", "holds", "breaks",
                       "knee", "s", "outcome");
    std::vector<double> held;
    std::size_t number = 0;
    for (const CapacityResult& result : results) {
        const auto rate = [](const std::optional<double>& value) {
            return value ? rate_text(*value) : std::string("-");
        };
        out << fmt::format("{:>6} {:>10} {:>10} {:>10} {:>7.0f}  {}\n", ++number,
                           rate(result.holds_per_s), rate(result.breaks_per_s),
                           rate(result.knee_per_s), to_seconds(result.elapsed),
                           name_of(result.outcome));
        if (result.confirmed)
            held.push_back(*result.holds_per_s);
    }
    if (held.empty()) {
        out << "\nno repeat confirmed a rate\n";
        return;
    }
    std::ranges::sort(held);
    const double middle = held[(held.size() - 1) / 2];
    out << fmt::format("\n{} of {} confirmed: {} to {}, middle {}, spread {:.1f} % of it\n",
                       held.size(), results.size(), rate_text(held.front()), rate_text(held.back()),
                       rate_text(middle), 100.0 * (held.back() - held.front()) / middle);
}

}  // namespace sark::reports
