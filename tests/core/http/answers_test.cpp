#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/http/answers/decision_answer.hpp"
#include "core/http/answers/health_answer.hpp"
#include "core/http/answers/refusal_json.hpp"
#include "core/http/answers/server_answer.hpp"

namespace sark::http {
namespace {

TEST(ServerAnswerTest, AbsentThingsAreNull) {
    ServerPage page;
    EXPECT_EQ(page_json(page), R"({"items":[],"next_cursor":null,"has_more":false,"total":null})");
}

TEST(ServerAnswerTest, PageHasUpstreamsFields) {
    ServerPage page;
    page.servers = {{"i", "n \"1\"", "http", "active", "low", "2026-11-21T07:38:20.123456Z"},
                    {"j", "m", "sse", "inactive", "high", "2026-11-21T07:38:20.123456Z"}};
    page.next_cursor = "c";
    page.has_more = true;
    page.total = 7;
    const auto answer = nlohmann::json::parse(page_json(page));
    EXPECT_EQ(answer["items"][0].dump(),
              R"({"created_at":"2026-11-21T07:38:20.123456Z","id":"i","name":"n \"1\"",)"
              R"("sensitivity_level":"low","status":"active","transport":"http"})");
    EXPECT_EQ(answer["items"].size(), 2U);
    EXPECT_EQ(answer["next_cursor"], "c");
    EXPECT_EQ(answer["has_more"], true);
    EXPECT_EQ(answer["total"], 7);
}

TEST(ServerAnswerTest, NumberedPageHasTheSeedsFields) {
    NumberedServerPage page;
    page.page = 3;
    page.page_size = 10;
    page.total = 21;
    page.pages = 3;
    EXPECT_EQ(numbered_page_json(page),
              R"({"servers":[],"pagination":{"page":3,"page_size":10,"total":21,"pages":3}})");
}

TEST(ServerAnswerTest, BulkItemsStandWithTheirLikes) {
    EXPECT_EQ(bulk_json({{"i", "n", "active", ""}, {"", "m", "", "no"}}),
              R"({"total":2,"succeeded":1,"failed":1,)"
              R"("succeeded_items":[{"server_id":"i","name":"n","status":"active"}],)"
              R"("failed_items":[{"name":"m","error":"no"}]})");
    EXPECT_EQ(bulk_json({}),
              R"({"total":0,"succeeded":0,"failed":0,"succeeded_items":[],"failed_items":[]})");
}

TEST(DecisionAnswerTest, DenialsHaveNoParameters) {
    PolicyDecision denied;
    denied.reason = "no";
    EXPECT_EQ(decision_response_json(denied, {}, ""),
              R"({"decision":"deny","reason":"no","filtered_parameters":null,"audit_id":null})");
}

TEST(HealthAnswerTest, OneThatIsAwayMakesItDegraded) {
    Dependency up{"postgresql", true, std::chrono::milliseconds(2), ""};
    Dependency down{"redis", false, std::chrono::milliseconds(3), "did not answer"};
    const auto degraded = nlohmann::json::parse(dependencies_json({up, down}));
    EXPECT_EQ(degraded["status"], "degraded");
    EXPECT_EQ(degraded["overall_healthy"], false);
    EXPECT_EQ(degraded["dependencies"]["postgresql"]["latency_ms"], 2.0);
    EXPECT_TRUE(degraded["dependencies"]["postgresql"]["error"].is_null());
    EXPECT_EQ(degraded["dependencies"]["redis"]["error"], "did not answer");
    EXPECT_EQ(nlohmann::json::parse(dependencies_json({up}))["overall_healthy"], true);
}

TEST(DecisionAnswerTest, DecisionsAreJsonWhateverTheirTextsHold) {
    PolicyDecision allowed;
    allowed.allow = true;
    allowed.reason = "a \"quoted\" \\ line\n \xc3\xa4 \xff";
    EvaluateRequest request;
    request.filtered_parameters_json = R"({"q":[1]})";
    request.server_id = "s";
    const auto single = nlohmann::json::parse(decision_response_json(allowed, request, "id"));
    EXPECT_EQ(single["reason"], "a \"quoted\" \\ line\n \xc3\xa4 \xef\xbf\xbd");
    EXPECT_EQ(single["filtered_parameters"], nlohmann::json::parse(R"({"q":[1]})"));
    const std::vector<PolicyDecision> decisions(3, allowed);
    const std::vector<EvaluateRequest> requests(3, request);
    const std::vector<std::string> ids(3, "id");
    const auto list = nlohmann::json::parse(decisions_response_json(decisions, requests, ids));
    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(list[2], single);
    EXPECT_EQ(decisions_response_json({}, {}, {}), "[]");
    const auto details = nlohmann::json::parse(decision_details_json(allowed, request));
    EXPECT_EQ(details["reason"], single["reason"]);
    EXPECT_EQ(details["server_id"], "s");
    EXPECT_EQ(details["cache"], "none");
}

TEST(ServerAnswerTest, ServerHasUpstreamsFields) {
    Server server;
    server.id = "i";
    server.name = "n";
    server.transport = "http";
    server.status = "active";
    server.sensitivity_level = "low";
    server.metadata_json = R"({"a":1})";
    server.created_at = "2026-11-21T07:38:20.123456Z";
    server.tools.push_back({"t", "tool", "", "high", "{}"});
    EXPECT_EQ(server_json(server),
              R"({"id":"i","name":"n","description":null,"transport":"http","endpoint":null,)"
              R"("status":"active","sensitivity_level":"low","tools":[{"id":"t","name":"tool",)"
              R"("description":null,"sensitivity_level":"high"}],"metadata":{"a":1},)"
              R"("created_at":"2026-11-21T07:38:20.123456Z"})");
}

TEST(RefusalJsonTest, TextThatIsNotUtf8DoesNotBreakTheAnswer) {
    EXPECT_EQ(detail_json("a\xff"), "{\"detail\":\"a\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace sark::http
