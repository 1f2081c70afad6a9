#include <fmt/format.h>

#include "reports/writers/plan/plan_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

void write_table(const planning::PlanSection& section, std::ostream& out) {
    std::string rule;
    for (const std::string& head : section.heads) {
        const bool number = head.starts_with('#');
        out << "| " << markdown_text(head.substr(number ? 1 : 0)) << ' ';
        rule += number ? "|---:" : "|---";
    }
    out << "|\n" << rule << "|\n";
    for (const auto& row : section.rows) {
        for (const std::string& text : row) out << "| " << markdown_text(text) << ' ';
        out << "|\n";
    }
    out << '\n';
}

}  // namespace

void write_plan_markdown(const planning::PlanView& view, const PlanStamp& stamp,
                         std::ostream& out) {
    out << fmt::format("# {}\n\n**{}**: {}.\n\n", markdown_text(view.title), view.verdict,
                       markdown_text(view.summary));
    for (const std::string& line : view.headlines) out << "- " << markdown_text(line) << '\n';
    if (!view.findings.empty())
        out << "\n## What to know\n\n";
    for (const auto& [severity, text] : view.findings)
        out << fmt::format("- **{}**: {}\n", severity, markdown_text(text));
    for (const planning::PlanSection& section : view.sections) {
        out << fmt::format("\n## {}\n\n", markdown_text(section.title));
        for (const std::string& note : section.notes) out << markdown_text(note) << "\n\n";
        if (!section.rows.empty())
            write_table(section, out);
    }
    out << fmt::format("\nMade {} by sark-bench {} ({}).\n", stamp.made_at, stamp.tool_version,
                       stamp.tool_revision);
}

}  // namespace sark::reports
