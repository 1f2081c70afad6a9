#include <fmt/format.h>

#include "reports/writers/plan/plan_writer.hpp"
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

void write_table(const planning::PlanSection& section, std::ostream& out) {
    std::string rule;
    for (const std::string& head : section.heads) {
        const bool number = head.starts_with('#');
        out << "| " << cell(head.substr(number ? 1 : 0)) << ' ';
        rule += number ? "|---:" : "|---";
    }
    out << "|\n" << rule << "|\n";
    for (const auto& row : section.rows) {
        for (const std::string& text : row) out << "| " << cell(text) << ' ';
        out << "|\n";
    }
    out << '\n';
}

}  // namespace

void write_plan_markdown(const planning::PlanView& view, const PlanStamp& stamp,
                         std::ostream& out) {
    out << fmt::format("# {}\n\n**{}**: {}.\n\n", cell(view.title), view.verdict,
                       cell(view.summary));
    for (const std::string& line : view.headlines) out << "- " << cell(line) << '\n';
    if (!view.findings.empty())
        out << "\n## What to know\n\n";
    for (const auto& [severity, text] : view.findings)
        out << fmt::format("- **{}**: {}\n", severity, cell(text));
    for (const planning::PlanSection& section : view.sections) {
        out << fmt::format("\n## {}\n\n", cell(section.title));
        for (const std::string& note : section.notes) out << cell(note) << "\n\n";
        if (!section.rows.empty())
            write_table(section, out);
    }
    out << fmt::format("\nMade {} by sark-bench {} ({}).\n", stamp.made_at, stamp.tool_version,
                       stamp.tool_revision);
}

}  // namespace sark::reports
