#include <cmath>

#include <gtest/gtest.h>

#include "workloads/arrivals/arrival.hpp"

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

constexpr int draws = 20'000;

double mean_ms(const ThinkTime& think) {
    double sum = 0.0;
    for (std::uint64_t i = 0; i < draws; ++i) sum += to_ms(think.after(3, i));
    return sum / draws;
}

TEST(ThinkTimeTest, ConstantIsAlwaysTheSame) {
    const ThinkTime think{80ms};
    for (std::uint64_t i = 0; i < 100; ++i) EXPECT_EQ(think.after(i, i), 80ms);
    EXPECT_EQ(ThinkTime{}.after(1, 1), 0ns);
}

TEST(ThinkTimeTest, UniformStaysBetweenItsEndsAndMeetsItsMean) {
    const ThinkTime think{50ms, 150ms, ThinkTime::Kind::uniform};
    for (std::uint64_t i = 0; i < draws; ++i) {
        EXPECT_GE(think.after(3, i), 50ms);
        EXPECT_LE(think.after(3, i), 150ms);
    }
    EXPECT_NEAR(mean_ms(think), 100.0, 4.0 * 100.0 / std::sqrt(12.0 * draws));
}

TEST(ThinkTimeTest, ExponentialMeetsItsMeanAndItsTail) {
    const ThinkTime think{100ms, 0ns, ThinkTime::Kind::exponential};
    EXPECT_NEAR(mean_ms(think), 100.0, 4.0 * 100.0 / std::sqrt(draws));
    int beyond = 0;
    for (std::uint64_t i = 0; i < draws; ++i) {
        EXPECT_GE(think.after(3, i), 0ns);
        beyond += think.after(3, i) > 230ms ? 1 : 0;
    }
    const double expected = draws * std::exp(-2.3);
    EXPECT_NEAR(beyond, expected, 4.0 * std::sqrt(expected));
}

TEST(ThinkTimeTest, IsAPureFunctionOfSeedAndArrival) {
    const ThinkTime think{100ms, 0ns, ThinkTime::Kind::exponential};
    EXPECT_EQ(think.after(1, 5), think.after(1, 5));
    EXPECT_NE(think.after(1, 5), think.after(2, 5));
    EXPECT_NE(think.after(1, 5), think.after(1, 6));
}

}  // namespace
}  // namespace sark::workloads
