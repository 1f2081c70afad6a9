#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/format.hpp"
#include "reports/writers/claims/claims_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

std::string time_text(const ClaimSide& side) {
    return side.median_ms ? format_value(*side.median_ms, "ms") : "–";
}

void write_table(const ClaimsReport& report, std::ostream& out) {
    out << "| row | claim | claimed | A | B | A / B | 95 % interval | blocks | verdict |\n"
           "|---|---|---|---:|---:|---:|---:|---:|---|\n";
    for (const ClaimFinding& finding : report.findings)
        out << fmt::format(
            "| {} | {} | {} | {} | {} | {} | {} | {} | **{}** |\n", fmt::join(finding.ids, ", "),
            markdown_text(finding.name), markdown_text(finding.claimed_text()),
            time_text(finding.sides[0]), time_text(finding.sides[1]), finding.effect_text(),
            finding.interval_text(), finding.blocks, markdown_text(name_of(finding.verdict)));
}

void write_side(const char* letter, const ClaimSide& side, std::ostream& out) {
    out << fmt::format("- {}, {}{}{}\n", letter, markdown_text(side.label),
                       side.state.empty() ? "" : ": ",
                       markdown_text(fmt::format("{}", fmt::join(side.state, "; "))));
    for (const std::string& statement : side.statements)
        out << fmt::format("  - `{}`\n", printable(statement));
    if (side.index_bytes)
        out << fmt::format("  - size of these indexes: {} bytes\n",
                           format_count(*side.index_bytes));
    if (side.plan.empty())
        return;
    out << fmt::format("  - plan: {}", markdown_text(side.plan));
    if (side.plan_as_said)
        out << fmt::format("; the document says {}: {}", markdown_text(side.plan_said),
                           *side.plan_as_said ? "yes" : "**no**");
    out << '\n';
}

void write_claim(const ClaimFinding& finding, std::ostream& out) {
    out << fmt::format("\n### {}\n\n{} ({}).\nClaimed: {}.\n\n", markdown_text(finding.name),
                       markdown_text(finding.title), markdown_text(finding.source),
                       markdown_text(finding.claimed));
    write_side("A", finding.sides[0], out);
    write_side("B", finding.sides[1], out);
    out << fmt::format("- answers: {}{}\n", markdown_text(finding.answers),
                       finding.answers_as_declared ? "" : " (**not as declared**)");
    if (!finding.note.empty())
        out << fmt::format("- {}\n", markdown_text(finding.note));
    if (!finding.reason.empty())
        out << fmt::format("- {}\n", markdown_text(finding.reason));
}

}  // namespace

void write_claims_markdown(const ClaimsReport& report, std::ostream& out) {
    out << fmt::format("# Claims, measured\n\n{}{}.\n\n- {}, {:.0f} s in all, {:.0f} s a claim\n",
                       report.summary(), report.interrupted ? " (interrupted)" : "",
                       report.started_at, report.elapsed_s, report.budget_s)
        << fmt::format("- rows: {}\n", markdown_text(report.dataset));
    for (const auto& [name, value] : report.facts)
        out << fmt::format("- {}: {}\n", markdown_text(name), markdown_text(value));
    for (const auto& [name, value] : report.services)
        out << fmt::format("- {}: {}\n", markdown_text(name), markdown_text(value));
    out << '\n';
    write_table(report, out);
    for (const ClaimFinding& finding : report.findings) write_claim(finding, out);
}

}  // namespace sark::reports
