#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/writers/doctor/doctor_writer.hpp"

namespace sark::reports {
namespace {

using scenarios::doctor::Answer;
using scenarios::doctor::Examination;
using scenarios::doctor::Verdict;
using ::testing::HasSubstr;
using ::testing::Not;

Answer answered(const std::string& name, Verdict verdict) {
    Answer answer;
    answer.name = name;
    answer.ids = {"S001-MON-07"};
    answer.question = "Is it so?";
    answer.verdict = verdict;
    answer.why = "because of " + name;
    answer.mend = verdict == Verdict::yes ? "" : "do something";
    answer.statement = "SELECT 1";
    answer.evidence = {{"table", "rows"}, {{"a|b", "12"}, {std::nullopt, "3"}}, 4};
    return answer;
}

DoctorReport report_of(const std::vector<Answer>& answers) {
    DoctorReport report;
    report.started_at = "2026-11-21T18:00:00.000Z";
    Examination examination;
    examination.title = "Database sark";
    examination.facts = {{"role", "reader"}};
    examination.answers = answers;
    report.examinations = {examination};
    return report;
}

std::string console(const DoctorReport& report, bool verbose = false) {
    std::ostringstream out;
    write_doctor_console(report, verbose, out);
    return out.str();
}

TEST(DoctorReportTest, TheExitCodeTellsAServiceThatIsGoneFromARowThatIsNo) {
    const auto good = answered("good", Verdict::yes);
    const auto bad = answered("bad", Verdict::no);
    auto gone = answered("gone", Verdict::no);
    gone.service = true;
    EXPECT_EQ(report_of({good, answered("open", Verdict::unknown)}).exit_code(), ExitCode::pass);
    EXPECT_EQ(report_of({good, bad}).exit_code(), ExitCode::sla_failed);
    EXPECT_EQ(report_of({bad, gone}).exit_code(), ExitCode::unavailable);
    EXPECT_EQ(report_of({}).exit_code(), ExitCode::pass);
}

TEST(DoctorWritersTest, TheConsoleIsShortAndSaysHowToMendANo) {
    const auto report = report_of({answered("good", Verdict::yes), answered("bad", Verdict::no)});
    const std::string text = console(report);
    EXPECT_THAT(text, HasSubstr("yes      Is it so? because of good [S001-MON-07]\n"));
    EXPECT_THAT(text, HasSubstr("NO       Is it so? because of bad [S001-MON-07]\n"
                                "         -> do something\n"));
    EXPECT_THAT(text, HasSubstr("1 yes, 1 no, 0 unknown"));
    EXPECT_THAT(text, HasSubstr("Nothing was changed."));
    EXPECT_THAT(text, Not(HasSubstr("a|b")));
}

TEST(DoctorWritersTest, VerboseShowsTheRowsAndHowManyAreLeftOut) {
    const std::string text = console(report_of({answered("good", Verdict::yes)}), true);
    EXPECT_THAT(text, HasSubstr("         table  rows\n"
                                "         a|b    12\n"
                                "         -      3\n"
                                "         and 4 more\n"));
}

TEST(DoctorWritersTest, ControlCharactersOfADatabaseDoNotReachTheTerminal) {
    auto answer = answered("bad", Verdict::no);
    answer.why = "a table called \x1b[2J";
    answer.evidence.rows = {{"\x1b[31m", "1"}};
    EXPECT_THAT(console(report_of({answer}), true), Not(HasSubstr("\x1b")));
}

TEST(DoctorWritersTest, AResetIsSaid) {
    auto report = report_of({});
    report.statistics_reset = true;
    EXPECT_THAT(console(report), HasSubstr("pg_stat_statements was reset"));
}

TEST(DoctorWritersTest, JsonHasEverythingAndNullForWhatIsNot) {
    std::ostringstream out;
    write_doctor_json(report_of({answered("bad", Verdict::no)}), out);
    const auto document = nlohmann::json::parse(out.str());
    EXPECT_EQ(document.at("exit_code"), 99);
    const auto& answer = document.at("examinations").at(0).at("answers").at(0);
    EXPECT_EQ(answer.at("answer"), "no");
    EXPECT_EQ(answer.at("evidence").at("rows").at(1).at(0), nullptr);
    EXPECT_EQ(answer.at("evidence").at("left_out"), 4);
    EXPECT_EQ(answer.at("statement"), "SELECT 1");
    EXPECT_EQ(document.at("examinations").at(0).at("summary").at("no"), 1);
}

TEST(DoctorWritersTest, MarkdownCellsCannotBreakTheTable) {
    std::ostringstream out;
    write_doctor_markdown(report_of({answered("bad", Verdict::no)}), out);
    EXPECT_THAT(out.str(), HasSubstr("| S001-MON-07 | Is it so? | **no** |"));
    EXPECT_THAT(out.str(), Not(HasSubstr("a|b")));
    EXPECT_THAT(out.str(), HasSubstr("And 4 more."));
}

TEST(DoctorPageTest, TheDocumentationIsWhatIsAsked) {
    std::ifstream file(SARK_DOCTOR_PAGE);
    std::ostringstream page;
    page << file.rdbuf();
    std::ostringstream asked;
    write_checks_markdown(scenarios::doctor::shipped_checks(), asked);
    EXPECT_TRUE(page.str().ends_with(asked.str()))
        << "docs/doctor.md does not end as sark-bench doctor --list --format md does";
}

TEST(DoctorPageTest, TheListIsThereForPeopleAndForPrograms) {
    std::ostringstream text;
    write_checks_console(scenarios::doctor::shipped_checks(), text);
    EXPECT_THAT(text.str(), HasSubstr("S000-CHK-01.10"));
    std::ostringstream json;
    write_checks_json(scenarios::doctor::shipped_checks(), json);
    EXPECT_EQ(nlohmann::json::parse(json.str()).at("checks").size(),
              scenarios::doctor::shipped_checks().size());
}

}  // namespace
}  // namespace sark::reports
