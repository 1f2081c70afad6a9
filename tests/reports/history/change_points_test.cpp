#include "reports/history/change_points.hpp"

#include <gmock/gmock.h>

#include "tests/reports/history/noise.hpp"

namespace sark::reports {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<double> stepped(std::vector<double> values, std::size_t from, double step) {
    for (std::size_t i = from; i < values.size(); ++i) values[i] += step;
    return values;
}

TEST(ChangePointsTest, AStepIsFoundAtItsPlace) {
    const auto found = find_change_points(stepped(test::noise(40, 1), 25, 6.0), {});
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].index, 25U);
    EXPECT_LE(found[0].p, 0.01);
}

TEST(ChangePointsTest, TwoStepsAreFoundInOrder) {
    const auto found =
        find_change_points(stepped(stepped(test::noise(45, 2), 15, 8.0), 30, 8.0), {});
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].index, 15U);
    EXPECT_EQ(found[1].index, 30U);
}

TEST(ChangePointsTest, NoiseAloneRarelyChanges) {
    int alarms = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed)
        alarms += find_change_points(test::noise(30, seed), {.alpha = 0.01}).empty() ? 0 : 1;
    EXPECT_LE(alarms, 4);
}

TEST(ChangePointsTest, WanderingIsNoChange) {
    int alarms = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        alarms += find_change_points(test::noise(60, seed, 0.6), {.alpha = 0.01}).empty() ? 0 : 1;
    EXPECT_LE(alarms, 6) << "shuffles alone call about half of them changed";
}

TEST(ChangePointsTest, AWildValueNeitherMakesNorHidesAChange) {
    std::vector<double> flat = test::noise(30, 3);
    flat[12] = 1e6;
    EXPECT_THAT(find_change_points(flat, {}), IsEmpty());
    std::vector<double> values = stepped(test::noise(40, 4), 20, 6.0);
    values[5] = 1e6;
    const auto found = find_change_points(values, {});
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].index, 20U);
}

TEST(ChangePointsTest, NothingIsFoundInTooLittle) {
    EXPECT_THAT(find_change_points({}, {}), IsEmpty());
    const std::vector<double> five = {1, 1, 1, 9, 9};
    EXPECT_THAT(find_change_points(five, {}), IsEmpty());
    EXPECT_THAT(find_change_points(std::vector<double>(50, 2.0), {}), IsEmpty());
}

TEST(ChangePointsTest, TheSameValuesGiveTheSameAnswer) {
    const std::vector<double> values = stepped(test::noise(30, 6), 20, 1.5);
    const auto once = find_change_points(values, {.alpha = 0.05, .seed = 9});
    const auto again = find_change_points(values, {.alpha = 0.05, .seed = 9});
    ASSERT_EQ(once.size(), again.size());
    for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].p, again[i].p);
}

TEST(ChangePointsTest, FewRunsCannotBeSignificant) {
    EXPECT_FALSE(change_can_be_found(0, 0.01));
    EXPECT_FALSE(change_can_be_found(8, 0.01)) << "70 ways to choose 4 of 8";
    EXPECT_TRUE(change_can_be_found(9, 0.01)) << "126 ways to choose 4 of 9";
    EXPECT_FALSE(change_can_be_found(12, 1e-4));
    EXPECT_TRUE(change_can_be_found(16, 1e-4));
}

}  // namespace
}  // namespace sark::reports
