#include "core/opa/opa_document.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/opa/opa_client.hpp"

namespace sark {
namespace {

using nlohmann::json;

TEST(OpaDocumentTest, QuestionIsTheInputThatSarkSends) {
    PolicyRequest request;
    request.principal = {"u1", "developer", {"blue", "red"}, true, {"red"}};
    request.action = "tool:invoke";
    request.resource = {"search", "low", "blue", std::nullopt};
    request.time = UtcTime(std::chrono::nanoseconds(42));
    request.context.client_ip = "10.0.0.1";
    EXPECT_EQ(json::parse(opa_question(request)), json::parse(R"({"input": {
        "user": {"id": "u1", "role": "developer", "teams": ["blue", "red"],
                 "team_manager_of": ["red"], "is_active": true, "mfa_verified": false},
        "action": "tool:invoke",
        "tool": {"name": "search", "sensitivity_level": "low", "team_id": "blue", "owner_id": null},
        "server": null,
        "context": {"timestamp": 42, "client_ip": "10.0.0.1", "mfa_verified": false,
                    "step_up_verified": false, "audit_enabled": true, "time_override": false,
                    "emergency_override": false, "has_api_key": false}}})"));
}

TEST(OpaDocumentTest, EverythingTheRulesReadIsToldByUpstreamsNames) {
    PolicyRequest request;
    request.resource = {"search", "high", "blue", "u9"};
    request.context = {.client_ip = "10.0.0.1",
                       .geo_country = "CA",
                       .mfa_verified = true,
                       .mfa_timestamp = UtcTime(Nanos(7)),
                       .mfa_methods = std::vector<std::string>{"totp"},
                       .step_up_verified = true,
                       .audit_enabled = false,
                       .time_override = true,
                       .time_override_reason = "release",
                       .emergency_override = true,
                       .emergency_reason = "fire",
                       .emergency_approver = "ada",
                       .new_sensitivity_level = "low",
                       .has_api_key = true};
    const json input = json::parse(opa_question(request))["input"];
    EXPECT_EQ(input["context"], json::parse(R"({"timestamp": 0, "client_ip": "10.0.0.1",
        "geo_country": "CA", "mfa_verified": true, "mfa_timestamp": 7, "mfa_methods": ["totp"],
        "step_up_verified": true, "audit_enabled": false, "time_override": true,
        "time_override_reason": "release", "emergency_override": true, "emergency_reason": "fire",
        "emergency_approver": "ada", "new_sensitivity_level": "low", "has_api_key": true})"));
    EXPECT_EQ(input["user"]["mfa_timestamp"], 7);
    EXPECT_EQ(input["user"]["mfa_methods"], json({"totp"}));
    EXPECT_EQ(input["server"], json::parse(R"({"sensitivity_level_change": true,
        "current_sensitivity_level": "high", "new_sensitivity_level": "low", "owner": "u9"})"));
}

TEST(OpaDocumentTest, NoToolIsNull) {
    EXPECT_TRUE(json::parse(opa_question({}))["input"]["tool"].is_null());
}

TEST(OpaDocumentTest, WhoManagesNoTeamHasAnEmptyList) {
    EXPECT_EQ(json::parse(opa_question({}))["input"]["user"]["team_manager_of"], json::array());
}

TEST(OpaDocumentTest, ObjectsAndBooleansDecide) {
    const PolicyDecision allowed =
        opa_decision(R"({"result": {"allow": true, "audit_reason": "owner"}})");
    EXPECT_TRUE(allowed.allow);
    EXPECT_FALSE(allowed.error);
    EXPECT_EQ(allowed.reason, "owner");
    EXPECT_EQ(allowed.policy, "opa");
    EXPECT_EQ(opa_decision(R"({"result": {"allow": false, "reason": "no"}})").reason, "no");
    EXPECT_FALSE(opa_decision(R"({"result": {"allow": false}})").error);
    EXPECT_TRUE(opa_decision(R"({"decision_id": "x", "result": true})").allow);
    EXPECT_EQ(opa_decision(R"({"result": false})").reason, "Denied by OPA");
}

TEST(OpaDocumentTest, EverythingElseIsAnErrorAndADenial) {
    for (const char* text :
         {"", "{", "[]", "true", "{}", R"({"result": null})", R"({"result": "allow"})",
          R"({"result": {}})", R"({"result": {"allow": "true"}})", R"({"result": {"allow": 1}})",
          R"({"result": [true]})"}) {
        const PolicyDecision decision = opa_decision(text);
        EXPECT_FALSE(decision.allow) << text;
        EXPECT_TRUE(decision.error) << text;
        EXPECT_TRUE(decision.reason.starts_with("Policy evaluation error: ")) << text;
    }
    EXPECT_EQ(opa_decision("{}").reason, "Policy evaluation error: OPA has no such decision");
}

TEST(OpaClientTest, AddressesThatAreNoneAreRefused) {
    for (const char* url : {"", "127.0.0.1:8181", "https://opa", "http://", "http://opa/v1",
                            "http://user@opa", "unix:/opa.sock"}) {
        OpaOptions options;
        options.url = url;
        const auto made = OpaClient::create(options);
        ASSERT_FALSE(made) << url;
        EXPECT_EQ(made.error().code, Errc::invalid_argument);
    }
    OpaOptions options;
    options.url = "http://127.0.0.1:8181";
    EXPECT_TRUE(OpaClient::create(options));
    options.path = "v1/data/x";
    EXPECT_FALSE(OpaClient::create(options));
    options.path = "/v1/data/x";
    options.timeout = Nanos{0};
    EXPECT_FALSE(OpaClient::create(options));
}

}  // namespace
}  // namespace sark
