#include "reports/history/course.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/reports/history/noise.hpp"

namespace sark::reports {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using Figures = std::vector<std::optional<double>>;

constexpr CourseScale latency{.is_ratio = true, .more_is_worse = true, .tolerance = 0.05};
constexpr CourseScale throughput{.is_ratio = true, .more_is_worse = false, .tolerance = 0.05};
constexpr CourseScale errors{.is_ratio = false, .more_is_worse = true, .tolerance = 0.001};

/// Ten milliseconds and 1 % of scatter, from `begin` on `factor` times as much.
Figures course(std::size_t runs, std::size_t begin, double factor) {
    Figures figures;
    const auto scatter = test::noise(runs, 7);
    for (std::size_t i = 0; i < runs; ++i)
        figures.emplace_back(10.0 * std::exp(0.01 * scatter[i]) * (i >= begin ? factor : 1.0));
    return figures;
}

TEST(CourseTest, ASlowerCourseIsARegressionWithItsSize) {
    const auto found = find_shifts(course(30, 20, 1.2), latency, {});
    ASSERT_THAT(found.shifts, SizeIs(1));
    const Shift& shift = found.shifts[0];
    EXPECT_EQ(shift.index, 20U);
    EXPECT_NEAR(shift.change, 1.2, 0.02);
    EXPECT_NEAR(shift.before, 10.0, 0.2);
    EXPECT_TRUE(shift.worse);
    EXPECT_TRUE(shift.regression);
    ASSERT_THAT(found.stretches, SizeIs(2));
    EXPECT_EQ(found.stretches[0].end, 20U);
    EXPECT_EQ(found.stretches[1].end, 30U);
}

TEST(CourseTest, AChangeWithinTheToleranceIsShownAndIsNoRegression) {
    const auto found = find_shifts(course(30, 15, 1.035), latency, {});
    ASSERT_THAT(found.shifts, SizeIs(1));
    EXPECT_TRUE(found.shifts[0].worse);
    EXPECT_FALSE(found.shifts[0].regression);
    EXPECT_FALSE(standing_regression(found, latency, 0));
}

TEST(CourseTest, WhatIsBetterIsNoRegression) {
    const auto faster = find_shifts(course(30, 20, 0.8), latency, {});
    ASSERT_THAT(faster.shifts, SizeIs(1));
    EXPECT_FALSE(faster.shifts[0].worse);
    const auto more = find_shifts(course(30, 20, 1.2), throughput, {});
    ASSERT_THAT(more.shifts, SizeIs(1));
    EXPECT_FALSE(more.shifts[0].worse);
    const auto less = find_shifts(course(30, 20, 0.8), throughput, {});
    ASSERT_THAT(less.shifts, SizeIs(1));
    EXPECT_TRUE(less.shifts[0].regression);
}

TEST(CourseTest, ProportionsChangeByPoints) {
    Figures figures(12, 0.0);
    figures.resize(24, 0.03);
    const auto found = find_shifts(figures, errors, {});
    ASSERT_THAT(found.shifts, SizeIs(1));
    EXPECT_EQ(found.shifts[0].index, 12U);
    EXPECT_NEAR(found.shifts[0].change, 0.03, 1e-12);
    EXPECT_TRUE(found.shifts[0].regression);
}

TEST(CourseTest, AbsentFiguresTakeNoPartAndKeepTheirPlaces) {
    Figures figures = course(33, 22, 1.5);
    figures[3] = std::nullopt;
    figures[22] = std::nullopt;
    figures[9] = 0.0;  // no logarithm
    const auto found = find_shifts(figures, latency, {});
    ASSERT_THAT(found.shifts, SizeIs(1));
    EXPECT_EQ(found.shifts[0].index, 23U);
    const auto none = find_shifts(Figures(20), latency, {});
    EXPECT_THAT(none.shifts, IsEmpty());
    EXPECT_THAT(none.stretches, IsEmpty());
}

TEST(CourseTest, ARegressionStandsWhileItIsRecentAndNotMended) {
    const auto found = find_shifts(course(30, 20, 1.3), latency, {});
    EXPECT_TRUE(standing_regression(found, latency, 20));
    EXPECT_FALSE(standing_regression(found, latency, 21)) << "it began before";
    Figures mended = course(60, 20, 1.3);
    for (std::size_t i = 40; i < 60; ++i) *mended[i] /= 1.3;
    const auto better = find_shifts(mended, latency, {});
    ASSERT_THAT(better.shifts, SizeIs(2));
    EXPECT_FALSE(standing_regression(better, latency, 0));
    Figures halfway = course(40, 20, 1.3);
    for (std::size_t i = 30; i < 40; ++i) *halfway[i] /= 1.1;
    EXPECT_TRUE(standing_regression(find_shifts(halfway, latency, {}), latency, 0))
        << "mended in part";
}

TEST(CourseTest, AConstantCourseDoesNotVary) {
    EXPECT_FALSE(varies(Figures{}));
    EXPECT_FALSE(varies(Figures{0.0, std::nullopt, 0.0}));
    EXPECT_TRUE(varies(Figures{0.0, std::nullopt, 0.1}));
}

}  // namespace
}  // namespace sark::reports
