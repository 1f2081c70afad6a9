#include "core/http/requests/evaluation_request.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/http/uuid.hpp"
#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

TEST(EvaluationRequestTest, ReadsARequest) {
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

TEST(EvaluationRequestTest, AbsentUserIsNobody) {
    const auto parsed = parse_evaluation(R"({"action":"server:read","user_id":null})");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).user_id, nil_uuid);
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).tool, "");
}

TEST(EvaluationRequestTest, SecretsLeaveTheParametersAtEveryLevel) {
    const auto parsed = parse_evaluation(
        R"({"action":"a","parameters":{"q":1,"password":"x","in":[{"token":"y","keep":2}],
            "deep":{"ssn":"z"}}})");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).filtered_parameters_json,
              R"({"deep":{},"in":[{"keep":2}],"q":1})");
}

TEST(EvaluationRequestTest, ReadsTheContextByUpstreamsNames) {
    const auto parsed = parse_evaluation(
        R"({"action":"a","context":{"client_ip":"10.0.0.1","geo_country":"ca","mfa_verified":true,
            "mfa_timestamp":1699444800000000000,"mfa_methods":["totp"],"step_up_verified":true,
            "audit_enabled":false,"time_override":true,"time_override_reason":"release",
            "emergency_override":true,"emergency_reason":"fire","emergency_approver":"ada",
            "new_sensitivity_level":"low","timestamp":0,"api_key":"k","has_api_key":true}})");
    ASSERT_EQ(complaint(parsed), "");
    const RequestContext expected = {
        .client_ip = "10.0.0.1",
        .geo_country = "ca",
        .mfa_verified = true,
        .mfa_timestamp = UtcTime(std::chrono::seconds(1'699'444'800)),
        .mfa_methods = std::vector<std::string>{"totp"},
        .step_up_verified = true,
        .audit_enabled = false,
        .time_override = true,
        .time_override_reason = "release",
        .emergency_override = true,
        .emergency_reason = "fire",
        .emergency_approver = "ada",
        .new_sensitivity_level = "low",
        .has_api_key = false,  // whatever the body says
    };
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).context, expected);
}

TEST(EvaluationRequestTest, WhatTheContextLeavesOutIsNotTold) {
    for (const char* body : {R"({"action":"a"})", R"({"action":"a","context":{}})",
                             R"({"action":"a","context":null})"})
        EXPECT_FALSE(std::get<EvaluateRequest>(parse_evaluation(body)).context) << body;
    const auto parsed = parse_evaluation(R"({"action":"a","context":{"request_id":7}})");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_EQ(std::get<EvaluateRequest>(parsed).context, RequestContext{});
}

TEST(EvaluationRequestTest, NamesTheFieldOfTheContextThatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {R"("context":1)", R"("context"],"msg":"must be an object")"},
        {R"("context":[])", R"("context"],"msg":"must be an object")"},
        {R"("context":["x"])", R"("context"],"msg":"must be an object")"},
        {R"("context":{"client_ip":1})", R"("context","client_ip"],"msg":"must be a string")"},
        {R"("context":{"geo_country":"CAN"})",
         R"("context","geo_country"],"msg":"must be a country code of two letters")"},
        {R"("context":{"mfa_verified":"true"})",
         R"("context","mfa_verified"],"msg":"must be true or false")"},
        {R"("context":{"mfa_timestamp":1.5})",
         R"("context","mfa_timestamp"],"msg":"must be a Unix timestamp in nanoseconds")"},
        {R"("context":{"mfa_timestamp":-1})",
         R"("context","mfa_timestamp"],"msg":"must be a Unix timestamp in nanoseconds")"},
        {R"("context":{"mfa_timestamp":18446744073709551615})",
         R"("context","mfa_timestamp"],"msg":"must be a Unix timestamp in nanoseconds")"},
        {R"("context":{"mfa_methods":"totp"})",
         R"("context","mfa_methods"],"msg":"must be a list of strings")"},
    };
    for (const auto& [member, issue] : rows)
        EXPECT_EQ(complaint(parse_evaluation(R"({"action":"a",)" + member + "}")),
                  R"({"detail":[{"loc":["body",)" + issue + "}]}")
            << member;
    EXPECT_EQ(complaint(parse_evaluations(R"([{"action":"a","context":{"audit_enabled":1}}])")),
              R"({"detail":[{"loc":["body",0,"context","audit_enabled"],)"
              R"("msg":"must be true or false"}]})");
}

TEST(EvaluationRequestTest, NamesTheFieldThatIsWrong) {
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

TEST(EvaluationRequestTest, LengthsAreInCharacters) {
    std::string letters;
    for (int i = 0; i < 100; ++i) letters += "\u00e9";
    EXPECT_EQ(complaint(parse_evaluation(R"({"action":")" + letters + R"("})")), "");
    EXPECT_NE(complaint(parse_evaluation(R"({"action":")" + letters + R"(e"})"))
                  .find("must have at most 100 characters"),
              std::string::npos);
}

}  // namespace
}  // namespace sark::http
