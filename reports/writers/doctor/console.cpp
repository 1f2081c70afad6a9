#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/writers/doctor/doctor_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

using scenarios::doctor::Answer;
using scenarios::doctor::Check;
using scenarios::doctor::Evidence;
using scenarios::doctor::Examination;
using scenarios::doctor::Verdict;

constexpr std::size_t columns = 80;
constexpr std::size_t indent = 9;
constexpr std::size_t widest_cell = 60;

std::string_view word_of(Verdict verdict) {
    return verdict == Verdict::no ? "NO" : name_of(verdict);
}

/// A paragraph whose first line begins with a word in the margin.
void write_paragraph(std::string_view margin, std::string_view text, std::ostream& out) {
    bool first = true;
    for (std::string& line : wrapped(printable(text), indent, columns)) {
        if (first)
            line.replace(0, margin.size(), margin);
        first = false;
        out << line << '\n';
    }
}

std::string cell_of(const postgres::Value& value) {
    std::string text = value ? printable(*value) : "-";
    if (columns_of(text) > widest_cell)
        text = wrapped(text, 0, widest_cell).front() + "...";
    return text;
}

void write_evidence(const Evidence& evidence, std::ostream& out) {
    if (evidence.rows.empty())
        return;
    std::vector<std::size_t> widths;
    for (const std::string& name : evidence.columns) widths.push_back(columns_of(name));
    for (const postgres::Values& row : evidence.rows)
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], columns_of(cell_of(row[i])));
    const auto write_row = [&](const auto& text_of, std::size_t cells) {
        std::string line(indent, ' ');
        for (std::size_t i = 0; i < cells; ++i)
            line += padded_right(text_of(i), widths[i]) + (i + 1 < cells ? "  " : "");
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    };
    write_row([&](std::size_t i) { return evidence.columns[i]; }, evidence.columns.size());
    for (const postgres::Values& row : evidence.rows)
        write_row([&](std::size_t i) { return cell_of(row[i]); },
                  std::min(row.size(), widths.size()));
    if (evidence.left_out > 0)
        out << std::string(indent, ' ') << fmt::format("and {} more\n", evidence.left_out);
}

void write_answer(const Answer& answer, bool verbose, std::ostream& out) {
    const std::string ids =
        answer.ids.empty() ? "" : fmt::format(" [{}]", fmt::join(answer.ids, ", "));
    write_paragraph(word_of(answer.verdict),
                    fmt::format("{} {}{}", answer.question, answer.why, ids), out);
    if (!answer.mend.empty() && (answer.verdict == Verdict::no || verbose))
        write_paragraph("", "-> " + answer.mend, out);
    if (verbose)
        write_evidence(answer.evidence, out);
}

}  // namespace

void write_doctor_console(const DoctorReport& report, bool verbose, std::ostream& out) {
    for (const Examination& examination : report.examinations) {
        out << printable(examination.title) << '\n';
        for (const auto& [name, value] : examination.facts)
            write_paragraph("", name + ": " + value, out);
        for (const Answer& answer : examination.answers) write_answer(answer, verbose, out);
        out << std::string(indent, ' ') << summary_of(examination) << "\n\n";
    }
    out << (report.statistics_reset
                ? "pg_stat_statements was reset for this database; nothing else was changed.\n"
                : "Nothing was changed.\n");
}

void write_checks_console(const std::vector<Check>& checks, std::ostream& out) {
    for (const Check& check : checks) {
        out << fmt::format("{:<28} {}\n", check.name, check.question);
        for (const std::string& line :
             wrapped(fmt::format("{}", fmt::join(check.ids, ", ")), 29, columns))
            out << line << '\n';
    }
}

}  // namespace sark::reports
