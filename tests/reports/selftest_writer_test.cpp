#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "reports/writers/selftest.hpp"

namespace sark::reports {
namespace {

using ::testing::HasSubstr;

scenarios::SelftestResult trusted() {
    scenarios::SelftestResult result;
    result.checks.push_back({"lognormal p99", true, 12.9, 12.7, 13.4, "ms", "compared"});
    result.host.cpus = 2;
    result.host.calibration.wait_lateness.record_many(std::chrono::microseconds(25), 1'000);
    result.host.calibration.clock_cost = Nanos{22};
    result.host.rate_at_1ms = 64'000;
    result.host.highest_rate_tried = 64'000;
    return result;
}

std::string console_of(const scenarios::SelftestResult& result) {
    std::ostringstream out;
    write_selftest(result, out);
    return out.str();
}

nlohmann::json json_of(const scenarios::SelftestResult& result) {
    std::ostringstream out;
    write_selftest_json(result, out);
    return nlohmann::json::parse(out.str());
}

TEST(SelftestWriterTest, SaysWhatWasMeasuredAllowedAndConcluded) {
    const std::string page = console_of(trusted());
    EXPECT_THAT(page, HasSubstr("lognormal p99"));
    EXPECT_THAT(page, HasSubstr("12.7 .. 13.4"));
    EXPECT_THAT(page, HasSubstr("(the highest tried)"));
    EXPECT_THAT(page, HasSubstr("TRUSTED"));
    EXPECT_EQ(exit_code_of(trusted()), ExitCode::pass);
}

TEST(SelftestWriterTest, NamesEveryDoubt) {
    scenarios::SelftestResult result = trusted();
    result.checks[0].passed = false;
    result.host.rate_at_1ms.reset();
    const std::string page = console_of(result);
    EXPECT_THAT(page, HasSubstr("doubt: check failed: lognormal p99"));
    EXPECT_THAT(page, HasSubstr("doubt: at no rate"));
    EXPECT_THAT(page, HasSubstr("DOUBTFUL"));
    EXPECT_EQ(exit_code_of(result), ExitCode::invalid_run);
    const auto json = json_of(result);
    EXPECT_EQ(json["verdict"]["exit_code"], 122);
    EXPECT_EQ(json["verdict"]["doubts"].size(), 2U);
}

TEST(SelftestWriterTest, WhatIsNotKnownIsNull) {
    const auto json = json_of(trusted());
    EXPECT_TRUE(json["host"]["rate_with_wake_lag_p99_below_0_1_ms"].is_null());
    EXPECT_TRUE(json["host"]["steal"].is_null());
    EXPECT_EQ(json["host"]["rate_with_wake_lag_p99_below_1_ms"], 64'000);
    EXPECT_EQ(json["host"]["clock_cost_ns"], 22);
    EXPECT_EQ(json["checks"][0]["at_most"], 13.4);
}

}  // namespace
}  // namespace sark::reports
