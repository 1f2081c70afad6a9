#include <functional>
#include <sstream>

#include <gtest/gtest.h>

#include "reports/writers/writer.hpp"
#include "tests/reports/golden_report.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::golden_report;
using test::hostile_report;
using test::RunResultBuilder;
using test::text_of;
using workloads::OutcomeCode;

const std::vector<std::string> profiles = {"api", "v2-database", "sla"};

Report judged(scenarios::RunResult run) {
    auto report = judge(std::move(run), profiles);
    EXPECT_TRUE(report);
    return std::move(report).value();
}

/// The report that somebody else makes of a result.json.
Report again(const Report& report) {
    auto read = read_result(text_of(write_json, report), "result.json");
    EXPECT_TRUE(read) << describe(read.error());
    return judged(std::move(read).value());
}

void expect_same_files(const Report& first, const Report& second) {
    using Writer = void (*)(const Report&, std::ostream&);
    const Writer plain = [](const Report& report, std::ostream& out) {
        write_console(report, out, false);
    };
    const std::vector<std::pair<const char*, Writer>> writers = {{"console", plain},
                                                                 {"json", write_json},
                                                                 {"hlog", write_hlog},
                                                                 {"csv", write_timeseries_csv},
                                                                 {"junit", write_junit},
                                                                 {"md", write_markdown},
                                                                 {"html", write_html},
                                                                 {"k6 summary", write_k6_summary},
                                                                 {"k6 export", write_k6_export},
                                                                 {"locust", write_locust_stats},
                                                                 {"gbench", write_google_benchmark},
                                                                 {"prom", write_prometheus}};
    for (const auto& [name, write] : writers)
        EXPECT_EQ(text_of(write, first), text_of(write, second)) << name;
    const auto left = percentile_files(first, "hgrm");
    const auto right = percentile_files(second, "hgrm");
    ASSERT_EQ(left.size(), right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        EXPECT_EQ(left[i].name, right[i].name);
        EXPECT_EQ(left[i].text, right[i].text);
    }
}

TEST(ReportAgainTest, EveryFileIsTheSameToTheByte) {
    const Report report = golden_report();
    expect_same_files(report, again(report));
}

TEST(ReportAgainTest, EmptyAndFailedRunsToo) {
    const Report empty =
        judged(RunResultBuilder().operation("api.list").measured(Nanos{0}).build());
    expect_same_files(empty, again(empty));
    const Report failed = judged(
        RunResultBuilder().failures("api.list", OutcomeCode::timeout, 2'000, 5'000.123).build());
    expect_same_files(failed, again(failed));
}

TEST(ReportAgainTest, PhasesToo) {
    scenarios::RunResult run = RunResultBuilder().answers("api.list", 4'000, 1, 60).build();
    run.engine.phases = {{"steady", Nanos{0}, std::chrono::seconds(15)},
                         {"spike", std::chrono::seconds(15), std::chrono::seconds(5)}};
    for (const char* name : {"steady", "spike"}) {
        workloads::PhaseTally& tally = run.engine.loads[0].phases.emplace_back();
        tally.phase = name;
        tally.operation = "api.list";
        tally.ok = 2'000;
        for (int i = 0; i < 2'000; ++i) tally.response.record(Nanos{1'234'567 + i * 1'001});
    }
    const Report report = judged(std::move(run));
    expect_same_files(report, again(report));
}

TEST(ReportAgainTest, HostileNamesToo) {
    Report report = hostile_report();
    // Bytes that are not UTF-8 are the one thing that JSON cannot carry.
    report.run.environment.facts.clear();
    report = judged(std::move(report.run));
    Report second = again(report);
    // The scenario's own text comes from its document, which has the true name.
    second.run.scenario = report.run.scenario;
    expect_same_files(report, judged(std::move(second.run)));
}

TEST(ReportAgainTest, AStartBetweenMillisecondsAndValuesBeyondTheRangeToo) {
    scenarios::RunResult run = RunResultBuilder().answers("api.list", 2'000, 1, 2).build();
    run.engine.started_at += std::chrono::microseconds(999);
    workloads::LoadTally& load = run.engine.loads[0];
    load.intervals[3].response.record(std::chrono::seconds(61));
    load.operations[0].response_ok.record(std::chrono::hours(2));
    load.operations[0].response_failed.record(Nanos{1'234'567});
    const Report report = judged(std::move(run));
    const Report second = again(report);
    EXPECT_EQ(second.run.engine.loads[0].intervals[3].response.max(), std::chrono::seconds(61));
    EXPECT_EQ(second.run.engine.loads[0].operations[0].response_ok.clamped(), 1U);
    expect_same_files(report, second);
}

TEST(ReportAgainTest, AMeanOfHugeSumsToo) {
    scenarios::RunResult run = RunResultBuilder().answers("api.list", 2'000, 1, 2).build();
    // Ten million operations of half an hour: the sum is far beyond what a double can count.
    run.engine.loads[0].operations[0].response_ok.record_many(Nanos{1'800'000'000'001}, 10'000'001);
    const Report report = judged(std::move(run));
    EXPECT_EQ(text_of(write_json, report), text_of(write_json, again(report)));
}

}  // namespace
}  // namespace sark::reports
