#include "core/http/request_json.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/http/response_json.hpp"
#include "core/http/uuid.hpp"

namespace sark::http {
namespace {

/// The issues as the client sees them; empty when the request is good.
template <class T>
std::string complaint(const Validated<T>& parsed) {
    const auto* issues = std::get_if<ValidationIssues>(&parsed);
    return issues == nullptr ? std::string() : issues_json(*issues);
}

TEST(RegistrationJsonTest, ReadsEveryField) {
    const auto parsed = parse_registration(R"({
        "name": "search", "transport": "http", "endpoint": "http://x/mcp", "version": "1",
        "description": "d", "sensitivity_level": "high", "metadata": {"a": [1, null]},
        "tools": [{"name": "t1", "description": "e", "sensitivity_level": "critical",
                   "parameters": {"q": "string"}}, {"name": "t2"}],
        "unknown": true})");
    ASSERT_EQ(complaint(parsed), "");
    const Server& server = std::get<Server>(parsed);
    EXPECT_EQ(server.name, "search");
    EXPECT_EQ(server.transport, "http");
    EXPECT_EQ(server.endpoint, "http://x/mcp");
    EXPECT_EQ(server.mcp_version, "1");
    EXPECT_EQ(server.sensitivity_level, "high");
    EXPECT_EQ(server.metadata_json, R"({"a":[1,null]})");
    EXPECT_EQ(server.status, "registered");
    ASSERT_EQ(server.tools.size(), 2U);
    EXPECT_EQ(server.tools[0].sensitivity_level, "critical");
    EXPECT_EQ(server.tools[0].parameters_json, R"({"q":"string"})");
    EXPECT_EQ(server.tools[1].sensitivity_level, "medium");
}

TEST(RegistrationJsonTest, DefaultsAreUpstreams) {
    const auto parsed = parse_registration(R"({"name": "s", "transport": "stdio"})");
    ASSERT_EQ(complaint(parsed), "");
    const Server& server = std::get<Server>(parsed);
    EXPECT_EQ(server.mcp_version, "2025-06-18");
    EXPECT_EQ(server.sensitivity_level, "medium");
    EXPECT_EQ(server.metadata_json, "{}");
    EXPECT_TRUE(server.tools.empty());
}

TEST(RegistrationJsonTest, NamesTheFieldThatIsWrong) {
    const std::string long_name(256, 'x');
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"", R"({"loc":["body"],"msg":"not valid JSON"})"},
        {"[]", R"({"loc":["body"],"msg":"must be an object"})"},
        {R"({"transport":"http"})", R"({"loc":["body","name"],"msg":"field required"})"},
        {R"({"name":"","transport":"http"})",
         R"({"loc":["body","name"],"msg":"must not be empty"})"},
        {R"({"name":7,"transport":"http"})", R"({"loc":["body","name"],"msg":"must be a string"})"},
        {R"({"name":"a\u0000b","transport":"http"})",
         R"({"loc":["body","name"],"msg":"must not contain a NUL character"})"},
        {R"({"name":")" + long_name + R"(","transport":"http"})",
         R"({"loc":["body","name"],"msg":"must have at most 255 characters"})"},
        {R"({"name":"a"})", R"({"loc":["body","transport"],"msg":"field required"})"},
        {R"({"name":"a","transport":"smtp"})",
         R"({"loc":["body","transport"],"msg":"must be one of http, stdio, sse"})"},
        {R"({"name":"a","transport":"http","sensitivity_level":"LOW"})",
         R"({"loc":["body","sensitivity_level"],"msg":"must be one of low, medium, high, critical"})"},
        {R"({"name":"a","transport":"http","metadata":[]})",
         R"({"loc":["body","metadata"],"msg":"must be an object"})"},
        {R"({"name":"a","transport":"http","tools":{}})",
         R"({"loc":["body","tools"],"msg":"must be a list"})"},
        {R"({"name":"a","transport":"http","tools":[{"name":"t"},{}]})",
         R"({"loc":["body","tools",1,"name"],"msg":"field required"})"},
        {R"({"name":"a","transport":"http","tools":[3]})",
         R"({"loc":["body","tools",0],"msg":"must be an object"})"},
        {"{\"name\":\"\xff\",\"transport\":\"http\"}",
         R"({"loc":["body"],"msg":"not valid JSON"})"},
    };
    for (const auto& [body, issue] : rows)
        EXPECT_EQ(complaint(parse_registration(body)), R"({"detail":[)" + issue + "]}") << body;
}

TEST(RegistrationJsonTest, CollectsAllIssues) {
    const auto parsed = parse_registration(R"({"endpoint": 1})");
    ASSERT_NE(complaint(parsed), "");
    EXPECT_EQ(std::get<ValidationIssues>(parsed).size(), 3U);
}

TEST(RegistrationJsonTest, DeepNestingIsRefusedBeforeItIsParsed) {
    const std::string deep = R"({"metadata":)" + std::string(400'000, '[');
    EXPECT_EQ(complaint(parse_registration(deep)),
              R"({"detail":[{"loc":["body"],"msg":"nested too deeply"}]})");
    const std::string brackets_in_text =
        R"({"name":")" + std::string(200, '[') + R"(\"[[","transport":"sse"})";
    EXPECT_EQ(complaint(parse_registration(brackets_in_text)), "");
}

TEST(EvaluationJsonTest, ReadsARequest) {
    const auto parsed = parse_evaluation(
        R"({"user_id":"0000000A-0000-4000-8000-00000000000F","action":"tool:invoke","tool":"t",
            "server_id":"00000000-0000-4000-8000-000000000001","parameters":{"q":1}})");
    ASSERT_EQ(complaint(parsed), "");
    const auto& request = std::get<EvaluateRequest>(parsed);
    EXPECT_EQ(request.user_id, "0000000a-0000-4000-8000-00000000000f");
    EXPECT_EQ(request.tool, "t");
    EXPECT_EQ(request.server_id, "00000000-0000-4000-8000-000000000001");
    EXPECT_EQ(request.filtered_parameters_json, R"({"q":1})");
}

TEST(EvaluationJsonTest, AbsentUserIsNobody) {
    const auto parsed = parse_evaluation(R"({"action":"server:read","user_id":null})");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).user_id, nil_uuid);
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).tool, "");
}

TEST(EvaluationJsonTest, SecretsLeaveTheParametersAtEveryLevel) {
    const auto parsed = parse_evaluation(
        R"({"action":"a","parameters":{"q":1,"password":"x","in":[{"token":"y","keep":2}],
            "deep":{"ssn":"z"}}})");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).filtered_parameters_json,
              R"({"deep":{},"in":[{"keep":2}],"q":1})");
}

TEST(EvaluationJsonTest, NamesTheFieldThatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"{", R"({"loc":["body"],"msg":"not valid JSON"})"},
        {"{}", R"({"loc":["body","action"],"msg":"field required"})"},
        {R"({"action":"a","user_id":"ann"})",
         R"({"loc":["body","user_id"],"msg":"must be a UUID"})"},
        {R"({"action":"a","user_id":5})", R"({"loc":["body","user_id"],"msg":"must be a string"})"},
        {R"({"action":"a","tool":{}})", R"({"loc":["body","tool"],"msg":"must be a string"})"},
        {R"({"action":"a","parameters":"x"})",
         R"({"loc":["body","parameters"],"msg":"must be an object"})"},
    };
    for (const auto& [body, issue] : rows)
        EXPECT_EQ(complaint(parse_evaluation(body)), R"({"detail":[)" + issue + "]}") << body;
}

TEST(ListRequestTest, LimitIsFromOneToTwoHundred) {
    for (const char* good : {"1", "200"})
        EXPECT_EQ(complaint(parse_list(good, {}, {})), "") << good;
    for (const char* bad : {"0", "201", "-1", "ten", "", "5x", "99999999999999999999"})
        EXPECT_NE(complaint(parse_list(bad, {}, {})), "") << bad;
    EXPECT_EQ(std::get<ListRequest>(parse_list({}, {}, {})).limit, 50U);
}

TEST(ListRequestTest, StatusIsOneOfUpstreams) {
    EXPECT_EQ(complaint(parse_list({}, {}, "active")), "");
    EXPECT_NE(complaint(parse_list({}, {}, "asleep")), "");
    EXPECT_NE(complaint(parse_list({}, {}, "")), "");
}

TEST(ResponseJsonTest, AbsentThingsAreNull) {
    ServerPage page;
    EXPECT_EQ(page_json(page), R"({"items":[],"next_cursor":null,"has_more":false,"total":null})");
    PolicyDecision denied;
    denied.reason = "no";
    EXPECT_EQ(decision_response_json(denied, {}, ""),
              R"({"decision":"deny","reason":"no","filtered_parameters":null,"audit_id":null})");
}

TEST(ResponseJsonTest, DecisionsAreJsonWhateverTheirTextsHold) {
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

TEST(ResponseJsonTest, ServerHasUpstreamsFields) {
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

TEST(ResponseJsonTest, TextThatIsNotUtf8DoesNotBreakTheAnswer) {
    EXPECT_EQ(detail_json("a\xff"), "{\"detail\":\"a\xef\xbf\xbd\"}");
}

TEST(UuidTest, RecognisesOnlyTheCanonicalForm) {
    EXPECT_TRUE(is_uuid(nil_uuid));
    EXPECT_TRUE(is_uuid("0123ABCD-4567-4bcd-8def-0123456789ab"));
    for (const char* bad :
         {"", "0123abcd", "0123abcd-4567-4bcd-8def-0123456789a",
          "0123abcd-4567-4bcd-8def-0123456789abc", "g123abcd-4567-4bcd-8def-0123456789ab",
          "0123abcd4567-4bcd-8def-0123456789ab-", "{0123abcd-4567-4bcd-8def-0123456789a"})
        EXPECT_FALSE(is_uuid(bad)) << bad;
}

TEST(UuidTest, RandomOnesAreVersionFourAndDiffer) {
    const std::string one = random_uuid();
    EXPECT_TRUE(is_uuid(one)) << one;
    EXPECT_EQ(one[14], '4');
    EXPECT_NE(one, random_uuid());
}

}  // namespace
}  // namespace sark::http
