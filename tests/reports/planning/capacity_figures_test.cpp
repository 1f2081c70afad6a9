#include "reports/planning/capacity_figures.hpp"

#include <functional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sark::reports::planning {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

Json operation(const char* name, Nanos time, std::uint64_t count) {
    workloads::Histogram histogram;
    histogram.record_many(time, count);
    return {{"name", name},
            {"load", "main"},
            {"driver", "http"},
            {"share", 0.5},
            {"service_time", workloads::encode_v2(histogram)}};
}

Json capacity() {
    return {{"schema_version", 1},
            {"scenario", "policy_evaluation"},
            {"started_at", "2026-01-31T12:00:00Z"},
            {"outcome", "found"},
            {"holds_per_s", 1800.0},
            {"breaks_per_s", 1950.0},
            {"confirmed", true},
            {"knee_per_s", 1500.0},
            {"limit", {{"resource", "pool"}}},
            {"usl",
             {{"over", "concurrency"},
              {"lambda", 700.0},
              {"alpha", 0.2},
              {"beta", 0.001},
              {"accepted", true},
              {"reason", ""},
              {"peak_per_s", 2100.0}}},
            {"operations", {operation("a", 1ms, 3), operation("b", 3ms, 1)}},
            {"machine", {{"cpus", 2}, {"shares_host", true}}}};
}

TEST(CapacityFiguresTest, ReadsWhatAPlanNeeds) {
    const auto figures = read_capacity(capacity().dump(), "capacity.json");
    ASSERT_TRUE(figures) << describe(figures.error());
    EXPECT_EQ(figures->source, "capacity run of policy_evaluation, 2026-01-31T12:00:00Z");
    EXPECT_DOUBLE_EQ(figures->holds_per_s, 1800.0);
    EXPECT_EQ(figures->limited_by, "pool");
    EXPECT_TRUE(figures->confirmed);
    ASSERT_TRUE(figures->usl);
    EXPECT_DOUBLE_EQ(figures->usl->contention.alpha, 0.2);
    ASSERT_TRUE(figures->service);
    EXPECT_EQ(figures->service->count(), 4U);
    EXPECT_EQ(figures->driver, "http");
    EXPECT_EQ(figures->cpus, 2U);
    EXPECT_TRUE(figures->shares_host);
}

TEST(CapacityFiguresTest, ARefusedFitIsAbsentWithItsReason) {
    Json document = capacity();
    document["usl"]["accepted"] = false;
    document["usl"]["reason"] = "residuals of 30 %";
    const auto figures = read_capacity(document.dump(), "capacity.json");
    ASSERT_TRUE(figures);
    EXPECT_FALSE(figures->usl);
    EXPECT_EQ(figures->usl_refused, "residuals of 30 %");
}

TEST(CapacityFiguresTest, TimesOfOneUserAloneAreThereWhenEveryOperationHasThem) {
    Json document = capacity();
    const auto read = [&] { return read_capacity(document.dump(), "capacity.json"); };
    EXPECT_FALSE(read()->alone) << "older files have none";
    document["operations"][0]["alone_service_time"] = operation("a", 400us, 10)["service_time"];
    document["operations"][1]["alone_service_time"] = nullptr;
    EXPECT_FALSE(read()->alone) << "they would be those of another mix";
    document["operations"][1]["alone_service_time"] = operation("b", 2ms, 5)["service_time"];
    ASSERT_TRUE(read()->alone);
    EXPECT_EQ(read()->alone->count(), 15U);
    document["operations"][1]["alone_service_time"] = "HISTFxx";
    EXPECT_NE(read().error().message.find("alone_service_time"), std::string::npos);
}

Json paced(double rate, Nanos time) {
    return {{"rate", rate},
            {"windows", 3},
            {"p95_low_ms", 0.9},
            {"p95_high_ms", 1.4},
            {"response_time", operation("a", time, 10)["service_time"]}};
}

TEST(CapacityFiguresTest, ResponseTimesByRateAreThereWhenTheFileHasThem) {
    Json document = capacity();
    EXPECT_TRUE(read_capacity(document.dump(), "capacity.json")->paced.empty())
        << "older files have none";
    document["paced"] = {paced(180.0, 1ms), paced(450.0, 2ms)};
    document["random_arrivals"] = true;
    const auto figures = read_capacity(document.dump(), "capacity.json");
    ASSERT_TRUE(figures) << describe(figures.error());
    ASSERT_EQ(figures->paced.size(), 2U);
    EXPECT_DOUBLE_EQ(figures->paced[1].per_s, 450.0);
    EXPECT_EQ(figures->paced[1].answers.count(), 10U);
    EXPECT_DOUBLE_EQ(figures->paced[1].p95_high_ms, 1.4);
    EXPECT_TRUE(figures->random_arrivals);
}

TEST(CapacityFiguresTest, ASearchWithoutABreakIsReadable) {
    Json document = capacity();
    document["breaks_per_s"] = nullptr;
    document["confirmed"] = false;
    const auto figures = read_capacity(document.dump(), "capacity.json");
    ASSERT_TRUE(figures);
    EXPECT_FALSE(figures->breaks_per_s);
    EXPECT_FALSE(figures->confirmed);
}

TEST(CapacityFiguresTest, WhatIsNoCapacityResultIsRefused) {
    const auto refused = [](const std::function<void(Json&)>& damage) {
        Json document = capacity();
        damage(document);
        const auto figures = read_capacity(document.dump(), "capacity.json");
        EXPECT_FALSE(figures);
        if (figures)
            return std::string();
        EXPECT_EQ(figures.error().where, "capacity.json");
        EXPECT_EQ(figures.error().code, Errc::invalid_argument);
        return figures.error().message;
    };
    EXPECT_NE(refused([](Json& d) { d["holds_per_s"] = nullptr; }).find("no rate"),
              std::string::npos);
    refused([](Json& d) { d["schema_version"] = 2; });
    refused([](Json& d) { d.erase("holds_per_s"); });
    refused([](Json& d) { d.erase("usl"); });
    refused([](Json& d) { d["usl"]["lambda"] = nullptr; });
    refused([](Json& d) { d["usl"]["alpha"] = -1; });
    refused([](Json& d) { d["operations"] = 3; });
    refused([](Json& d) { d["operations"][0]["service_time"] = "HISTFxx"; });
    refused([](Json& d) { d["operations"][0] = "a"; });
    refused([](Json& d) { d["breaks_per_s"] = 10; });
    refused([](Json& d) { d["holds_per_s"] = -5; });
    refused([](Json& d) { d["paced"] = 3; });
    refused([](Json& d) { d["paced"] = {paced(450.0, 1ms), paced(180.0, 1ms)}; });
    refused([](Json& d) { d["paced"] = {paced(0.0, 1ms), paced(180.0, 1ms)}; });
    refused([](Json& d) {
        d["paced"] = {paced(450.0, 1ms), paced(500.0, 1ms)};
        d["paced"][1]["response_time"] = "HISTFxx";
    });
    refused([](Json& d) {
        d["paced"] = {paced(450.0, 1ms), paced(500.0, 1ms)};
        d["paced"][0]["p95_low_ms"] = 2.0;
    });
    EXPECT_FALSE(read_capacity("{\"a\":", "capacity.json"));
    EXPECT_FALSE(read_capacity("[1]", "capacity.json"));
    EXPECT_FALSE(read_capacity("", "capacity.json"));
}

}  // namespace
}  // namespace sark::reports::planning
