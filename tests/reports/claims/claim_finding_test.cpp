#include "reports/claims/claim_finding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/claims/measured_claim.hpp"

namespace sark::reports {
namespace {

using test::claim;
using test::measured;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ClaimFindingTest, TheEffectIsTheRatioOfTheArmsWithItsInterval) {
    const auto finding = judge_claim(claim(), measured(30, 10));
    EXPECT_EQ(finding.verdict, ClaimVerdict::confirmed);
    EXPECT_NEAR(*finding.effect, 3.0, 0.05);
    EXPECT_LE(finding.interval95->low, *finding.effect);
    EXPECT_GE(finding.interval95->high, *finding.effect);
    EXPECT_NEAR(*finding.sides[0].median_ms, 30.0, 1.0);
    EXPECT_EQ(finding.sides[0].executions, 48U);
    EXPECT_THAT(finding.effect_text(), HasSubstr("x"));
    EXPECT_EQ(finding.answers, "the same rows");
}

TEST(ClaimFindingTest, LessThanClaimedIsSmallerAndTheOtherWayRoundIsReversed) {
    EXPECT_EQ(judge_claim(claim(2.9), measured(30, 10)).verdict, ClaimVerdict::confirmed);
    EXPECT_EQ(judge_claim(claim(4.0), measured(30, 10)).verdict, ClaimVerdict::smaller);
    EXPECT_EQ(judge_claim(claim(4.0), measured(10, 10)).verdict, ClaimVerdict::not_reproduced);
    EXPECT_EQ(judge_claim(claim(4.0), measured(10.3, 10)).verdict, ClaimVerdict::not_reproduced);
    EXPECT_EQ(judge_claim(claim(), measured(10, 30)).verdict, ClaimVerdict::reversed);
}

TEST(ClaimFindingTest, TheEdgesOfAboutTheSameAreNotYetFaster) {
    const auto verdict = [](double effect, CentreInterval interval, std::optional<double> claimed) {
        return claim_verdict(effect, interval, claimed, 0.95, 1.05);
    };
    EXPECT_EQ(verdict(3, {1.05, 9.0}, std::nullopt), ClaimVerdict::not_reproduced);
    EXPECT_EQ(verdict(3, {1.06, 9.0}, std::nullopt), ClaimVerdict::confirmed);
    EXPECT_EQ(verdict(0.7, {0.5, 0.95}, 2.0), ClaimVerdict::not_reproduced);
    EXPECT_EQ(verdict(0.7, {0.5, 0.94}, 2.0), ClaimVerdict::reversed);
    EXPECT_EQ(verdict(2.0, {1.5, 2.5}, 2.0), ClaimVerdict::confirmed);
    EXPECT_EQ(verdict(1.9, {1.5, 1.95}, 2.0), ClaimVerdict::smaller);
}

TEST(ClaimFindingTest, AWideIntervalConfirmsNoFigureThatTheEffectMisses) {
    EXPECT_EQ(claim_verdict(4.0, {1.2, 12.0}, 6.67, 0.95, 1.05), ClaimVerdict::smaller);
}

TEST(ClaimFindingTest, AClaimOfMillisecondsIsHeldAgainstTheDifference) {
    auto saving = claim();
    saving.saving_ms = 5.0;
    const auto finding = judge_claim(saving, measured(8, 1));
    EXPECT_TRUE(finding.in_ms);
    EXPECT_NEAR(*finding.effect, 7.0, 0.3);
    EXPECT_EQ(finding.verdict, ClaimVerdict::confirmed);
    EXPECT_EQ(judge_claim(saving, measured(3, 1)).verdict, ClaimVerdict::smaller);
    EXPECT_EQ(judge_claim(saving, measured(1, 3)).verdict, ClaimVerdict::reversed);
    EXPECT_THAT(finding.effect_text(), HasSubstr("ms"));
}

TEST(ClaimFindingTest, TooFewBlocksAreNoVerdict) {
    for (const std::size_t blocks : {0U, 3U}) {
        const auto finding = judge_claim(claim(), measured(30, 10, blocks));
        EXPECT_EQ(finding.verdict, ClaimVerdict::not_measured) << blocks;
        EXPECT_THAT(finding.reason, HasSubstr("too few")) << blocks;
    }
}

TEST(ClaimFindingTest, AnswersThatAreNotAsDeclaredAreToldApart) {
    auto found = measured(30, 10);
    found.same_rows = false;
    EXPECT_FALSE(judge_claim(claim(), found).answers_as_declared);
    EXPECT_EQ(judge_claim(claim(), found).answers, "as many rows, other content");
    found.same_count = false;
    found.arms[1].rows = 3;
    EXPECT_EQ(judge_claim(claim(), found).answers, "other rows: 7 and 3 rows");
    auto other = claim();
    other.answers = scenarios::ClaimAnswers::same_count;
    EXPECT_FALSE(judge_claim(other, found).answers_as_declared);
    other.answers = scenarios::ClaimAnswers::different;
    other.difference = "it counts otherwise";
    const auto finding = judge_claim(other, found);
    EXPECT_TRUE(finding.answers_as_declared);
    EXPECT_EQ(finding.answers, "NOT equivalent, 7 and 3 rows: it counts otherwise");
}

TEST(ClaimFindingTest, ThePlanIsHeldAgainstWhatTheDocumentSays) {
    auto planned = claim();
    planned.arms[0].plan = "Seq Scan";
    planned.arms[1].plan = "Index Scan";
    auto found = measured(30, 10);
    found.arms[0].plan.emplace().nodes = {"Seq Scan"};
    found.arms[1].plan.emplace().nodes = {"Seq Scan"};
    const auto finding = judge_claim(planned, found);
    EXPECT_EQ(finding.sides[0].plan_as_said, true);
    EXPECT_EQ(finding.sides[1].plan_as_said, false);
    EXPECT_FALSE(judge_claim(claim(), found).sides[0].plan_as_said);
}

TEST(ClaimFindingTest, ARequestIsToldWithItsServerAndHowItIsSent) {
    auto asked = claim();
    asked.opa = true;
    for (scenarios::ClaimArm& arm : asked.arms) {
        arm.sql.clear();
        workloads::HttpOperation http;
        http.method = "POST";
        http.path = "/evaluate";
        http.body = "{\"tool\":\"${tool}\"}";
        arm.request = scenarios::ClaimRequest{};
        arm.request->operation.request = http;
    }
    asked.arms[0].request->times = asked.arms[0].request->at_once = 8;
    asked.arms[0].request->serve = {{"l1-entries", "0"}, {"opa-pooled", "false"}};
    asked.arms[1].request->threads = 1;
    asked.arms[1].connect_each = true;
    std::get<workloads::HttpOperation>(asked.arms[1].request->operation.request).repeat = "100";
    const auto finding = judge_claim(asked, measured(30, 10));
    EXPECT_THAT(finding.sides[0].statements,
                ElementsAre("8 times, 8 at once: POST /evaluate {\"tool\":\"${tool}\"}"));
    EXPECT_THAT(finding.sides[0].state,
                ElementsAre("serve --threads 16 --l1-entries=0 --opa-pooled=false", "without Redis",
                            "an OPA that answers at once"));
    EXPECT_THAT(finding.sides[1].statements,
                ElementsAre("POST /evaluate a list of 100 {\"tool\":\"${tool}\"}"));
    EXPECT_THAT(finding.sides[1].state,
                ElementsAre("a connection opened for each", "serve --threads 1", "without Redis",
                            "an OPA that answers at once"));
    EXPECT_TRUE(finding.sides[0].plan.empty());
}

TEST(ClaimFindingTest, WhatCouldNotBeMeasuredSaysWhy) {
    const auto finding =
        unmeasured_claim(claim(), {Errc::timeout, "canceling statement", "v2.thing", ""});
    EXPECT_EQ(finding.verdict, ClaimVerdict::not_measured);
    EXPECT_EQ(finding.reason, "v2.thing: canceling statement");
    EXPECT_FALSE(finding.effect);
    EXPECT_EQ(finding.effect_text(), "-");
    EXPECT_EQ(finding.interval_text(), "-");
}

TEST(ClaimsReportTest, CountsItsVerdicts) {
    ClaimsReport report;
    EXPECT_EQ(report.summary(), "no claim was measured");
    report.findings = {judge_claim(claim(), measured(30, 10)),
                       judge_claim(claim(), measured(10, 30)),
                       judge_claim(claim(), measured(20, 10))};
    EXPECT_EQ(report.count(ClaimVerdict::confirmed), 2U);
    EXPECT_EQ(report.summary(), "2 confirmed, 1 reversed");
}

}  // namespace
}  // namespace sark::reports
