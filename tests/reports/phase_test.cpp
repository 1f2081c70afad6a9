// Phases in judgement and in what is written.

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/report.hpp"
#include "reports/views/run_view.hpp"
#include "reports/writers/writer.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using namespace std::chrono_literals;
using test::RunResultBuilder;
using ::testing::HasSubstr;

workloads::PhaseTally tally_of(const std::string& phase, std::uint64_t ok, double ms,
                               std::uint64_t failed, std::uint64_t abandoned = 0) {
    workloads::PhaseTally tally;
    tally.phase = phase;
    tally.operation = "api.list";
    tally.ok = ok;
    tally.failed = failed;
    tally.abandoned = abandoned;
    tally.ended = ok / 2;
    tally.response.record_many(from_seconds(ms / 1e3), ok);
    return tally;
}

/// 20 s of api.list: 10 s quick, 5 s slow with failures, and a phase that the run did not reach.
scenarios::RunResult phased_run(const std::string& metric = "http_req_duration",
                                const std::string& expression = "p(95)<50ms") {
    scenarios::RunResult run =
        RunResultBuilder().answers("api.list", 4'000, 1, 60).threshold(metric, expression).build();
    run.engine.phases = {{"steady", 0s, 10s}, {"spike", 10s, 5s}, {"recovery", 15s, 0s}};
    run.scenario.phases = {{"steady", 10s}, {"spike", 5s}, {"recovery", 5s}};
    run.engine.loads[0].phases = {tally_of("steady", 1'000, 10.0, 0),
                                  tally_of("spike", 2'970, 60.0, 30, 10),
                                  tally_of("recovery", 0, 0.0, 0)};
    return run;
}

Judgement judged(scenarios::RunResult run, const std::string& phase) {
    run.scenario.thresholds[0].phase = phase;
    const auto report = judge(std::move(run), {});
    EXPECT_TRUE(report);
    return report->judgements.at(0);
}

TEST(PhaseTest, AThresholdOfAPhaseIsJudgedOnItsSamples) {
    const Judgement steady = judged(phased_run(), "steady");
    EXPECT_EQ(steady.verdict, RowVerdict::pass);
    EXPECT_NEAR(steady.actual.value(), 10.0, 0.01);
    EXPECT_EQ(steady.samples, 1'000U);
    EXPECT_EQ(steady.id, "http_req_duration{phase:steady}: p(95)<50ms");
    const Judgement spike = judged(phased_run(), "spike");
    EXPECT_EQ(spike.verdict, RowVerdict::fail);
    EXPECT_EQ(spike.samples, 3'000U);
    EXPECT_EQ(spike.failed, 30U);
}

TEST(PhaseTest, CountsAndRatesAreThoseOfThePhase) {
    EXPECT_DOUBLE_EQ(judged(phased_run("errors", "rate<0.5"), "spike").actual.value(), 0.01);
    EXPECT_DOUBLE_EQ(judged(phased_run("errors", "count<5"), "steady").actual.value(), 0.0);
    EXPECT_DOUBLE_EQ(judged(phased_run("iterations", "rate>90"), "steady").actual.value(), 100.0);
    EXPECT_DOUBLE_EQ(judged(phased_run("iterations", "count>1"), "spike").actual.value(), 2'990.0);
    EXPECT_DOUBLE_EQ(judged(phased_run("dropped_iterations", "count<1"), "spike").actual.value(),
                     10.0);
}

TEST(PhaseTest, APhaseThatTheRunDidNotReachHasNoData) {
    EXPECT_EQ(judged(phased_run(), "recovery").verdict, RowVerdict::no_data);
    EXPECT_EQ(judged(phased_run(), "nowhere").verdict, RowVerdict::no_data);
}

TEST(PhaseTest, TheViewHasRatesOfDueAndOfEnded) {
    const auto report = judge(phased_run(), {});
    const ReportView view = view_of(*report);
    ASSERT_EQ(view.phases.size(), 3U);
    const PhaseOperationView& spike = view.phases[1].operations.at(0);
    EXPECT_DOUBLE_EQ(spike.offered_per_s.value(), 600.0);
    EXPECT_DOUBLE_EQ(spike.achieved_per_s.value(), 297.0);
    EXPECT_TRUE(spike.response.p50.ms);
    EXPECT_FALSE(view.phases[2].operations.at(0).offered_per_s) << "absent, not zero";
    EXPECT_FALSE(view.phases[2].operations.at(0).response.p50.ms);
}

TEST(PhaseTest, EveryFormatShowsThePhases) {
    const auto report = judge(phased_run(), {});
    std::ostringstream console, markdown, html;
    write_console(*report, console, false);
    write_markdown(*report, markdown);
    write_html(*report, html);
    EXPECT_THAT(console.str(), HasSubstr("phase spike: 5.0 s from 10.0 s on"));
    EXPECT_THAT(console.str(), HasSubstr("phase recovery: the run ended before it"));
    EXPECT_THAT(markdown.str(), HasSubstr("| spike | 10.0 s | 5.0 s | api.list | 600 | 297 |"));
    EXPECT_THAT(html.str(), HasSubstr("<h3>Phases</h3>"));
    EXPECT_THAT(html.str(), HasSubstr(R"("phases":[{"name":"steady","start_s":0.0)"));
    std::istringstream lines(console.str());
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(PhaseTest, WithoutPhasesThereIsNoTable) {
    const auto report = judge(RunResultBuilder().answers("api.list", 100, 1, 2).build(), {});
    std::ostringstream console, markdown, html;
    write_console(*report, console, false);
    write_markdown(*report, markdown);
    write_html(*report, html);
    EXPECT_EQ(console.str().find("phase "), std::string::npos);
    EXPECT_EQ(markdown.str().find("## Phases"), std::string::npos);
    EXPECT_EQ(html.str().find("<h3>Phases</h3>"), std::string::npos);
}

TEST(PhaseTest, ResultJsonKeepsPhasesAndTheBreach) {
    scenarios::RunResult run = phased_run();
    run.status = scenarios::RunStatus::aborted;
    run.breach = scenarios::ThresholdBreach{0, 12s, std::nullopt, 77, 7, "why"};
    const auto report = judge(std::move(run), {});
    std::ostringstream text;
    write_json(*report, text);
    const auto read = read_result(text.str(), "test");
    ASSERT_TRUE(read) << describe(read.error());
    ASSERT_EQ(read->engine.phases.size(), 3U);
    EXPECT_EQ(read->engine.phases[1].name, "spike");
    EXPECT_EQ(read->engine.phases[1].begin, 10s);
    EXPECT_EQ(read->engine.phases[1].length, 5s);
    const auto& tally = read->engine.loads[0].phases.at(1);
    EXPECT_EQ(tally.ok, 2'970U);
    EXPECT_EQ(tally.failed, 30U);
    EXPECT_EQ(tally.abandoned, 10U);
    EXPECT_EQ(tally.ended, 1'485U);
    EXPECT_EQ(tally.response.quantile(0.5),
              report->run.engine.loads[0].phases[1].response.quantile(0.5));
    EXPECT_EQ(tally.response.max(), report->run.engine.loads[0].phases[1].response.max());
    ASSERT_TRUE(read->breach);
    EXPECT_EQ(read->breach->at, 12s);
    EXPECT_FALSE(read->breach->actual);
    EXPECT_EQ(read->breach->samples, 77U);
    EXPECT_EQ(read->breach->reason, "why");
}

TEST(PhaseTest, APhaseOfNoLoadIsAFaultOfTheFile) {
    const auto report = judge(phased_run(), {});
    std::ostringstream text;
    write_json(*report, text);
    auto document = nlohmann::ordered_json::parse(text.str());
    document["phases"][0]["operations"][0]["load"] = "other";
    const auto read = read_result(document.dump(), "test");
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().where, HasSubstr("/phases/0/operations/0/load"));
}

}  // namespace
}  // namespace sark::reports
