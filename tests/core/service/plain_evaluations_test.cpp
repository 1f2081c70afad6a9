#include "core/http/requests/plain_evaluations.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sark::http {
namespace {

constexpr const char* uuid = "5F0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01";

std::string item(const std::string& members) {
    return "{" + members + "}";
}

const std::string whole = item("\"user_id\":\"" + std::string(uuid) +
                               R"(","action":"tool:invoke","tool":"search","parameters":{})");

/// The general parser's reading: an action before the list keeps the quick one from taking it.
EvaluateRequest read_generally(const std::string& body) {
    const auto parsed = parse_evaluation(item(R"("x":1,)" + body.substr(1, body.size() - 2)));
    EXPECT_TRUE(std::holds_alternative<EvaluateRequest>(parsed)) << body;
    return std::get<EvaluateRequest>(parsed);
}

TEST(PlainEvaluationsTest, ReadsWhatTheGeneralParserReads) {
    for (const std::string& body :
         {whole, item(R"("action":"a")"), item(R"("tool":"","action":"a:b")"),
          item(R"( "action" : "a" , "parameters" : { } , "tool" : "x y" )")}) {
        const auto plain = read_plain_evaluation(body);
        ASSERT_TRUE(plain) << body;
        const EvaluateRequest general = read_generally(body);
        EXPECT_EQ(plain->user_id, general.user_id);
        EXPECT_EQ(plain->action, general.action);
        EXPECT_EQ(plain->tool, general.tool);
        EXPECT_EQ(plain->server_id, general.server_id);
        EXPECT_EQ(plain->filtered_parameters_json, general.filtered_parameters_json);
    }
}

TEST(PlainEvaluationsTest, LeavesEverythingElseToTheGeneralParser) {
    const std::string long_text(300, 'x');
    for (const std::string& body : {std::string(),
                                    std::string("{"),
                                    std::string("{}"),
                                    std::string("[]"),
                                    whole + "x",
                                    whole.substr(0, whole.size() - 1),
                                    item(R"("action":"")"),
                                    item(R"("tool":"x")"),
                                    item(R"("action":"a","action":"b")"),
                                    item(R"("action":"a","user_id":"ann")"),
                                    item(R"("action":"a","server_id":null)"),
                                    item(R"("action":"a","tool":null)"),
                                    item(R"("action":"a","context":{})"),
                                    item(R"("action":"a","parameters":{"q":1})"),
                                    item(R"("action":"\u0061")"),
                                    item(R"("action":"ä")"),
                                    item("\"action\":\"a\nb\""),
                                    item(R"("action":"a",)"),
                                    item("\"action\":\"" + long_text + "\""),
                                    item("\"action\":\"a\",\"tool\":\"" + long_text + "\""),
                                    item(R"("action":1)")})
        EXPECT_FALSE(read_plain_evaluation(body)) << body;
}

TEST(PlainEvaluationsTest, ReadsListsInTheirOrder) {
    const auto plain = read_plain_evaluations("[" + whole + ", " + item(R"("action":"b")") + "]\n");
    ASSERT_TRUE(plain);
    ASSERT_EQ(plain->size(), 2U);
    EXPECT_EQ((*plain)[0].tool, "search");
    EXPECT_EQ((*plain)[1].action, "b");
    std::string most = "[" + whole;
    for (std::size_t i = 1; i < batch_max; ++i) most += "," + whole;
    EXPECT_TRUE(read_plain_evaluations(most + "]"));
    for (const std::string& body :
         {std::string("[]"), std::string("["), "[" + whole, "[" + whole + ",]", "[" + whole + "]]",
          "[" + whole + whole + "]", whole, most + "," + whole + "]"})
        EXPECT_FALSE(read_plain_evaluations(body)) << body.substr(0, 100);
}

}  // namespace
}  // namespace sark::http
