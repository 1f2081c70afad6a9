#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/writers/claims/claims_writer.hpp"
#include "tests/reports/claims/measured_claim.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::reports {
namespace {

using test::claim;
using test::measured;
using ::testing::HasSubstr;
using ::testing::Not;

ClaimsReport report_of(scenarios::Claim one) {
    ClaimsReport report;
    report.started_at = "2026-01-02T03:04:05.000Z";
    report.dataset = "5 users";
    report.facts = {{"cpu_model", "a | b"}};
    auto found = measured(30, 10);
    found.arms[0].plan.emplace().nodes = {"Seq Scan"};
    found.arms[0].plan->json = R"([{"Plan": {"Node Type": "Seq Scan"}}])";
    report.findings = {judge_claim(one, found),
                       unmeasured_claim(claim(), {Errc::timeout, "too slow", "", ""})};
    return report;
}

template <class Write>
std::string text_of(Write write) {
    std::ostringstream out;
    write(out);
    return out.str();
}

TEST(ClaimsWriterTest, TheJsonHoldsFigureIntervalAndPlan) {
    const auto report = report_of(claim(2.0));
    const auto json =
        nlohmann::json::parse(text_of([&](std::ostream& out) { write_claims_json(report, out); }));
    const auto& first = json.at("claims").at(0);
    EXPECT_EQ(first.at("verdict"), "confirmed");
    EXPECT_NEAR(first.at("measured").get<double>(), 3.0, 0.05);
    EXPECT_EQ(first.at("ci95").size(), 2U);
    EXPECT_EQ(first.at("a").at("plan").at(0).at("Plan").at("Node Type"), "Seq Scan");
    EXPECT_TRUE(first.at("b").at("plan").is_null());
    EXPECT_TRUE(json.at("claims").at(1).at("measured").is_null());
    EXPECT_EQ(json.at("summary"), "1 confirmed, 1 not_measured");
}

TEST(ClaimsWriterTest, TheMarkdownHasARowPerClaimAndTellsWhatIsNotEquivalent) {
    auto other = claim();
    other.answers = scenarios::ClaimAnswers::different;
    other.difference = "whole words only";
    const auto report = report_of(other);
    const auto text = text_of([&](std::ostream& out) { write_claims_markdown(report, out); });
    EXPECT_THAT(text, HasSubstr("| S000-QRY-01 | v2.thing | faster | 30."));
    EXPECT_THAT(text, HasSubstr("**confirmed**"));
    EXPECT_THAT(text, HasSubstr("NOT equivalent, 7 and 7 rows: whole words only"));
    EXPECT_THAT(text, HasSubstr("too slow"));
    EXPECT_THAT(text, HasSubstr("a \\| b"));
    EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST(ClaimsWriterTest, TheConsoleRemarksWhatAReaderMustNotMiss) {
    auto planned = claim();
    planned.arms[0].plan = "Index Scan";
    const auto report = report_of(planned);
    const auto text = text_of([&](std::ostream& out) {
        write_claims_heading(out);
        for (const auto& finding : report.findings) write_claim_line(finding, out);
        write_claims_summary(report, out);
    });
    EXPECT_THAT(text, HasSubstr("confirmed"));
    EXPECT_THAT(text, HasSubstr("\"slow\" has no Index Scan: Seq Scan"));
    EXPECT_THAT(text, HasSubstr("too slow"));
    EXPECT_THAT(text, HasSubstr("2 claims in 0 s: 1 confirmed, 1 not_measured"));
}

TEST(ClaimsWriterTest, FilesAreWrittenWholeOrTheDirectoryIsNamed) {
    const test::ScratchDirectory scratch;
    const auto written =
        write_claims_files(report_of(claim()), (scratch.path() / "claims").string());
    ASSERT_TRUE(written) << describe(written.error());
    EXPECT_EQ(written->size(), 2U);
    for (const std::string& path : *written) EXPECT_GT(std::filesystem::file_size(path), 100U);
    const auto refused = write_claims_files(report_of(claim()), "/proc/nowhere/claims");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::io);
}

}  // namespace
}  // namespace sark::reports
