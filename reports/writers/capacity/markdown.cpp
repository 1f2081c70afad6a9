#include <fmt/format.h>

#include "reports/writers/capacity/capacity_writer.hpp"
#include "reports/writers/capacity/step_row.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

void write_capacity_markdown(const CapacityResult& result, std::ostream& out) {
    const CapacitySetup& setup = result.setup;
    out << fmt::format("# Capacity of {}: {}\n\n**{}.** Exit code {}.\n\n",
                       markdown_text(setup.scenario), markdown_text(answer_of(result)),
                       markdown_text(result.summary), static_cast<int>(result.exit_code));
    if (!result.headroom.empty())
        out << markdown_text(result.headroom) << "\n\n";
    if (result.limit)
        out << "What limited it: " << markdown_text(result.limit->text) << ".\n\n";
    for (const Objective& objective : setup.sla.objectives)
        out << fmt::format("- {}: {}\n", markdown_text(objective.name),
                           markdown_text(demand_of(objective)));
    for (const std::string& row : setup.sla.left_out)
        out << "- left out: " << markdown_text(row) << "\n";
    out << "\n" << markdown_text(knee_text(result)) << "\n\n";
    for (const UslFit& fit : result.usl_fits)
        out << "- Scalability " << markdown_text(usl_text(fit)) << "\n";
    out << "\n"
        << markdown_text(rule_text(result)) << "\n\n"
        << "| step | offered | achieved | in flight | p50 ms | p95 ms | p99 ms | within | errors | "
           "CPU target | CPU generator | verdict |\n"
           "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n";
    for (const CapacityStep& step : result.steps) {
        const StepRow row = row_of(step);
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                           row.kind, row.offered, row.achieved, row.in_flight, row.p50, row.p95,
                           row.p99, row.within, row.errors, row.target_cpu, row.generator_cpu,
                           row.verdict);
    }
}

}  // namespace sark::reports
