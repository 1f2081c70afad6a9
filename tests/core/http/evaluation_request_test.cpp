#include "core/http/evaluation_request.hpp"

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

}  // namespace
}  // namespace sark::http
