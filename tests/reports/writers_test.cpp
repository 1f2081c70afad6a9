#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/writers/text.hpp"
#include "reports/writers/writer.hpp"
#include "tests/reports/golden_report.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::expect_golden;
using test::golden_report;
using test::hostile_report;
using test::RunResultBuilder;
using test::text_of;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using workloads::OutcomeCode;

void write_plain(const Report& report, std::ostream& out) {
    write_console(report, out, false);
}

TEST(WritersTest, ConsoleMatchesItsGoldenFile) {
    expect_golden("console.txt", text_of(write_plain, golden_report()));
}
TEST(WritersTest, MarkdownMatchesItsGoldenFile) {
    expect_golden("summary.md", text_of(write_markdown, golden_report()));
}
TEST(WritersTest, JunitMatchesItsGoldenFile) {
    expect_golden("junit.xml", text_of(write_junit, golden_report()));
}
TEST(WritersTest, JsonMatchesItsGoldenFile) {
    expect_golden("result.json", text_of(write_json, golden_report()));
}
TEST(WritersTest, JsonOfAnEmptyRunMatchesItsGoldenFile) {
    const auto report =
        judge(RunResultBuilder().operation("api.list").measured(Nanos{0}).build(), {"api"});
    ASSERT_TRUE(report);
    expect_golden("result_empty.json", text_of(write_json, *report));
}
TEST(WritersTest, TimeseriesMatchesItsGoldenFile) {
    expect_golden("timeseries.csv", text_of(write_timeseries_csv, golden_report()));
}

/// The target says something evil, too.
Report hostile_failures() {
    Report report = hostile_report();
    workloads::OperationTally& tally = report.run.engine.loads[0].operations[0];
    tally.outcomes[static_cast<std::size_t>(OutcomeCode::wrong_answer)] = 1;
    tally.causes.add(OutcomeCode::wrong_answer, {tally.load, tally.load + std::string(80, 'x')});
    return report;
}

TEST(WritersTest, ConsoleStaysWithinEightyColumns) {
    for (const Report& report : {golden_report(), hostile_failures()}) {
        std::istringstream lines(text_of(write_plain, report));
        for (std::string line; std::getline(lines, line);) EXPECT_LE(columns_of(line), 80U) << line;
    }
}

TEST(WritersTest, ConsoleAndMarkdownSayHowFailuresEndedAndNothingWhereNoneDid) {
    const Report report = golden_report();
    EXPECT_THAT(text_of(write_plain, report), HasSubstr("\nfailed    api.register: "));
    EXPECT_THAT(text_of(write_plain, report), Not(HasSubstr("failed    api.policy_evaluate")));
    EXPECT_THAT(text_of(write_plain, report),
                HasSubstr("\n            138 timeout, no answer in time\n"));
    EXPECT_THAT(text_of(write_markdown, report), HasSubstr("How those that failed ended"));
    EXPECT_THAT(text_of(write_markdown, report),
                HasSubstr("| timeout | status 504 | upstream request timeout | 12 | 7.50 % |"));
    EXPECT_THAT(text_of(write_html, report), HasSubstr("upstream request timeout"));
    EXPECT_THAT(text_of(write_junit, report),
                HasSubstr("; most failures: api.register, 138 timeout, no answer in time"));
    const auto good = judge(RunResultBuilder().answers("api.list", 2'000, 1, 4).build(), {});
    ASSERT_TRUE(good);
    EXPECT_THAT(text_of(write_plain, *good), Not(HasSubstr("\nfailed ")));
    EXPECT_THAT(text_of(write_markdown, *good), Not(HasSubstr("that failed ended")));
    EXPECT_THAT(text_of(write_html, *good), Not(HasSubstr("<h3>Failures</h3>")));
    EXPECT_THAT(text_of(write_junit, *good), Not(HasSubstr("most failures")));
    EXPECT_THAT(text_of(write_json, *good), Not(HasSubstr("failure_causes")));
}

TEST(WritersTest, ConsoleShowsWhereASettingCameFromUnlessItIsTheDefault) {
    Report report = golden_report();
    report.run.environment.settings = {{"pool_size", "7", "environment POSTGRES_POOL_SIZE"},
                                       {"timeout", "30", "default"}};
    const std::string text = text_of(write_plain, report);
    EXPECT_NE(text.find("pool_size = 7 (environment POSTGRES_POOL_SIZE)"), std::string::npos);
    EXPECT_EQ(text.find("timeout = 30"), std::string::npos);
}

TEST(WritersTest, ConsoleColoursOnlyWhenAsked) {
    EXPECT_THAT(text_of(write_plain, golden_report()), Not(HasSubstr("\x1b")));
    EXPECT_THAT(text_of(write_plain, hostile_report()), Not(HasSubstr("\x1b")));
    std::ostringstream coloured;
    write_console(golden_report(), coloured, true);
    EXPECT_THAT(coloured.str(), HasSubstr("\x1b[31mFAIL\x1b[0m"));
}

TEST(WritersTest, HtmlEscapesHostileNames) {
    const std::string page = text_of(write_html, hostile_failures());
    const std::size_t data = page.find("<script type=\"application/json\"");
    ASSERT_NE(data, std::string::npos);
    EXPECT_EQ(page.find("<b>"), std::string::npos);
    // One end per script of ours: data, chart library, what charts share, page.
    std::size_t ends = 0;
    for (std::size_t at = page.find("</script"); at != std::string::npos;
         at = page.find("</script", at + 1))
        ++ends;
    EXPECT_EQ(ends, 4U);
    EXPECT_THAT(page, HasSubstr("\\u003c/script>"));
}

TEST(WritersTest, HtmlIsOnePageWithoutNetwork) {
    const std::string page = text_of(write_html, golden_report());
    EXPECT_THAT(page, StartsWith("<!DOCTYPE html>"));
    EXPECT_THAT(page, HasSubstr("Chart.js"));
    EXPECT_THAT(page, HasSubstr("dataset.rendered"));
    for (const char* reference : {" src=", "<link", "@import", "url(", "fetch("})
        EXPECT_THAT(page.substr(0, page.find("<script>")), Not(HasSubstr(reference)));
    EXPECT_LT(page.find("Verdict"), page.find("Judged rows"));
}

TEST(WritersTest, MarkdownKeepsATableRowOnItsLine) {
    const std::string text = text_of(write_markdown, hostile_failures());
    EXPECT_THAT(text, Not(HasSubstr("<b>")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(WritersTest, JsonReplacesBytesThatAreNoUtf8) {
    const auto document = nlohmann::json::parse(text_of(write_json, hostile_report()));
    EXPECT_TRUE(document.contains("operations"));
}

TEST(WritersTest, AnAbsentStatisticIsNull) {
    const auto report = judge(
        RunResultBuilder().failures("api.list", OutcomeCode::timeout, 2'000, 5'000).build(), {});
    ASSERT_TRUE(report);
    const auto document = nlohmann::json::parse(text_of(write_json, *report));
    const auto& response = document["operations"][0]["response_ms"];
    for (const char* statistic : {"min", "mean", "p50", "p90", "p95", "p99", "p99_9", "max"})
        EXPECT_TRUE(response[statistic].is_null()) << statistic;
    EXPECT_EQ(response["samples"], 2'000);
    EXPECT_TRUE(response["ci95"]["p99"].is_null());
}

TEST(WritersTest, TimeseriesQuotesWhatCsvRequires) {
    EXPECT_THAT(text_of(write_timeseries_csv, hostile_report()), HasSubstr("\"</script><b>\"\"'"));
}

}  // namespace
}  // namespace sark::reports
