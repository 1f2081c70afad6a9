#include "core/http/requests/registration_request.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

TEST(RegistrationRequestTest, ReadsEveryField) {
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

TEST(RegistrationRequestTest, DefaultsAreUpstreams) {
    const auto parsed = parse_registration(R"({"name": "s", "transport": "stdio"})");
    ASSERT_EQ(complaint(parsed), "");
    const Server& server = std::get<Server>(parsed);
    EXPECT_EQ(server.mcp_version, "2025-06-18");
    EXPECT_EQ(server.sensitivity_level, "medium");
    EXPECT_EQ(server.metadata_json, "{}");
    EXPECT_TRUE(server.tools.empty());
}

TEST(RegistrationRequestTest, NamesTheFieldThatIsWrong) {
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

TEST(RegistrationRequestTest, CollectsAllIssues) {
    const auto parsed = parse_registration(R"({"endpoint": 1})");
    ASSERT_NE(complaint(parsed), "");
    EXPECT_EQ(std::get<ValidationIssues>(parsed).size(), 3U);
}

TEST(RegistrationRequestTest, DeepNestingIsRefusedBeforeItIsParsed) {
    const std::string deep = R"({"metadata":)" + std::string(400'000, '[');
    EXPECT_EQ(complaint(parse_registration(deep)),
              R"({"detail":[{"loc":["body"],"msg":"nested too deeply"}]})");
    const std::string brackets_in_text =
        R"({"name":")" + std::string(200, '[') + R"(\"[[","transport":"sse"})";
    EXPECT_EQ(complaint(parse_registration(brackets_in_text)), "");
}

TEST(RegistrationRequestTest, CapabilitiesTagsAndSignaturesAreKept) {
    const auto parsed = parse_registration(R"({
        "name": "s", "transport": "sse", "capabilities": ["tools"], "tags": ["eu", "prod"],
        "signature": "sig", "team_id": "0000000A-0000-4000-8000-00000000000F",
        "tools": [{"name": "t", "signature": "ts", "requires_approval": true}]})");
    ASSERT_EQ(complaint(parsed), "");
    const Server& server = std::get<Server>(parsed);
    EXPECT_EQ(server.capabilities_json, R"(["tools"])");
    EXPECT_EQ(server.tags_json, R"(["eu","prod"])");
    EXPECT_EQ(server.signature, "sig");
    EXPECT_EQ(server.team_id, "0000000a-0000-4000-8000-00000000000f");
    EXPECT_EQ(server.tools[0].signature, "ts");
    EXPECT_TRUE(server.tools[0].requires_approval);
}

TEST(RegistrationRequestTest, ListsOfTextsHoldTextsOnly) {
    for (const char* bad :
         {R"("tags":"eu")", R"("tags":[1])", R"("capabilities":{})", R"("tags":["a\u0000"])"})
        EXPECT_NE(complaint(parse_registration(std::string(R"({"name":"s","transport":"sse",)") +
                                               bad + "}")),
                  "")
            << bad;
}

std::string bulk_of(std::size_t count) {
    std::string body = R"({"servers":[)";
    for (std::size_t i = 0; i < count; ++i)
        body += std::string(i == 0 ? "" : ",") + R"({"name":"s","transport":"http"})";
    return body + "]}";
}

TEST(BulkRequestTest, TakesOneToAHundred) {
    EXPECT_EQ(complaint(parse_bulk_registration(bulk_of(1))), "");
    EXPECT_EQ(complaint(parse_bulk_registration(bulk_of(100))), "");
    EXPECT_NE(complaint(parse_bulk_registration(bulk_of(0))), "");
    EXPECT_NE(complaint(parse_bulk_registration(bulk_of(101))), "");
    EXPECT_NE(complaint(parse_bulk_registration("{}")), "");
}

TEST(BulkRequestTest, IsBestEffortUnlessItSaysOtherwise) {
    EXPECT_FALSE(
        std::get<BulkRegistration>(parse_bulk_registration(bulk_of(1))).fail_on_first_error);
    const auto parsed = parse_bulk_registration(
        R"({"fail_on_first_error":true,"servers":[{"name":"s","transport":"http"}]})");
    EXPECT_TRUE(std::get<BulkRegistration>(parsed).fail_on_first_error);
    EXPECT_NE(complaint(parse_bulk_registration(
                  R"({"fail_on_first_error":1,"servers":[{"name":"s","transport":"http"}]})")),
              "");
}

TEST(BulkRequestTest, NamesTheItemThatIsWrong) {
    EXPECT_EQ(complaint(parse_bulk_registration(
                  R"({"servers":[{"name":"s","transport":"http"},{"transport":"http"},7]})")),
              R"({"detail":[{"loc":["body","servers",2],"msg":"must be an object"}]})");
    EXPECT_EQ(complaint(parse_bulk_registration(
                  R"({"servers":[{"name":"s","transport":"http"},{"transport":"http"}]})")),
              R"({"detail":[{"loc":["body","servers",1,"name"],"msg":"field required"}]})");
}

TEST(BulkRequestTest, StatusChangesAreOfDifferentServers) {
    const std::string one = R"({"server_id":"0000000A-0000-4000-8000-000000000001",)"
                            R"("status":"active"})";
    const std::string other = R"({"server_id":"00000002-0000-4000-8000-000000000001",)"
                              R"("status":"inactive"})";
    const auto parsed = parse_bulk_status(R"({"updates":[)" + one + "," + other + "]}");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_EQ(std::get<BulkStatusChange>(parsed).changes[0].server_id,
              "0000000a-0000-4000-8000-000000000001");
    EXPECT_EQ(complaint(parse_bulk_status(R"({"updates":[)" + one + "," + one + "]}")),
              R"({"detail":[{"loc":["body","updates",1,"server_id"],)"
              R"("msg":"must not repeat another"}]})");
    for (const char* bad :
         {R"({"updates":[]})", R"({"updates":[{"status":"active"}]})",
          R"({"updates":[{"server_id":"x","status":"active"}]})",
          R"({"updates":[{"server_id":"00000002-0000-4000-8000-000000000001"}]})"})
        EXPECT_NE(complaint(parse_bulk_status(bad)), "") << bad;
}

TEST(StatusRequestTest, IsOneOfUpstreams) {
    EXPECT_EQ(complaint(parse_status(R"({"status":"unhealthy"})")), "");
    EXPECT_NE(complaint(parse_status(R"({"status":"asleep"})")), "");
    EXPECT_NE(complaint(parse_status("{}")), "");
}

}  // namespace
}  // namespace sark::http
