#include "core/http/answers/gateway_json.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(GatewayRequestTest, ActionsAreThoseOfPolicy) {
    const auto invoke = parse_gateway_request(
        R"({"action":"gateway:tool:invoke","tool_name":"t","parameters":{"q":1,"token":"x"}})");
    ASSERT_EQ(complaint(invoke), "");
    const auto& request = std::get<GatewayRequest>(invoke);
    EXPECT_EQ(request.action, "tool:invoke");
    EXPECT_EQ(request.filtered_parameters_json, R"({"q":1})");
    const auto list = parse_gateway_request(R"({"action":"gateway:server:list"})");
    EXPECT_EQ(std::get<GatewayRequest>(list).action, "server:read");
}

TEST(GatewayRequestTest, NamesTheFieldThatIsWrong) {
    for (const auto& [body, field] :
         {std::pair("{}", "action"),
          {R"({"action":"tool:invoke"})", "action"},
          {R"({"action":"gateway:tool:invoke"})", "tool_name"},
          {R"({"action":"gateway:server:list","sensitivity_level":"x"})", "sensitivity_level"},
          {R"({"action":"gateway:server:list","parameters":[]})", "parameters"},
          {R"({"action":"gateway:server:list","context":1})", "context"}})
        EXPECT_THAT(complaint(parse_gateway_request(body)), HasSubstr(field)) << body;
}

TEST(GatewayTtlTest, TheStricterLevelCounts) {
    EXPECT_EQ(gateway_ttl("low", "low"), 1'800s);
    EXPECT_EQ(gateway_ttl("low", "critical"), 0s);
    EXPECT_EQ(gateway_ttl("critical", "low"), 0s);
    EXPECT_EQ(gateway_ttl("", "high"), 60s);
    EXPECT_EQ(gateway_ttl("low", ""), 1'800s);
    EXPECT_EQ(gateway_ttl("", "low"), 1'800s);
    EXPECT_EQ(gateway_ttl("", ""), 300s);
}

TEST(GatewayAnswerTest, ADenialIsNeverToBeKept) {
    PolicyDecision denied;
    denied.reason = "no";
    EXPECT_EQ(authorization_json(denied, {}, 300s, "i"),
              R"({"allow":false,"reason":"no","filtered_parameters":null,"audit_id":"i",)"
              R"("cache_ttl":0})");
}

TEST(GatewayEventTest, BecomesAnAuditEvent) {
    const auto parsed = parse_gateway_event(
        R"({"event_type":"tool_invoke","user_id":"0000000A-0000-4000-8000-000000000001",
            "server_name":"s","tool_name":"t","decision":"deny","reason":"r",
            "timestamp":1700000000,"gateway_request_id":"g","metadata":{"a":1}})");
    ASSERT_EQ(complaint(parsed), "");
    const auto& event = std::get<AuditEvent>(parsed);
    EXPECT_EQ(event.event_type, "gateway_tool_invoke");
    EXPECT_EQ(event.user_id, "0000000a-0000-4000-8000-000000000001");
    EXPECT_EQ(event.resource_type + " " + event.resource_id + " " + event.status, "tool t denied");
    EXPECT_EQ(event.time, UtcTime(1'700'000'000s));
    EXPECT_EQ(nlohmann::json::parse(event.details_json)["metadata"]["a"], 1);
}

TEST(GatewayEventTest, ATimeOutsideOfThisCenturyIsRefused) {
    for (const char* time : {"-1", "0", "99999999999999", "18446744073709551615", "1.5", "\"x\""})
        EXPECT_THAT(complaint(parse_gateway_event(
                        std::string(R"({"event_type":"a","decision":"allow","reason":"r",)") +
                        R"("gateway_request_id":"g","timestamp":)" + time + "}")),
                    HasSubstr("timestamp"))
            << time;
    EXPECT_THAT(complaint(parse_gateway_event("{}")), HasSubstr("gateway_request_id"));
}

TEST(AgentRequestTest, CapabilityIsOneOfThree) {
    EXPECT_EQ(complaint(parse_agent_request(
                  R"({"source_agent_id":"a","target_agent_id":"b","capability":"query",
                      "message_type":"request"})")),
              "");
    EXPECT_THAT(complaint(parse_agent_request(R"({"source_agent_id":"a"})")),
                HasSubstr("capability"));
}

}  // namespace
}  // namespace sark::http
