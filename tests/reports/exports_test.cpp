#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/judgement/threshold.hpp"
#include "reports/writers/csv.hpp"
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using workloads::OutcomeCode;

Report report_of(scenarios::RunResult run) {
    auto report = judge(std::move(run), {});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

Report empty_report() {
    return report_of(RunResultBuilder()
                         .operation("api.list")
                         .measured(Nanos{0})
                         .threshold("http_req_duration", "p(95)<50ms")
                         .build());
}

Report all_failed_report() {
    return report_of(RunResultBuilder()
                         .failures("api.list", OutcomeCode::timeout, 2'000, 5'000)
                         .threshold("http_req_duration", "p(95)<50ms")
                         .build());
}

nlohmann::json json_of(void (*write)(const Report&, std::ostream&), const Report& report) {
    return nlohmann::json::parse(text_of(write, report));
}

std::string file_of(const Report& report, const std::string& name) {
    for (const OutputFile& file : percentile_files(report, "hgrm"))
        if (file.name == name)
            return file.text;
    ADD_FAILURE() << "no file " << name;
    return {};
}

TEST(HlogTest, MatchesItsGoldenFile) {
    expect_golden("latency.hlog", text_of(write_hlog, golden_report()));
}

TEST(HlogTest, TagsOperationsAndLoadsAndLeavesTheWholeUntagged) {
    const std::string log = text_of(write_hlog, golden_report());
    EXPECT_THAT(log, HasSubstr("#[Histogram log format version 1.3]\n"));
    EXPECT_THAT(log, HasSubstr("#[StartTime: 1795246700.123 (seconds since epoch), 2026-11-21T"));
    EXPECT_THAT(log, HasSubstr("#[BaseTime: 1795246700.123 (seconds since epoch)]\n"));
    EXPECT_THAT(log, HasSubstr("Tag=api.list,0.000,20.000,4.2"));
    EXPECT_THAT(log, HasSubstr("Tag=api.list/failed,0.000,20.000,1.000,"));
    EXPECT_THAT(log, HasSubstr("Tag=api.list/service,0.000,20.000,4.2"));
    EXPECT_THAT(log, HasSubstr("Tag=generator/wake_lag,"));
    EXPECT_THAT(log, HasSubstr("Tag=load/http,0.000,1.000,"));
    EXPECT_THAT(log, HasSubstr("Tag=load/postgres,19.000,1.000,"));
    EXPECT_THAT(log, HasSubstr("\n19.000,1.000,"));
}

TEST(HlogTest, LinesAreInOrderOfTime) {
    std::istringstream lines(text_of(write_hlog, golden_report()));
    double last = 0.0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#') || line.starts_with('"'))
            continue;
        const std::size_t at = line.starts_with("Tag=") ? line.find(',') + 1 : 0;
        const double start = std::stod(line.substr(at));
        EXPECT_GE(start, last) << line.substr(0, 60);
        last = start;
    }
    EXPECT_EQ(last, 19.0);
}

TEST(HlogTest, HostileNamesStayOneField) {
    std::istringstream lines(text_of(write_hlog, hostile_report()));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("Tag=")) {
            EXPECT_EQ(std::ranges::count(line, ','), 4) << line;
            EXPECT_EQ(line.find(' '), std::string::npos) << line;
        }
}

TEST(HgrmTest, MatchesItsGoldenFile) {
    expect_golden("response.hgrm",
                  file_of(golden_report(), "hgrm/http.api.policy_evaluate.response.hgrm"));
    expect_golden("failures.hgrm",
                  file_of(golden_report(), "hgrm/http.api.register.response.hgrm"));
}

TEST(HgrmTest, AnEmptyRunHasNoLinesAndNoZeroes) {
    const std::string text = file_of(empty_report(), "hgrm/http.api.list.response.hgrm");
    EXPECT_THAT(text, HasSubstr("#[Mean    =          N/A, StdDeviation   =          N/A]\n"));
    EXPECT_THAT(text, HasSubstr("Total count    =            0]\n"));
    EXPECT_THAT(text, Not(HasSubstr("0.000")));
}

TEST(HgrmTest, AllFailedSaysSoWithoutACurve) {
    const std::string text = file_of(all_failed_report(), "hgrm/http.api.list.response.hgrm");
    EXPECT_THAT(text, HasSubstr("Total count    =         2000]\n"));
    EXPECT_THAT(text, HasSubstr("#[Failed  =         2000, ranked behind every answer]\n"));
    EXPECT_THAT(text, Not(HasSubstr("5000")));
}

TEST(HgrmTest, HostileNamesBecomeFileNamesOfTheirOwn) {
    scenarios::RunResult run =
        RunResultBuilder().answers("api.list", 40, 1, 2).answers("api.detail", 40, 1, 2).build();
    run.engine.loads[0].name = "../a/b";
    run.engine.loads[0].operations[0].name = "x,\"y\"\n";
    run.engine.loads[0].operations[1].name = "x;\"y\"\t";
    std::vector<std::string> names;
    for (const OutputFile& file : percentile_files(report_of(std::move(run)), "hgrm"))
        names.push_back(file.name);
    EXPECT_THAT(
        names,
        ElementsAre("hgrm/.._a_b.x__y__.response.hgrm", "hgrm/.._a_b.x__y__.service.hgrm",
                    "hgrm/.._a_b.x__y__.response-2.hgrm", "hgrm/.._a_b.x__y__.service-2.hgrm"));
}

TEST(K6Test, SummaryMatchesItsGoldenFile) {
    expect_golden("k6_summary.json", text_of(write_k6_summary, golden_report()));
}

TEST(K6Test, ExportMatchesItsGoldenFile) {
    expect_golden("k6_summary_export.json", text_of(write_k6_export, golden_report()));
}

TEST(K6Test, ThresholdsStandAtTheirMetricInTheSenseOfEachForm) {
    const auto summary = json_of(write_k6_summary, golden_report())["metrics"];
    const auto old = json_of(write_k6_export, golden_report())["metrics"];
    const char* passed = "http_req_duration{operation:api.list}";
    EXPECT_EQ(summary[passed]["thresholds"]["p(95)<50ms"]["ok"], true);
    EXPECT_EQ(old[passed]["thresholds"]["p(95)<50ms"], false) << "there it says: crossed";
    EXPECT_EQ(summary["errors"]["thresholds"]["rate<0.01"]["ok"], false);
    EXPECT_EQ(old["errors"]["thresholds"]["rate<0.01"], true);
    EXPECT_EQ(old["errors"]["value"], summary["errors"]["values"]["rate"]);
}

TEST(K6Test, FailuresPassAndAbandonedAreDropped) {
    const auto metrics = json_of(write_k6_summary, golden_report())["metrics"];
    EXPECT_EQ(metrics["http_req_failed"]["values"]["passes"], 162);
    EXPECT_EQ(metrics["dropped_iterations"]["values"]["count"], 10);
    EXPECT_EQ(metrics["http_reqs"]["values"]["count"], 7'652);
    EXPECT_EQ(metrics["vus_max"]["values"]["value"], 2);
}

TEST(K6Test, AnEmptyRunHasNoLatencyAndPassesNothing) {
    const auto metric = json_of(write_k6_summary, empty_report())["metrics"]["http_req_duration"];
    EXPECT_TRUE(metric["values"].empty()) << metric;
    EXPECT_EQ(metric["thresholds"]["p(95)<50ms"]["ok"], false);
    EXPECT_EQ(json_of(write_k6_export,
                      empty_report())["metrics"]["http_req_duration"]["thresholds"]["p(95)<50ms"],
              true);
    EXPECT_THAT(text_of(write_k6_export, empty_report()), Not(HasSubstr("null")));
}

TEST(K6Test, AllFailedHasNoPercentiles) {
    const auto metrics = json_of(write_k6_summary, all_failed_report())["metrics"];
    EXPECT_TRUE(metrics["http_req_duration"]["values"].empty());
    EXPECT_EQ(metrics["http_req_failed"]["values"]["rate"], 1.0);
    EXPECT_EQ(metrics["http_req_duration"]["thresholds"]["p(95)<50ms"]["ok"], false);
}

TEST(K6Test, AThresholdOfAPhaseHasNotTheNumbersOfTheWholeRun) {
    Report report = golden_report();
    report.run.scenario.thresholds[1].phase = "spike";
    report.run.scenario.thresholds[1].operation = "api.nothing";
    const auto metrics = json_of(write_k6_summary, report)["metrics"];
    for (const auto& [name, metric] : metrics.items()) {
        if (name.find("api.nothing") != std::string::npos) {
            EXPECT_TRUE(metric["values"].empty()) << name;
        }
    }
}

TEST(K6Test, AThresholdOfAPhaseTellsWhatItWasJudgedOn) {
    Report report = golden_report();
    scenarios::Threshold& threshold = report.run.scenario.thresholds[1];
    threshold.phase = "spike";
    Judgement row;
    row.profile = "thresholds";
    row.id = row_of(threshold).id;
    row.verdict = RowVerdict::pass;
    row.actual = 3.5;
    report.judgements.push_back(row);
    const std::string name = row.id.substr(0, row.id.find(": "));
    const auto judged = json_of(write_k6_summary, report)["metrics"][name];
    EXPECT_EQ(judged["values"].size(), 1U);
    EXPECT_EQ(judged["values"]["p(95)"], 3.5);
    report.judgements.back().actual.reset();
    EXPECT_TRUE(json_of(write_k6_summary, report)["metrics"][name]["values"].empty());
}

TEST(LocustTest, MatchesItsGoldenFile) {
    expect_golden("locust_stats.csv", text_of(write_locust_stats, golden_report()));
}

TEST(LocustTest, WhatIsAbsentIsNotAvailable) {
    const std::string header =
        "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
        "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,"
        "75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%\n";
    const std::string none = ",N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A";
    EXPECT_EQ(text_of(write_locust_stats, empty_report()),
              header + "http,api.list,0,0,N/A,N/A,N/A,N/A,N/A,N/A,N/A" + none +
                  "\n,Aggregated,0,0,N/A,N/A,N/A,N/A,N/A,N/A,N/A" + none + "\n");
    EXPECT_EQ(text_of(write_locust_stats, all_failed_report()),
              header + "http,api.list,2000,2000,N/A,N/A,N/A,N/A,0,100,100" + none +
                  "\n,Aggregated,2000,2000,N/A,N/A,N/A,N/A,0,100,100" + none + "\n");
}

TEST(LocustTest, HostileNamesStayOneField) {
    scenarios::RunResult run = RunResultBuilder().answers("api.list", 40, 1, 2).build();
    run.engine.loads[0].operations[0].name = "a,\"b\"\r\nc";
    EXPECT_THAT(text_of(write_locust_stats, report_of(std::move(run))),
                HasSubstr("\nhttp,\"a,\"\"b\"\"\r\nc\",40,0,"));
}

TEST(CsvTest, QuotesOnlyWhatNeedsIt) {
    EXPECT_EQ(csv_field("plain text"), "plain text");
    EXPECT_EQ(csv_field(""), "");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("\""), "\"\"\"\"");
    EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
}

TEST(GoogleBenchmarkTest, MatchesItsGoldenFile) {
    expect_golden("google_benchmark.json", text_of(write_google_benchmark, golden_report()));
}

TEST(GoogleBenchmarkTest, AbsentStatisticsHaveNoEntry) {
    for (const Report& report : {empty_report(), all_failed_report()}) {
        const auto document = json_of(write_google_benchmark, report);
        EXPECT_TRUE(document["benchmarks"].empty());
        EXPECT_EQ(document["context"]["num_cpus"], 2);
    }
}

TEST(GoogleBenchmarkTest, EveryEntryHasWhatCompareReads) {
    const auto document = json_of(write_google_benchmark, hostile_report());
    ASSERT_EQ(document["benchmarks"].size(), 4U);
    for (const auto& entry : document["benchmarks"])
        for (const char* key :
             {"name", "run_name", "run_type", "real_time", "cpu_time", "time_unit", "iterations"})
            EXPECT_TRUE(entry.contains(key)) << key;
}

}  // namespace
}  // namespace sark::reports
