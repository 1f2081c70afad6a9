#include "reports/sweep/sweep_figure.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

std::vector<std::optional<double>> up_to(int last) {
    std::vector<std::optional<double>> values;
    for (int i = last; i >= 1; --i) values.emplace_back(i);
    return values;
}

TEST(SweepFigureTest, TheMedianIsAValueThatWasMeasured) {
    EXPECT_EQ(figure_of(up_to(5)).median, 3.0);
    EXPECT_EQ(figure_of(up_to(6)).median, 3.0);
    EXPECT_EQ(figure_of({std::nullopt, 2.0}).median, 2.0);
    EXPECT_EQ(figure_of({std::nullopt}).median, std::nullopt);
    EXPECT_EQ(figure_of({}).median, std::nullopt);
}

/// The ranks of the sign test's tables at 95 %: none below 6; 1 and n up to 8; 2 and n-1 from 9.
TEST(SweepFigureTest, TheIntervalIsThatOfTheSignTest) {
    EXPECT_FALSE(figure_of(up_to(5)).ci95);
    EXPECT_EQ(figure_of(up_to(6)).ci95, std::pair(1.0, 6.0));
    EXPECT_EQ(figure_of(up_to(8)).ci95, std::pair(1.0, 8.0));
    EXPECT_EQ(figure_of(up_to(9)).ci95, std::pair(2.0, 8.0));
    EXPECT_EQ(figure_of(up_to(12)).ci95, std::pair(3.0, 10.0));
    EXPECT_EQ(figure_of(up_to(20)).ci95, std::pair(6.0, 15.0));
}

TEST(SweepFigureTest, RoundsWithoutTheFigureDoNotCount) {
    auto rounds = up_to(6);
    rounds.push_back(std::nullopt);
    EXPECT_EQ(figure_of(rounds).ci95, std::pair(1.0, 6.0));
    EXPECT_EQ(figure_of(rounds).rounds.size(), 7U);
}

}  // namespace
}  // namespace sark::reports
