#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/writers/doctor/doctor_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

using scenarios::doctor::Answer;
using scenarios::doctor::Asked;
using scenarios::doctor::Check;
using scenarios::doctor::Evidence;
using scenarios::doctor::Examination;
using scenarios::doctor::Verdict;

std::string verdict_text(Verdict verdict) {
    return verdict == Verdict::no ? "**no**" : std::string(name_of(verdict));
}

void write_evidence(const Evidence& evidence, std::ostream& out) {
    out << "\n|";
    for (const std::string& name : evidence.columns) out << ' ' << markdown_text(name) << " |";
    out << "\n|";
    for (std::size_t i = 0; i < evidence.columns.size(); ++i) out << "---|";
    out << '\n';
    for (const postgres::Values& row : evidence.rows) {
        out << '|';
        for (const postgres::Value& value : row)
            out << ' ' << (value ? markdown_text(*value) : std::string("–")) << " |";
        out << '\n';
    }
    if (evidence.left_out > 0)
        out << fmt::format("\nAnd {} more.\n", evidence.left_out);
}

void write_details(const Answer& answer, std::ostream& out) {
    if (answer.verdict == Verdict::yes && answer.evidence.rows.empty())
        return;
    out << fmt::format("\n### {}\n\n{} {}: {}.\n", markdown_text(answer.name),
                       markdown_text(answer.question), verdict_text(answer.verdict),
                       markdown_text(answer.why));
    if (!answer.mend.empty())
        out << fmt::format("\n→ {}\n", markdown_text(answer.mend));
    if (!answer.evidence.rows.empty())
        write_evidence(answer.evidence, out);
}

std::string_view asked_text(Asked asked) {
    switch (asked) {
        case Asked::postgres:
            return "sql";
        case Asked::redis:
        case Asked::redis_settings:
            return "console";
        case Asked::user:
            break;
    }
    return "";
}

void write_statement(const std::string& statement, std::string_view language, std::ostream& out) {
    if (statement.empty())
        return;
    const std::size_t begin = statement.find_first_not_of('\n');
    out << fmt::format("\n```{}\n{}\n```\n", language, statement.substr(begin));
}

}  // namespace

void write_doctor_markdown(const DoctorReport& report, std::ostream& out) {
    out << fmt::format("# Doctor, {}\n", report.started_at);
    for (const Examination& examination : report.examinations) {
        out << fmt::format("\n## {}\n\n{}.\n\n", markdown_text(examination.title),
                           summary_of(examination));
        for (const auto& [name, value] : examination.facts)
            out << fmt::format("- {}: {}\n", markdown_text(name), markdown_text(value));
        out << "\n| rows | question | answer | why |\n|---|---|---|---|\n";
        for (const Answer& answer : examination.answers)
            out << fmt::format("| {} | {} | {} | {} |\n", fmt::join(answer.ids, ", "),
                               markdown_text(answer.question), verdict_text(answer.verdict),
                               markdown_text(answer.why));
        for (const Answer& answer : examination.answers) write_details(answer, out);
    }
}

void write_checks_markdown(const std::vector<Check>& checks, std::ostream& out) {
    out << "| check | rows | question |\n|---|---|---|\n";
    for (const Check& check : checks)
        out << fmt::format("| [{}](#{}) | {} | {} |\n", check.name, check.name,
                           fmt::join(check.ids, ", "), check.question);
    for (const Check& check : checks) {
        out << fmt::format("\n### {}\n{} ({})\n\nRule: {}.\n", check.name, check.question,
                           fmt::join(check.ids, ", "), check.rule);
        if (!check.mend.empty())
            out << fmt::format("To mend: `{}`\n", check.mend);
        write_statement(check.statement, asked_text(check.asked), out);
        if (!check.timescale_statement.empty())
            out << "\nWith TimescaleDB:\n";
        write_statement(check.timescale_statement, "sql", out);
    }
}

}  // namespace sark::reports
