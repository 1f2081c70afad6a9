#include "bench/capacity/model_prediction.hpp"

#include <gtest/gtest.h>

namespace sark::capacity {
namespace {

using namespace std::chrono_literals;
using reports::planning::CapacityFigures;

/// One process that holds 1000/s: 1 ms at 100/s, 4 ms at 300/s.
CapacityFigures measured() {
    CapacityFigures figures;
    figures.holds_per_s = 1000.0;
    for (const auto& [per_s, time] : {std::pair(100.0, 1ms), std::pair(300.0, 4ms)}) {
        workloads::Histogram answers;
        answers.record_many(time, 1000);
        figures.paced.push_back({per_s, answers, 0.9 * to_ms(time), 1.2 * to_ms(time)});
    }
    return figures;
}

TEST(ModelPredictionTest, EachOfSeveralAnswersAsOneDoesAtItsRate) {
    for (const unsigned processes : {1U, 2U, 4U}) {
        const auto prediction = predict(measured(), 200.0, processes);
        ASSERT_TRUE(prediction) << describe(prediction.error());
        EXPECT_NEAR(prediction->p95_ms, 1.6, 0.01) << processes;
        EXPECT_NEAR(prediction->low_ms, 1.44, 0.01);
        EXPECT_NEAR(prediction->high_ms, 1.92, 0.01);
    }
}

TEST(ModelPredictionTest, MoreThanWasMeasuredIsNotPredicted) {
    const auto prediction = predict(measured(), 301.0, 2);
    ASSERT_FALSE(prediction);
    EXPECT_EQ(prediction.error().code, Errc::invalid_argument);
}

TEST(ModelPredictionTest, WithoutResponseTimesByRateNothingIsPredicted) {
    CapacityFigures figures = measured();
    figures.paced.clear();
    EXPECT_FALSE(predict(figures, 200.0, 1));
}

TEST(NeighbourRatesTest, ARateLiesBetweenTwoMeasuredOnes) {
    const auto rates = neighbours_of(measured(), 150.0);
    ASSERT_TRUE(rates);
    EXPECT_EQ(rates->below_per_s, 100.0);
    EXPECT_EQ(rates->above_per_s, 300.0);
}

TEST(NeighbourRatesTest, AMeasuredRateIsRefusedAsItWouldOnlyBeRepeated) {
    for (const double per_s : {100.0, 101.0, 299.0, 300.0})
        EXPECT_FALSE(neighbours_of(measured(), per_s)) << per_s;
}

TEST(NeighbourRatesTest, RatesBeyondAllMeasuredOnesAreRefused) {
    EXPECT_FALSE(neighbours_of(measured(), 50.0));
    EXPECT_FALSE(neighbours_of(measured(), 400.0));
    EXPECT_FALSE(neighbours_of(CapacityFigures{}, 50.0));
}

}  // namespace
}  // namespace sark::capacity
