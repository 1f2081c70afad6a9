#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/writers/ci/ci_writer.hpp"
#include "reports/writers/ci/history_file.hpp"
#include "tests/reports/comparison_examples.hpp"
#include "tests/reports/golden_report.hpp"

namespace sark::reports {
namespace {

using test::golden_report;
using test::regressed_gate;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

nlohmann::json bencher_of(const std::vector<BenchmarkPoint>& points) {
    std::ostringstream out;
    write_bencher(points, out);
    return nlohmann::json::parse(out.str());
}

TEST(BencherTest, ARunHasItsFiguresWithBounds) {
    const auto document = bencher_of(points_of(golden_report()));
    const auto& p95 = document["unit/api.list"]["p95"];
    EXPECT_LE(p95["lower_value"].get<double>(), p95["value"].get<double>());
    EXPECT_GE(p95["upper_value"].get<double>(), p95["value"].get<double>());
    EXPECT_GT(document["unit"]["throughput"]["value"].get<double>(), 0.0);
    EXPECT_FALSE(document["unit"]["throughput"].contains("lower_value"));
    EXPECT_FALSE(document.contains("unit/v2.federation_lookup") &&
                 document["unit/v2.federation_lookup"].contains("p95"))
        << "what was not measured is absent";
}

TEST(BencherTest, AComparisonHasTheChangeWithItsInterval) {
    const auto document = bencher_of(points_of(regressed_gate()));
    const auto& change = document["unit"]["p95-change"];
    EXPECT_NEAR(change["value"].get<double>(), 1.2, 0.01);
    EXPECT_TRUE(change.contains("lower_value"));
    EXPECT_TRUE(change.contains("upper_value"));
    EXPECT_FALSE(document["unit"].contains("cpu_per_op-change"));
}

TEST(GithubBenchmarkTest, EachFigureIsInTheFileOfItsDirection) {
    const auto points = points_of(golden_report());
    std::ostringstream smaller;
    std::ostringstream bigger;
    write_github_benchmark(points, true, "x", smaller);
    write_github_benchmark(points, false, "x", bigger);
    const auto low = nlohmann::json::parse(smaller.str());
    const auto high = nlohmann::json::parse(bigger.str());
    EXPECT_EQ(low.size() + high.size(), points.size());
    for (const auto& entry : high)
        EXPECT_THAT(entry["name"].get<std::string>(), HasSubstr("throughput"));
    for (const auto& entry : low) {
        EXPECT_TRUE(entry["value"].is_number());
        EXPECT_TRUE(entry.contains("unit"));
    }
}

const std::vector<BenchmarkPoint> two = {
    {"page", "p95", "ms", 12.5, std::nullopt, std::nullopt, true},
    {"page/a b", "throughput", "1/s", 200, std::nullopt, std::nullopt, false}};

TEST(HistoryTest, BeginsWithAHeadAndGrowsByALine) {
    const auto first =
        with_history_line("", {"2026-11-21T07:38:20.123Z", "r1", "abc", "pass"}, two);
    ASSERT_TRUE(first);
    EXPECT_EQ(*first,
              "time,run,revision,outcome,page.p95,page/a_b.throughput\n"
              "2026-11-21T07:38:20.123Z,r1,abc,pass,12.5,200\n");
    const auto second =
        with_history_line(*first, {"2026-11-22T07:38:20.123Z", "r2", "abd", "pass"}, {two[0]});
    ASSERT_TRUE(second);
    EXPECT_THAT(*second, StartsWith(*first));
    EXPECT_THAT(*second, HasSubstr("r2,abd,pass,12.5,nan\n")) << "not measured this time";
}

TEST(HistoryTest, ARunIsInItOnce) {
    const auto once = with_history_line("", {"t", "r1", "abc", "pass"}, two);
    const auto twice = with_history_line(*once, {"t", "r1", "abc", "pass"}, two);
    ASSERT_TRUE(twice);
    EXPECT_EQ(*twice, *once);
}

TEST(HistoryTest, RefusesAFileOfOtherFigures) {
    const auto file = with_history_line("", {"t", "r1", "abc", "pass"}, {two[0]});
    const auto added = with_history_line(*file, {"t", "r2", "abc", "pass"}, two);
    ASSERT_FALSE(added);
    EXPECT_THAT(added.error().message, HasSubstr("page/a_b.throughput"));
    EXPECT_FALSE(with_history_line("a,b\n1,2\n", {"t", "r2", "abc", "pass"}, two));
}

TEST(HistoryTest, LiesBesideTheRunsDirectory) {
    EXPECT_EQ(history_path("results/smoke/20261121", "smoke"), "results/smoke/otava.smoke.csv");
    EXPECT_EQ(history_path("out/", "smoke"), "otava.smoke.csv");
}

std::string annotations(const Comparison& comparison) {
    std::ostringstream out;
    write_github_annotations(comparison, out);
    return out.str();
}

TEST(GithubTest, ARegressionIsAnErrorForItsVerdictAndEachMetric) {
    const std::string text = annotations(regressed_gate());
    EXPECT_THAT(text, StartsWith("::error title=unit%3A regressed::B is worse"));
    EXPECT_THAT(text, HasSubstr("\n::error title=unit%3A p95::+20.0 %25"));
    EXPECT_THAT(text, Not(HasSubstr("p99")));
}

TEST(GithubTest, WhatDecidesNothingIsAWarningAndAllIsWellANotice) {
    Comparison comparison = test::runs_apart(10.0);
    EXPECT_THAT(annotations(comparison), StartsWith("::notice "));
    comparison.outcome = ComparisonOutcome::inconclusive;
    comparison.exit_code = ExitCode::inconclusive;
    EXPECT_THAT(annotations(comparison), StartsWith("::warning "));
}

TEST(GithubTest, NoTextEndsTheCommand) {
    Comparison comparison = test::runs_apart(10.0);
    comparison.setup.scenario = "a::b,c\n::set-output name=x::y";
    const std::string text = annotations(comparison);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
    EXPECT_THAT(text, StartsWith("::notice title=a%3A%3Ab%2Cc?%3A%3Aset"));
}

}  // namespace
}  // namespace sark::reports
