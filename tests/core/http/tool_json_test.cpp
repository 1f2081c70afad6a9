#include "core/http/answers/tool_json.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SensitivityRequestTest, ReasonMayBeAbsent) {
    const auto parsed = parse_sensitivity(R"({"sensitivity_level":"high"})");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_EQ(std::get<SensitivityRequest>(parsed).reason, std::nullopt);
    for (const std::string& bad :
         {std::string("{}"), std::string(R"({"sensitivity_level":"none"})"),
          R"({"sensitivity_level":"low","reason":")" + std::string(501, 'x') + R"("})"})
        EXPECT_NE(complaint(parse_sensitivity(bad)), "") << bad;
}

TEST(DetectionRequestTest, ParametersAreASchemaOrAnObject) {
    EXPECT_THAT(parameter_names(R"({"type":"object","properties":{"path":{},"token":{}}})"),
                ElementsAre("path", "token"));
    EXPECT_THAT(parameter_names(R"({"path":"string"})"), ElementsAre("path"));
    EXPECT_THAT(parameter_names("[]"), IsEmpty());
    EXPECT_THAT(parameter_names("oops"), IsEmpty());
    EXPECT_NE(complaint(parse_detection(R"({"tool_name":"t","parameters":[]})")), "");
    EXPECT_NE(complaint(parse_detection(R"({"tool_description":"d"})")), "");
}

TEST(DetectionJsonTest, MethodNamesTheListThatDecided) {
    EXPECT_EQ(detection_json(detect_sensitivity("delete_user", "", {})),
              R"({"detected_level":"high","keywords_matched":["delete"],)"
              R"("detection_method":"high_keywords"})");
    EXPECT_EQ(detection_json(detect_sensitivity("frobnicate", "", {})),
              R"({"detected_level":"medium","keywords_matched":null,)"
              R"("detection_method":"default"})");
}

TEST(ToolJsonTest, HistoryEndsWithTheCurrentState) {
    SensitivityHistory history;
    history.current_level = "high";
    history.updated_at = "now";
    EXPECT_EQ(history_json(history), R"([{"timestamp":"now","level":"high","type":"current"}])");
    history.changes.push_back({"then", "low", "high", std::nullopt, "audit"});
    EXPECT_EQ(history_json(history),
              R"([{"timestamp":"then","previous_level":"low","new_level":"high",)"
              R"("updated_by":null,"reason":"audit","type":"manual_override"},)"
              R"({"timestamp":"now","level":"high","type":"current"}])");
}

TEST(ToolJsonTest, CountsHaveEveryLevel) {
    SensitivityCounts counts;
    counts.by_level = {1, 0, 2, 0};
    counts.total = 3;
    counts.overridden = 1;
    EXPECT_EQ(sensitivity_counts_json(counts),
              R"({"total_tools":3,"by_sensitivity":{"low":1,"medium":0,"high":2,"critical":0},)"
              R"("overridden_count":1})");
}

}  // namespace
}  // namespace sark::http
