#include "scenarios/selftest/delay_script.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;

std::vector<Nanos> sorted_delays(const DelayScript& script) {
    std::vector<Nanos> delays;
    for (std::uint64_t i = 0; i < script.count(); ++i) delays.push_back(script.at(i));
    std::ranges::sort(delays);
    return delays;
}

TEST(DelayScriptTest, HandsOutEveryDelayOnceAndThenAgain) {
    for (const std::size_t count : {1U, 2U, 7U, 1000U, 2000U, 11'000U}) {
        const auto script = DelayScript::lognormal(2ms, 0.8, count);
        const auto delays = sorted_delays(script);
        EXPECT_EQ(std::ranges::adjacent_find(delays), delays.end()) << count;
        EXPECT_EQ(script.at(0), script.at(count));
    }
}

TEST(DelayScriptTest, QuantilesAreThoseOfWhatItHandsOut) {
    const auto script = DelayScript::lognormal(2ms, 0.8, 10'000);
    const auto delays = sorted_delays(script);
    EXPECT_EQ(script.quantile(0.5), delays[4'999]);
    EXPECT_EQ(script.quantile(0.99), delays[9'899]);
    EXPECT_EQ(script.quantile(0.999), delays[9'989]);
    EXPECT_EQ(script.quantile(0.0), delays.front());
    EXPECT_EQ(script.quantile(1.0), delays.back());
}

TEST(DelayScriptTest, LognormalQuantilesAreTheTextbooks) {
    const auto script = DelayScript::lognormal(2ms, 0.8, 100'000);
    EXPECT_NEAR(to_seconds(script.quantile(0.5)), 0.002, 1e-6);
    EXPECT_NEAR(to_seconds(script.quantile(0.99)), 0.002 * std::exp(0.8 * 2.326348), 1e-5);
    EXPECT_NEAR(to_seconds(script.quantile(0.999)), 0.002 * std::exp(0.8 * 3.090232), 1e-4);
}

TEST(DelayScriptTest, BimodalSplitsWhereItShould) {
    const auto script = DelayScript::bimodal(1ms, 20ms, 0.1, 1'000);
    const auto delays = sorted_delays(script);
    EXPECT_EQ(std::ranges::count(delays, Nanos{20ms}), 100);
    EXPECT_EQ(script.quantile(0.9), 1ms);
    EXPECT_EQ(script.quantile(0.901), 20ms);
}

TEST(DelayScriptTest, TheOrderHasNothingToDoWithTheSize) {
    const auto script = DelayScript::lognormal(2ms, 0.8, 10'000);
    // Any stretch of a hundredth has about half of its delays above the median.
    for (std::uint64_t begin = 0; begin < 10'000; begin += 100) {
        int above = 0;
        for (std::uint64_t i = begin; i < begin + 100; ++i) above += script.at(i) > 2ms ? 1 : 0;
        EXPECT_NEAR(above, 50, 5) << begin;
    }
}

TEST(DelayScriptTest, TheNormalQuantileIsTheInverseOfTheDistribution) {
    for (const double p : {1e-6, 0.001, 0.02, 0.3, 0.5, 0.7, 0.98, 0.999, 1.0 - 1e-6})
        EXPECT_NEAR(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)), p, 1e-9) << p;
}

}  // namespace
}  // namespace sark::scenarios
