#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/format.hpp"
#include "reports/writers/claims/claims_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr const char* line = "{:<28} {:>13} {:>9} {:>9} {:>8} {:<18} {}\n";

std::string time_text(const ClaimSide& side) {
    return side.median_ms ? format_value(*side.median_ms, "ms") : "-";
}

/// What a reader of the line must not miss.
std::vector<std::string> remarks_of(const ClaimFinding& finding) {
    std::vector<std::string> remarks;
    if (!finding.reason.empty())
        remarks.push_back(finding.reason);
    if (!finding.answers_as_declared || finding.answers.starts_with("NOT"))
        remarks.push_back("answers: " + finding.answers);
    for (const ClaimSide& side : finding.sides)
        if (side.plan_as_said == false)
            remarks.push_back(
                fmt::format("\"{}\" has no {}: {}", side.label, side.plan_said, side.plan));
    return remarks;
}

}  // namespace

void write_claims_heading(std::ostream& out) {
    out << fmt::format(line, "claim", "claimed", "A", "B", "A / B", "95 % interval", "verdict");
}

void write_claim_line(const ClaimFinding& finding, std::ostream& out) {
    out << fmt::format(line, finding.name, finding.claimed_text(), time_text(finding.sides[0]),
                       time_text(finding.sides[1]), finding.effect_text(), finding.interval_text(),
                       name_of(finding.verdict));
    for (const std::string& remark : remarks_of(finding))
        for (const std::string& text : wrapped(printable(remark), 4, 100)) out << text << '\n';
}

void write_claims_summary(const ClaimsReport& report, std::ostream& out) {
    out << fmt::format("\n{} claims in {:.0f} s: {}{}\n", report.findings.size(), report.elapsed_s,
                       report.summary(), report.interrupted ? " (interrupted)" : "");
}

}  // namespace sark::reports
