// The server's own time and its cache, as answers tell them: judged, shown, and absent where they
// told nothing.

#include <algorithm>
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

using test::RunResultBuilder;
using ::testing::HasSubstr;
using ::testing::Not;
using workloads::OutcomeCode;

Judgement row_of(const RunResultBuilder& builder, const std::string& id,
                 const std::string& profile) {
    const auto report = judge(builder.build(), {profile});
    EXPECT_TRUE(report);
    const auto found = std::ranges::find(report->judgements, id, &Judgement::id);
    EXPECT_NE(found, report->judgements.end()) << id;
    return found == report->judgements.end() ? Judgement() : *found;
}

/// p95 of the server's own time, target < 50 ms.
Judgement server_row(const RunResultBuilder& builder) {
    return row_of(builder, "S003-SLA-24", "sla");
}

TEST(ServerTimeTest, IsJudgedWhereAllAnswersToldIt) {
    // A client that waits behind a slow network does not make the server slow.
    const Judgement row = server_row(RunResultBuilder()
                                         .answers("api.list", 2'000, 60, 90)
                                         .server_times("api.list", 2'000, 10, 40));
    EXPECT_EQ(row.verdict, RowVerdict::pass);
    EXPECT_NEAR(row.actual.value(), 38.5, 0.1);
    EXPECT_TRUE(row.ci95);
    EXPECT_EQ(row.samples, 2'000U);
    EXPECT_EQ(row.measured_at, "server: what its answers tell (Server-Timing)");
    EXPECT_THAT(row.reason, Not(HasSubstr("upper bound")));
}

TEST(ServerTimeTest, AMissMeasuredAtTheServerIsAFailure) {
    const Judgement row = server_row(RunResultBuilder()
                                         .answers("api.list", 2'000, 60, 90)
                                         .server_times("api.list", 2'000, 55, 85));
    EXPECT_EQ(row.verdict, RowVerdict::fail);
    EXPECT_NEAR(row.actual.value(), 83.5, 0.2);
}

TEST(ServerTimeTest, OperationsAreJoinedByAddingTheirHistograms) {
    const Judgement row = server_row(RunResultBuilder()
                                         .answers("api.list", 900, 1, 2)
                                         .server_times("api.list", 900, 1, 1)
                                         .answers("api.detail", 100, 90, 90)
                                         .server_times("api.detail", 100, 80, 80)
                                         .answers("redis.get", 5'000, 1, 2));
    EXPECT_EQ(row.samples, 1'000U);
    EXPECT_NEAR(row.actual.value(), 80.0, 0.1);
}

TEST(ServerTimeTest, WithoutItTheClientsTimeIsAnUpperBound) {
    const Judgement held = server_row(RunResultBuilder().answers("api.list", 2'000, 10, 40));
    EXPECT_EQ(held.verdict, RowVerdict::pass);
    EXPECT_NEAR(held.actual.value(), 38.5, 0.1);
    EXPECT_EQ(held.measured_at, "client, sent to done: an upper bound of the server's own time");
    EXPECT_THAT(held.reason, HasSubstr("no answer told the server's own time"));
    const Judgement open = server_row(RunResultBuilder().answers("api.list", 2'000, 60, 90));
    EXPECT_EQ(open.verdict, RowVerdict::inconclusive);
    EXPECT_THAT(open.reason, HasSubstr("does not prove a miss"));
}

TEST(ServerTimeTest, AnswersThatDidNotTellCountAsSlowerThanThoseThatDid) {
    const RunResultBuilder some = RunResultBuilder()
                                      .answers("api.list", 2'000, 60, 90)
                                      .server_times("api.list", 1'500, 10, 40);
    // Rank 1,000 is among the 1,500 that told; rank 1,900 is not.
    const Judgement p50 = row_of(some, "S003-SLA-23", "sla");
    EXPECT_NEAR(p50.actual.value(), 30.0, 0.1);
    EXPECT_EQ(p50.verdict, RowVerdict::inconclusive) << "the target is 25 ms";
    EXPECT_THAT(p50.reason, HasSubstr("1,500 of 2,000 ok answers told the server's own time"));
    EXPECT_THAT(p50.measured_at, HasSubstr("an upper bound"));
    const Judgement p95 = server_row(some);
    EXPECT_NEAR(p95.actual.value(), 88.5, 0.2) << "the client's";
    EXPECT_EQ(p95.verdict, RowVerdict::inconclusive);
}

TEST(ServerTimeTest, FailuresAreRankedBehindEveryAnswer) {
    const Judgement row = server_row(RunResultBuilder()
                                         .answers("api.list", 900, 1, 2)
                                         .server_times("api.list", 900, 0.5, 1)
                                         .failures("api.list", OutcomeCode::timeout, 100, 5'000));
    EXPECT_EQ(row.verdict, RowVerdict::fail);
    EXPECT_FALSE(row.actual);
    EXPECT_THAT(row.reason, HasSubstr("lies among the 100 of 1,000 that failed"));
    const Judgement silent =
        server_row(RunResultBuilder().failures("api.list", OutcomeCode::timeout, 1'000, 5'000));
    EXPECT_EQ(silent.verdict, RowVerdict::fail) << "no bound is above what failed";
}

TEST(ServerTimeTest, TooFewSamplesAreInconclusive) {
    const Judgement row = server_row(
        RunResultBuilder().answers("api.list", 199, 1, 2).server_times("api.list", 199, 0.5, 1));
    EXPECT_EQ(row.verdict, RowVerdict::inconclusive);
    EXPECT_FALSE(row.actual);
}

TEST(ServerTimeTest, AThresholdSelectsItByOperationAndPhase) {
    const auto judged = [](const std::string& metric, const std::string& phase) {
        scenarios::RunResult run = RunResultBuilder()
                                       .answers("api.list", 1'000, 60, 90)
                                       .server_times("api.list", 1'000, 10, 40)
                                       .answers("api.detail", 1'000, 60, 90)
                                       .server_times("api.detail", 1'000, 55, 80)
                                       .threshold(metric, "p(95)<50ms")
                                       .build();
        workloads::PhaseTally spike;
        spike.phase = "spike";
        spike.operation = "api.list";
        spike.ok = 500;
        spike.response.record_many(from_seconds(0.09), 500);
        spike.server.emplace(workloads::PhaseTally::layout);
        spike.server->record_many(from_seconds(0.07), 500);
        run.engine.phases = {{"spike", Nanos{0}, std::chrono::seconds(5)}};
        run.scenario.phases = {{"spike", std::chrono::seconds(5)}};
        run.engine.loads[0].phases = {spike};
        run.scenario.thresholds[0].phase = phase;
        return judge(std::move(run), {})->judgements.at(0);
    };
    const Judgement list = judged("http_server_duration{operation:api.list}", "");
    EXPECT_EQ(list.id, "http_server_duration{operation:api.list}: p(95)<50ms");
    EXPECT_EQ(list.verdict, RowVerdict::pass);
    EXPECT_EQ(judged("http_server_duration", "").verdict, RowVerdict::fail);
    const Judgement spike = judged("http_server_duration{operation:api.list}", "spike");
    EXPECT_EQ(spike.verdict, RowVerdict::fail);
    EXPECT_NEAR(spike.actual.value(), 70.0, 0.1);
    EXPECT_EQ(spike.samples, 500U);
}

TEST(ServerTimeTest, APhaseThatToldNothingIsBoundedByItsResponseTime) {
    scenarios::RunResult run = RunResultBuilder()
                                   .answers("api.list", 1'000, 60, 90)
                                   .threshold("http_server_duration", "p(95)<50ms")
                                   .build();
    workloads::PhaseTally quick;
    quick.phase = "quick";
    quick.operation = "api.list";
    quick.ok = 500;
    quick.response.record_many(from_seconds(0.02), 500);
    run.engine.phases = {{"quick", Nanos{0}, std::chrono::seconds(5)}};
    run.scenario.phases = {{"quick", std::chrono::seconds(5)}};
    run.engine.loads[0].phases = {quick};
    run.scenario.thresholds[0].phase = "quick";
    const Judgement row = judge(std::move(run), {})->judgements.at(0);
    EXPECT_EQ(row.verdict, RowVerdict::pass);
    EXPECT_NEAR(row.actual.value(), 20.0, 0.1);
    EXPECT_THAT(row.reason, HasSubstr("no answer told"));
}

std::string written(void (*write)(const Report&, std::ostream&), const RunResultBuilder& builder) {
    std::ostringstream out;
    write(*judge(builder.build(), {}), out);
    return out.str();
}

void write_plain(const Report& report, std::ostream& out) {
    write_console(report, out, false);
}

TEST(ServerTimeTest, EveryFormatShowsWhatWasTold) {
    const RunResultBuilder builder = RunResultBuilder()
                                         .answers("api.list", 2'000, 1, 2)
                                         .server_times("api.list", 1'500, 0.5, 1.5)
                                         .cache("api.list", 1'800, 200)
                                         .answers("api.detail", 100, 1, 2)
                                         .answers("api.search", 100, 1, 2)
                                         .cache("api.search", 0, 100);
    const std::string console = written(write_plain, builder);
    EXPECT_THAT(console, HasSubstr("the server's own time"));
    EXPECT_THAT(console,
                HasSubstr("api.list                      1,500   1.00   1.45   1.49   1.50  "
                          "90.0 %"));
    EXPECT_THAT(console, HasSubstr("only 1,500 of 2,000 ok answers of api.list told"));
    EXPECT_THAT(console,
                HasSubstr("api.search                        0      -      -      -      -"));
    std::istringstream lines(console);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
    const std::string markdown = written(write_markdown, builder);
    EXPECT_THAT(markdown, HasSubstr("### The server's own time"));
    EXPECT_THAT(markdown, HasSubstr("| api.list | http | 2,000 | 1,500 | 1.00"));
    EXPECT_THAT(written(write_html, builder), HasSubstr("<h3>The server's own time</h3>"));
    const auto document = nlohmann::json::parse(written(write_json, builder));
    const auto& list = document["operations"][0];
    EXPECT_EQ(list["server_time"]["ms"]["samples"], 1'500);
    EXPECT_EQ(list["cache"]["hits"], 1'800);
    EXPECT_DOUBLE_EQ(list["cache"]["hit_share"].get<double>(), 0.9);
    EXPECT_FALSE(document["operations"][1].contains("server_time")) << "absent, not zero";
    EXPECT_FALSE(document["operations"][1].contains("cache"));
    EXPECT_EQ(document["operations"][2]["cache"]["hit_share"], 0.0) << "said, and zero";
    const std::string log = written(write_hlog, builder);
    EXPECT_THAT(log, HasSubstr("Tag=api.list/server,"));
    EXPECT_THAT(log, Not(HasSubstr("api.detail/server,")));
}

TEST(ServerTimeTest, NothingIsShownWhereNothingWasTold) {
    const RunResultBuilder builder = RunResultBuilder().answers("api.list", 2'000, 1, 2);
    EXPECT_FALSE(view_of(*judge(builder.build(), {})).operations.at(0).told);
    for (const auto write : {write_plain, write_markdown, write_html})
        EXPECT_THAT(written(write, builder), Not(HasSubstr("server's own time")));
    EXPECT_THAT(written(write_json, builder), Not(HasSubstr("server_time\"")));
    EXPECT_THAT(written(write_hlog, builder), Not(HasSubstr("/server,")));
}

Judgement hit_row(const RunResultBuilder& builder) {
    return row_of(builder, "S002-SLA-09", "api");
}

TEST(CacheRowTest, HitsAndMissesAreShownAndDecideNothing) {
    const RunResultBuilder builder = RunResultBuilder()
                                         .answers("api.list", 2'000, 20, 30)
                                         .cache("api.list", 1'990, 10)
                                         .answers("api.list_uncached", 2'000, 40, 50)
                                         .cache("api.list_uncached", 0, 2'000);
    const Judgement hits = hit_row(builder);
    EXPECT_EQ(hits.verdict, RowVerdict::skipped);
    EXPECT_FALSE(hits.decides);
    EXPECT_NEAR(hits.actual.value(), 29.5, 0.1);
    EXPECT_EQ(hits.reason,
              "for information: p95 29.5 ms of 2,000 operations, the document expects 5.00 to "
              "10.0 ms");
    const Judgement misses = row_of(builder, "S002-SLA-10", "api");
    EXPECT_NEAR(misses.actual.value(), 49.5, 0.1);
    EXPECT_FALSE(misses.decides);
    const auto report = judge(builder.build(), {"api"});
    EXPECT_EQ(report->verdict.exit_code, ExitCode::pass) << report->verdict.summary;
}

TEST(CacheRowTest, AMixtureOfHitsAndMissesIsNeither) {
    const RunResultBuilder builder =
        RunResultBuilder().answers("api.list", 2'000, 20, 30).cache("api.list", 1'970, 30);
    for (const char* id : {"S002-SLA-09", "S002-SLA-10", "S002-SLA-06.cached"}) {
        const Judgement row = row_of(builder, id, "api");
        EXPECT_EQ(row.verdict, RowVerdict::skipped) << id;
        EXPECT_FALSE(row.actual) << id;
        EXPECT_THAT(row.reason, HasSubstr("of no such operation were 99 of 100 answers")) << id;
    }
    EXPECT_EQ(hit_row(RunResultBuilder().answers("api.health", 100, 1, 2)).verdict,
              RowVerdict::no_data);
}

TEST(CacheRowTest, TheLimitOfTheListIsJudgedFromTheCacheOrNot) {
    const Judgement row =
        row_of(RunResultBuilder().answers("api.list", 2'000, 20, 30).cache("api.list", 2'000, 0),
               "S002-SLA-06", "api");
    EXPECT_EQ(row.verdict, RowVerdict::pass);
    EXPECT_TRUE(row.decides);
}

}  // namespace
}  // namespace sark::reports
