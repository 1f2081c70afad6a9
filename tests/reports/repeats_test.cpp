#include "reports/repeats.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// 1,000 answers of this many ms; judged p(95)<50ms.
Report run_of(double ms, std::uint64_t count = 1'000) {
    auto report = judge(RunResultBuilder()
                            .answers("api.list", count, ms, ms)
                            .threshold("http_req_duration", "p(95)<50ms")
                            .build(),
                        {});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

const RepeatedFigure& figure(const RepeatSeries& series, const std::string& statistic,
                             const std::string& about = "operation") {
    static const RepeatedFigure none{};
    for (const RepeatedFigure& one : series.figures())
        if (one.about == about && one.statistic == statistic)
            return one;
    ADD_FAILURE() << "no figure " << statistic;
    return none;
}

TEST(RepeatsTest, FiguresAreOrderStatisticsOfTheRuns) {
    RepeatSeries series;
    for (const double ms : {30.0, 10.0, 20.0, 40.0}) series.add(run_of(ms), "1");
    const RepeatedFigure& p95 = figure(series, "p95");
    EXPECT_NEAR(p95.min().value(), 10.0, 0.02);
    EXPECT_NEAR(p95.median().value(), 20.0, 0.02) << "the lower of the two in the middle, no mean";
    EXPECT_NEAR(p95.max().value(), 40.0, 0.04);
    EXPECT_NEAR(p95.spread().value(), 1.5, 0.01);
    EXPECT_EQ(p95.name, "http/api.list");
    EXPECT_NEAR(p95.values.at(0).value(), 30.0, 0.03) << "run by run, not sorted";
}

TEST(RepeatsTest, AnAbsentFigureStaysAbsent) {
    RepeatSeries series;
    series.add(run_of(10.0, 500), "1");  // too few for p99
    series.add(run_of(20.0, 2'000), "2");
    const RepeatedFigure& p99 = figure(series, "p99");
    ASSERT_EQ(p99.values.size(), 2U);
    EXPECT_FALSE(p99.values[0]);
    EXPECT_NEAR(p99.median().value(), 20.0, 0.02);
    RepeatSeries few;
    few.add(run_of(10.0, 20), "1");
    EXPECT_FALSE(figure(few, "p50").median());
    EXPECT_FALSE(figure(few, "p50").spread());
    std::ostringstream text;
    write_repeats_console(series, text);
    EXPECT_THAT(text.str(), HasSubstr("a number in 1 of 2 runs"));
}

TEST(RepeatsTest, RowsCarryTheirVerdicts) {
    RepeatSeries series;
    for (const double ms : {10.0, 80.0, 10.0}) series.add(run_of(ms), "1");
    const RepeatedFigure& row = figure(series, "p95", "row");
    EXPECT_EQ(row.profile, "thresholds");
    EXPECT_THAT(row.verdicts, ElementsAre(RowVerdict::pass, RowVerdict::fail, RowVerdict::pass));
    std::ostringstream text;
    write_repeats_console(series, text);
    EXPECT_THAT(text.str(), HasSubstr("2 pass, 1 fail"));
}

TEST(RepeatsTest, TheWorstRunDecides) {
    const auto code_of = [](std::vector<ExitCode> codes) {
        RepeatSeries series;
        Report report = run_of(10.0);
        for (const ExitCode code : codes) {
            report.verdict.exit_code = code;
            series.add(report, "1");
        }
        return series.exit_code();
    };
    EXPECT_EQ(code_of({ExitCode::pass, ExitCode::pass}), ExitCode::pass);
    EXPECT_EQ(code_of({ExitCode::pass, ExitCode::inconclusive}), ExitCode::inconclusive);
    EXPECT_EQ(code_of({ExitCode::sla_failed, ExitCode::inconclusive}), ExitCode::sla_failed);
    EXPECT_EQ(code_of({ExitCode::sla_failed, ExitCode::invalid_run, ExitCode::pass}),
              ExitCode::invalid_run);
    EXPECT_EQ(code_of({ExitCode::invalid_run, ExitCode::interrupted}), ExitCode::interrupted);
    EXPECT_EQ(code_of({ExitCode::interrupted, ExitCode::unavailable}), ExitCode::unavailable);
    EXPECT_EQ(worse_of(ExitCode::pass, ExitCode::bad_usage), ExitCode::bad_usage);
    EXPECT_EQ(code_of({}), ExitCode::internal_error) << "no run is no pass";
}

TEST(RepeatsTest, JsonAndTableSayTheSame) {
    RepeatSeries series;
    series.add(run_of(10.0), "1");
    series.add(run_of(30.0), "2");
    std::ostringstream json, text;
    write_repeats_json(series, json);
    write_repeats_console(series, text);
    const auto document = nlohmann::json::parse(json.str());
    EXPECT_EQ(document["runs"].size(), 2U);
    EXPECT_EQ(document["runs"][1]["directory"], "2");
    EXPECT_EQ(document["exit_code"], 0);
    EXPECT_EQ(document["figures"][1]["values"].size(), 2U);
    EXPECT_THAT(text.str(), HasSubstr("unit: 2 runs"));
    EXPECT_THAT(text.str(), HasSubstr("worst of 2 runs: exit 0 (pass)"));
    std::istringstream lines(text.str());
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

}  // namespace
}  // namespace sark::reports
