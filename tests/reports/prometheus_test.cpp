#include "reports/writers/prometheus.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/writers/prometheus_text.hpp"
#include "reports/writers/writer.hpp"
#include "tests/support/live_figures.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using namespace std::chrono_literals;
using test::RunResultBuilder;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PrometheusTest, LabelsAreEscaped) {
    std::ostringstream out;
    PrometheusText text(out);
    text.family("a_total", "counter", "Help.");
    text.sample({{"x", "q\"b\\n\n"}}, 3.0);
    text.sample({}, 0.5);
    EXPECT_EQ(out.str(),
              "# HELP a_total Help.\n# TYPE a_total counter\na_total{x=\"q\\\"b\\\\n\\n\"} 3\n"
              "a_total 0.5\n");
}

TEST(PrometheusTest, BucketsAreCumulativeAndInSeconds) {
    workloads::Histogram histogram;
    histogram.record_many(800us, 3);
    histogram.record_many(70ms, 2);
    histogram.record(1min);
    std::ostringstream out;
    PrometheusText text(out);
    text.family("t_seconds", "histogram", "Help.");
    text.histogram({{"op", "x"}}, histogram);
    EXPECT_THAT(out.str(), HasSubstr("t_seconds_bucket{op=\"x\",le=\"0.0005\"} 0\n"));
    EXPECT_THAT(out.str(), HasSubstr("t_seconds_bucket{op=\"x\",le=\"0.001\"} 3\n"));
    EXPECT_THAT(out.str(), HasSubstr("t_seconds_bucket{op=\"x\",le=\"0.1\"} 5\n"));
    EXPECT_THAT(out.str(), HasSubstr("t_seconds_bucket{op=\"x\",le=\"10\"} 5\n"));
    EXPECT_THAT(out.str(), HasSubstr("t_seconds_bucket{op=\"x\",le=\"+Inf\"} 6\n"));
    EXPECT_THAT(out.str(), HasSubstr("t_seconds_sum{op=\"x\"} 60.1424\n"));
    EXPECT_THAT(out.str(), HasSubstr("t_seconds_count{op=\"x\"} 6\n"));
}

TEST(PrometheusTest, AFinishedRunTellsOutcomesQuantilesAndVerdict) {
    const auto report = judge(RunResultBuilder()
                                  .answers("api.list", 900, 20, 20)
                                  .failures("api.list", workloads::OutcomeCode::timeout, 100, 5'000)
                                  .threshold("http_req_duration", "p(50)<50ms")
                                  .threshold("errors", "rate<0.01")
                                  .build(),
                              {});
    std::ostringstream out;
    write_prometheus(*report, out);
    const std::string labels = R"({load="http",operation="api.list",driver="http",)";
    const std::string text = out.str();
    EXPECT_THAT(text, HasSubstr("sark_bench_operations_total" + labels + "outcome=\"ok\"} 900\n"));
    EXPECT_THAT(text,
                HasSubstr("sark_bench_operations_total" + labels + "outcome=\"timeout\"} 100\n"));
    EXPECT_THAT(text, HasSubstr("sark_bench_response_quantile_seconds" + labels +
                                "quantile=\"0.5\"} 0.02"));
    EXPECT_THAT(text, Not(HasSubstr("quantile=\"0.95\""))) << "among the failures: no number";
    EXPECT_THAT(text, HasSubstr("row=\"http_req_duration: p(50)<50ms\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("row=\"errors: rate<0.01\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("sark_bench_verdict{outcome=\"fail\",validity=\"valid\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("sark_bench_exit_code 99\n"));
}

TEST(PrometheusTest, ARunThatGoesOnCountsItsMeasuredPartOnly) {
    test::LiveFigures figures({"api.list"}, 0, 5s);
    figures.ended(0, 70, 9ms).ended(1, 30, 2ms);
    scenarios::Scenario scenario;
    scenario.name = "unit";
    scenarios::RunProgress progress;
    progress.elapsed = 4s;
    progress.total = 30s;
    progress.live = &figures.read(4s);
    std::ostringstream out;
    write_live_prometheus(scenario, progress, out);
    const std::string labels = R"({load="http",operation="api.list",driver="http",)";
    EXPECT_THAT(out.str(),
                HasSubstr("sark_bench_operations_total" + labels + "outcome=\"ok\"} 30\n"));
    EXPECT_THAT(out.str(), HasSubstr("sark_bench_recent_response_seconds" + labels +
                                     "quantile=\"0.99\"} 0.009"));
    EXPECT_THAT(out.str(), HasSubstr("sark_bench_elapsed_seconds 4\n"));
    EXPECT_THAT(out.str(), HasSubstr("sark_bench_in_flight{load=\"http\"} 0\n"));
}

}  // namespace
}  // namespace sark::reports
