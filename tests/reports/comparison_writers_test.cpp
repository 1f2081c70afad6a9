#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/comparison/comparison_chart.hpp"
#include "reports/comparison/comparison_text.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"
#include "tests/reports/comparison_examples.hpp"
#include "tests/reports/golden_report.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::reports {
namespace {

using test::expect_golden;
using test::regressed_gate;
using test::runs_apart;
using ::testing::HasSubstr;
using ::testing::Not;

std::string written(void (*write)(const Comparison&, std::ostream&), const Comparison& comparison) {
    std::ostringstream out;
    write(comparison, out);
    return out.str();
}

/// Whose every free text tries to break out of its format.
Comparison hostile() {
    const std::string evil = "</script><b>\"'|`*&\n\x1b[31m<!--";
    Comparison comparison = runs_apart(20.0);
    comparison.setup.scenario = evil;
    comparison.setup.arms = {evil, evil};
    comparison.setup.facts = {{evil, evil}};
    comparison.notes = {evil};
    comparison.differences = {{"machine", evil, evil, evil}};
    for (ComparedMetric& metric : comparison.metrics)
        if (!metric.operation.empty())
            metric.operation = evil;
    for (ComparedRunLine& run : comparison.runs) run.id = evil;
    return comparison;
}

TEST(ComparisonWritersTest, TheGateMatchesItsGoldenFiles) {
    const Comparison gate = regressed_gate();
    ASSERT_EQ(gate.outcome, ComparisonOutcome::regressed);
    expect_golden("comparison.txt", written(write_comparison_console, gate));
    expect_golden("comparison.md", written(write_comparison_markdown, gate));
    expect_golden("comparison_junit.xml", written(write_comparison_junit, gate));
    expect_golden("comparison.json", written(write_comparison_json, gate));
}

TEST(ComparisonWritersTest, RunsApartMatchTheirGoldenFiles) {
    const Comparison apart = runs_apart(20.0);
    expect_golden("comparison_apart.txt", written(write_comparison_console, apart));
    expect_golden("comparison_apart.md", written(write_comparison_markdown, apart));
    expect_golden("comparison_apart.json", written(write_comparison_json, apart));
}

TEST(ComparisonWritersTest, ARefusalMatchesItsGoldenFiles) {
    const Comparison refused = runs_apart(10.0, "Another CPU");
    ASSERT_EQ(refused.outcome, ComparisonOutcome::not_comparable);
    expect_golden("comparison_refused.txt", written(write_comparison_console, refused));
    expect_golden("comparison_refused.md", written(write_comparison_markdown, refused));
    expect_golden("comparison_refused.json", written(write_comparison_json, refused));
}

TEST(ComparisonWritersTest, TheConsoleHasNoControlCharacters) {
    EXPECT_THAT(written(write_comparison_console, hostile()), Not(HasSubstr("\x1b")));
}

TEST(ComparisonWritersTest, ThePageEscapesHostileNames) {
    const std::string page = written(write_comparison_html, hostile());
    EXPECT_THAT(page, Not(HasSubstr("<b>")));
    EXPECT_THAT(page, HasSubstr("\\u003c/script>"));
    EXPECT_THAT(page, Not(HasSubstr("\x1b")));
}

TEST(ComparisonWritersTest, ThePageSaysTheVerdictFirstAndHasAPlaceForEachChart) {
    const std::string page = written(write_comparison_html, regressed_gate());
    EXPECT_LT(page.find("The question"), page.find("Change per metric"));
    EXPECT_LT(page.find("regressed"), page.find("Change per metric"));
    for (const char* id : {"forest", "course-p95", "course-errors"})
        EXPECT_THAT(page, HasSubstr("<canvas id=\"" + std::string(id) + "\""));
    EXPECT_THAT(page, HasSubstr("drawForest"));
    EXPECT_THAT(page, HasSubstr("foreign_cpu"));
}

TEST(ComparisonWritersTest, MarkdownKeepsATableRowOnItsLine) {
    const std::string text = written(write_comparison_markdown, hostile());
    EXPECT_THAT(text, Not(HasSubstr("<b>")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(ComparisonWritersTest, WhatWasNotMeasuredIsNull) {
    const auto document = nlohmann::json::parse(written(write_comparison_json, regressed_gate()));
    const auto& cpu = document["metrics"][4];
    EXPECT_EQ(cpu["name"], "cpu_per_op");
    EXPECT_TRUE(cpu["change"].is_null());
    EXPECT_EQ(cpu["verdict"], "not measured");
    EXPECT_TRUE(document["rounds"][0]["figures"]["cpu_per_op"].is_null());
}

TEST(ComparisonWritersTest, FilesAreThoseThatWereAskedFor) {
    const test::ScratchDirectory scratch;
    const std::string place = (scratch.path() / "out").string();
    const auto files = write_comparison_files(runs_apart(20.0), place, comparison_formats());
    ASSERT_TRUE(files) << describe(files.error());
    EXPECT_EQ(files->size(), 8U);
    EXPECT_TRUE(std::filesystem::exists(scratch.path() / "otava.unit.comparisons.csv"));
    EXPECT_FALSE(write_comparison_files(runs_apart(20.0), place, {"pdf"}));
}

TEST(ComparisonChartTest, WorseIsToTheRightWhicheverWayAMetricRuns) {
    Comparison comparison;
    ComparedMetric throughput = metric_line(comparison_metrics[2], {});
    throughput.change = 0.8;
    throughput.interval95 = CentreInterval{0.5, 1.0};
    ComparedMetric errors = metric_line(comparison_metrics[3], {});
    errors.change = 0.02;
    comparison.metrics = {throughput, errors, metric_line(comparison_metrics[0], {})};
    const auto lines = forest_of(comparison);
    ASSERT_EQ(lines.size(), 2U) << "what was not measured has no line";
    EXPECT_NEAR(lines[0].worse, 25.0, 1e-9);
    EXPECT_NEAR(*lines[0].low, 0.0, 1e-9);
    EXPECT_NEAR(*lines[0].high, 100.0, 1e-9);
    EXPECT_NEAR(lines[1].worse, 2.0, 1e-9);
    EXPECT_EQ(lines[1].unit, "points");
    EXPECT_FALSE(lines[1].low);
}

TEST(ComparisonTextTest, AChangeReadsAsPeopleSayIt) {
    ComparedMetric p95 = metric_line(comparison_metrics[0], {});
    p95.change = 1.079;
    p95.interval95 = CentreInterval{1.06, 1.099};
    EXPECT_EQ(sentence_of(p95), "+7.9 % (95 %: +6.0 to +9.9 %), tolerated 5 %");
    p95.operation = "api.list";
    EXPECT_EQ(label_of(p95), "api.list p95");
    EXPECT_EQ(sentence_of(metric_line(comparison_metrics[3], {})), "not measured");
    EXPECT_EQ(tolerance_text(metric_line(comparison_metrics[3], {})), "0.1 points");
    EXPECT_EQ(heading_of(ComparisonOutcome::not_comparable), "NOT COMPARABLE");
}

}  // namespace
}  // namespace sark::reports
