#include <gmock/gmock.h>
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
using ::testing::HasSubstr;
using ::testing::Not;

/// Written once: no test changes it.
const std::string& golden_page() {
    static const std::string page = text_of(write_html, golden_report());
    return page;
}

/// Ten minutes of two loads with eight operations, in 600 slices whose latencies spread over two
/// decades.
Report ten_minutes() {
    RunResultBuilder builder;
    for (const char* operation :
         {"api.list", "api.detail", "api.register", "api.policy_evaluate", "v2.resource_by_id",
          "v2.cost_insert", "v2.audit_insert", "v2.federation_lookup"})
        builder.answers(operation, 1'000, 0.3, 70);
    scenarios::RunResult run = builder.measured(std::chrono::minutes(10)).build();
    std::uint64_t dice = 1;
    for (workloads::LoadTally& load : run.engine.loads) {
        load.intervals.assign(600, {});
        for (workloads::IntervalTally& slice : load.intervals)
            for (int i = 0; i < 40; ++i) {
                dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
                const auto micros = static_cast<std::int64_t>(300 + (dice >> 33U) % 70'000);
                slice.response.record(std::chrono::microseconds(micros));
                slice.ok += 7;
                slice.failed += micros % 3 == 0 ? 1U : 0U;
            }
    }
    auto report = judge(std::move(run), {"api", "v2-database", "sla"});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

TEST(RunPageTest, TenMinutesStayBelowAMegabyte) {
    const std::string page = text_of(write_html, ten_minutes());
    EXPECT_LT(page.size(), 1'000'000U);
    RecordProperty("bytes", static_cast<int>(page.size()));
}

TEST(RunPageTest, WhatClosedLoopsAchieveIsNotShownAsMoreThanWasOffered) {
    const auto offered = [](RunResultBuilder builder) {
        const auto report = judge(builder.answers("api.list", 2'000, 1, 4)
                                      .answers("v2.resource_by_id", 2'000, 1, 4)
                                      .build(),
                                  {});
        EXPECT_TRUE(report);
        return text_of(write_html, *report);
    };
    EXPECT_THAT(offered(RunResultBuilder().closed("http")),
                HasSubstr("<dt>Offered</dt><dd>500/s and closed loops</dd>"));
    EXPECT_THAT(offered(RunResultBuilder()), HasSubstr("<dt>Offered</dt><dd>1000/s</dd>"));
    EXPECT_THAT(offered(RunResultBuilder().closed("http").closed("postgres")),
                HasSubstr("<dt>Offered</dt><dd>closed loop</dd>"));
}

TEST(RunPageTest, TheVerdictAndItsReasonsStandBeforeEverythingElse) {
    const std::string& page = golden_page();
    const std::size_t main = page.find("<main id=\"main\"");
    ASSERT_NE(main, std::string::npos);
    const std::size_t verdict = page.find("10 of 21 judged rows failed", main);
    const std::size_t reason = page.find("p99 39.6 ms misses the critical level &lt; 5 ms", main);
    EXPECT_LT(verdict, reason);
    EXPECT_LT(reason, page.find("other programs used 0.300 of 2 cores", main));
    EXPECT_LT(page.find("other programs used", main), page.find("<table", main));
}

TEST(RunPageTest, EverySectionIsInTheContents) {
    const std::string& page = golden_page();
    const std::string contents = page.substr(0, page.find("</nav>"));
    std::size_t sections = 0;
    for (std::size_t at = page.find("<section id=\""); at != std::string::npos;
         at = page.find("<section id=\"", at + 1)) {
        const std::size_t begin = at + std::string("<section id=\"").size();
        const std::string id = page.substr(begin, page.find('"', begin) - begin);
        EXPECT_THAT(contents, HasSubstr("href=\"#" + id + "\""));
        ++sections;
    }
    EXPECT_EQ(sections, 9U);
}

TEST(RunPageTest, AChartSaysInWordsWhatItShows) {
    const std::string& page = golden_page();
    EXPECT_THAT(page, HasSubstr("aria-describedby=\"heatmap-0-note\""));
    EXPECT_THAT(page, HasSubstr("answers took"));
    EXPECT_THAT(page, HasSubstr("162 operations failed or were abandoned"));
}

TEST(RunPageTest, AnEmptyRunIsAPageToo) {
    const auto report =
        judge(RunResultBuilder().operation("api.list").measured(Nanos{0}).build(), {});
    ASSERT_TRUE(report);
    const std::string page = text_of(write_html, *report);
    EXPECT_THAT(page, HasSubstr("This run has no target."));
    EXPECT_THAT(page, HasSubstr("too few samples"));
    EXPECT_THAT(page, Not(HasSubstr("heatmap-0-note")));
    EXPECT_THAT(page, Not(HasSubstr("nan")));
}

TEST(RunPageTest, ARunWithoutStoresSaysSo) {
    scenarios::RunResult run = RunResultBuilder().answers("api.list", 50, 1, 2).build();
    run.evidence = {};
    const auto report = judge(std::move(run), {});
    ASSERT_TRUE(report);
    EXPECT_THAT(text_of(write_html, *report), HasSubstr("No store was asked, or none answered."));
}

TEST(RunPageTest, MarkdownHasTheSameTargetsAndSentences) {
    const std::string text = text_of(write_markdown, golden_report());
    EXPECT_THAT(text,
                HasSubstr("| resource lookup by ID | S000-SLA-01 | p95 &lt; 5 ms, p99 &lt; 10 ms "
                          "| 7.65 ms, p99 7.93 ms | 153 % | **warn** |"));
    EXPECT_THAT(text, HasSubstr("response and service time agree"));
    EXPECT_THAT(text, HasSubstr("162 operations failed or were abandoned"));
}

TEST(RunPageTest, HostileNamesStayTextInEveryNewPart) {
    for (const std::string& text :
         {text_of(write_html, hostile_report()), text_of(write_markdown, hostile_report())})
        EXPECT_THAT(text.substr(0, text.find("<script>")), Not(HasSubstr("<b>\"")));
}

}  // namespace
}  // namespace sark::reports
