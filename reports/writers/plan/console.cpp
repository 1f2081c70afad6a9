#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "reports/writers/plan/plan_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

using planning::PlanSection;

constexpr std::size_t page_columns = 100;
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 14;

bool is_number(const std::string& head) {
    return head.starts_with('#');
}

/// How wide each column is: as wide as its widest cell, the columns of text narrowed until the
/// table fits the page.
std::vector<std::size_t> widths_of(const PlanSection& section) {
    std::vector<std::size_t> widths;
    for (const std::string& head : section.heads)
        widths.push_back(columns_of(head) - (is_number(head) ? 1 : 0));
    for (const auto& row : section.rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columns_of(row[i]));
    const auto total = [&] {
        std::size_t sum = gap * (widths.size() - 1);
        for (const std::size_t width : widths) sum += width;
        return sum;
    };
    while (total() > page_columns) {
        std::size_t* widest = nullptr;
        for (std::size_t i = 0; i < widths.size(); ++i)
            if (!is_number(section.heads[i]) && widths[i] > narrowest &&
                (widest == nullptr || widths[i] > *widest))
                widest = &widths[i];
        if (widest == nullptr)
            break;
        --*widest;
    }
    return widths;
}

/// The row's cells over as many lines as its longest cell takes.
void write_row(const PlanSection& section, const std::vector<std::string>& row,
               const std::vector<std::size_t>& widths, std::ostream& out) {
    std::vector<std::vector<std::string>> cells;
    std::size_t lines = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
        cells.push_back(wrapped(printable(row[i]), 0, widths[i]));
        lines = std::max(lines, cells.back().size());
    }
    for (std::size_t line = 0; line < lines; ++line) {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string cell = line < cells[i].size() ? cells[i][line] : std::string();
            text += (i == 0 ? "" : std::string(gap, ' ')) + (is_number(section.heads[i])
                                                                 ? padded_left(cell, widths[i])
                                                                 : padded_right(cell, widths[i]));
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out << text << '\n';
    }
}

void write_paragraph(std::string_view text, std::size_t indent, std::ostream& out) {
    for (const std::string& line : wrapped(printable(text), indent, page_columns))
        out << line << '\n';
}

}  // namespace

void write_plan_section(const PlanSection& section, std::ostream& out) {
    out << '\n' << section.title << '\n';
    for (const std::string& note : section.notes) write_paragraph(note, 0, out);
    if (section.rows.empty())
        return;
    const std::vector<std::size_t> widths = widths_of(section);
    std::vector<std::string> heads;
    for (const std::string& head : section.heads)
        heads.push_back(head.substr(is_number(head) ? 1 : 0));
    out << '\n';
    write_row(section, heads, widths, out);
    for (const auto& row : section.rows) write_row(section, row, widths, out);
}

void write_plan_console(const planning::PlanView& view, std::ostream& out) {
    write_paragraph(view.title, 0, out);
    std::string verdict(view.verdict);
    std::ranges::transform(verdict, verdict.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    out << fmt::format("{}: {}\n\n", verdict, view.summary);
    for (const std::string& line : view.headlines) write_paragraph(line, 2, out);
    if (!view.findings.empty())
        out << '\n';
    for (const auto& [severity, text] : view.findings)
        write_paragraph(severity + ": " + text, 2, out);
    for (const PlanSection& section : view.sections) write_plan_section(section, out);
}

}  // namespace sark::reports
