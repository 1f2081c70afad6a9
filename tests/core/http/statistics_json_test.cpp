#include "core/http/answers/statistics_json.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Validated<SeriesRequest> parse(std::vector<std::pair<std::string, std::string>> query) {
    Request request;
    request.query = std::move(query);
    return parse_series(request);
}

TEST(SeriesRequestTest, ADayByTheHourUnlessItSaysOtherwise) {
    const auto parsed = parse({{"metric", "tool_count"}});
    ASSERT_EQ(complaint(parsed), "");
    const auto& series = std::get<SeriesRequest>(parsed);
    EXPECT_EQ(series.series, RegistrySeries::tool_count);
    EXPECT_EQ(series.range, 24h);
    EXPECT_EQ(series.interval, 1h);
}

TEST(SeriesRequestTest, NamesWhatIsNone) {
    EXPECT_EQ(complaint(parse({})),
              R"({"detail":[{"loc":["query","metric"],"msg":"must be one of server_count, )"
              R"(active_servers, tool_count, health_checks"}]})");
    EXPECT_THAT(complaint(parse({{"metric", "tool_count"}, {"time_range", "2h"}})),
                HasSubstr("time_range"));
    EXPECT_THAT(complaint(parse({{"metric", "tool_count"}, {"interval", "1s"}})),
                HasSubstr("interval"));
}

TEST(SeriesJsonTest, WhatWasNotMeasuredIsNull) {
    SeriesRequest request;
    request.metric = "health_checks";
    request.range_text = "1h";
    request.interval_text = "1h";
    EXPECT_EQ(series_json(request, {{"t", std::nullopt}, {"u", 50.0}}),
              R"({"metric_name":"health_checks","time_range":"1h","interval":"1h","data_points":[)"
              R"({"timestamp":"t","value":null,"metadata":{"interval":"1h"}},)"
              R"({"timestamp":"u","value":50.0,"metadata":{"interval":"1h"}}]})");
}

TEST(SummaryJsonTest, NoServersHaveNoAverage) {
    EXPECT_THAT(summary_json({}), HasSubstr(R"("average_tools_per_server":null)"));
    RegistrySummary summary;
    summary.servers = 2;
    summary.tools = 5;
    summary.by_status["active"] = 2;
    EXPECT_THAT(summary_json(summary), HasSubstr(R"("active_servers":2,"inactive_servers":0)"));
    EXPECT_THAT(summary_json(summary), HasSubstr(R"("average_tools_per_server":2.5)"));
}

TEST(ServerStatisticsJsonTest, UptimeIsNotKnown) {
    EXPECT_THAT(server_statistics_json({}),
                HasSubstr(R"("last_health_check":null,"uptime_percentage":null)"));
}

}  // namespace
}  // namespace sark::http
