#include <fmt/format.h>

#include "reports/capacity/capacity_view.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

void write_law(const ScalabilityView& fit, std::ostream& out) {
    out << fmt::format(
        "\nThe law over {} and its residuals:\n\n"
        "| in flight | measured | law | residual |\n|---:|---:|---:|---:|\n",
        fit.over);
    for (const ResidualRow& row : fit.residuals)
        out << fmt::format("| {} | {} | {} | {} |\n", row.in_flight, row.measured, row.law,
                           row.residual);
}

}  // namespace

void write_capacity_markdown(const CapacityResult& result, std::ostream& out) {
    const CapacityView view = capacity_view_of(result);
    out << fmt::format("# {}\n\n**{}.** Exit code {}.\n\n", markdown_text(view.title),
                       markdown_text(view.summary), static_cast<int>(result.exit_code));
    if (!view.headroom.empty())
        out << markdown_text(view.headroom) << "\n\n";
    if (!view.limit.empty())
        out << "What limited it: " << markdown_text(view.limit) << ".\n\n";
    for (const auto& [name, demand] : view.sla)
        out << fmt::format("- {}: {}\n", markdown_text(name), markdown_text(demand));
    for (const std::string& row : view.left_out)
        out << "- left out: " << markdown_text(row) << "\n";
    out << "\n" << markdown_text(view.knee) << "\n\n";
    for (const ScalabilityView& fit : view.scalability)
        out << "- Scalability " << markdown_text(fit.text) << "\n";
    out << "\n"
        << markdown_text(view.rule) << "\n\n"
        << "| step | offered | achieved | in flight | p50 ms | p95 ms | p99 ms | within | errors | "
           "CPU target | CPU generator | verdict |\n"
           "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n";
    for (const StepRow& row : view.steps)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                           row.kind, row.offered, row.achieved, row.in_flight, row.p50, row.p95,
                           row.p99, row.within, row.errors, row.target_cpu, row.generator_cpu,
                           row.verdict);
    for (const ScalabilityView& fit : view.scalability)
        if (!fit.residuals.empty())
            write_law(fit, out);
}

}  // namespace sark::reports
