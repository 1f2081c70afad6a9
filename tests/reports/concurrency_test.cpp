#include "reports/statistics/concurrency.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

workloads::LoadTally load_of(double in_flight_s, double service_s, double edge_s) {
    workloads::LoadTally load;
    load.measured = std::chrono::seconds(10);
    load.in_flight_seconds = in_flight_s;
    load.service_seconds = service_s;
    load.edge_seconds = edge_s;
    return load;
}

TEST(ConcurrencyTest, IsPerSecondOfTheWindow) {
    const auto use = concurrency_of(load_of(50.0, 40.0, 5.0));
    ASSERT_TRUE(use);
    EXPECT_DOUBLE_EQ(use->in_flight, 5.0);
    EXPECT_DOUBLE_EQ(use->accounted, 4.0);
    EXPECT_DOUBLE_EQ(use->gap(), 1.0);
    EXPECT_DOUBLE_EQ(use->tolerance(), 0.25 + 0.01);
    EXPECT_DOUBLE_EQ(use->utmost(), 0.25 + 0.01 + 0.5);
    EXPECT_FALSE(use->agrees());
}

TEST(ConcurrencyTest, AgreesWithinFivePercent) {
    EXPECT_TRUE(concurrency_of(load_of(50.0, 48.0, 0.0))->agrees());
    EXPECT_TRUE(concurrency_of(load_of(48.0, 50.0, 0.0))->agrees());
    EXPECT_FALSE(concurrency_of(load_of(50.0, 46.0, 0.0))->agrees());
}

TEST(ConcurrencyTest, AMeanThatIsHalfTheTruthIsSeen) {
    EXPECT_FALSE(concurrency_of(load_of(500.0, 263.0, 1.0))->agrees());
}

TEST(ConcurrencyTest, CountsWhatWasNeverAnswered) {
    workloads::LoadTally load = load_of(0.0, 0.0, 0.0);
    load.unanswered_per_connection = {1, 0, 41};
    EXPECT_DOUBLE_EQ(concurrency_of(load)->unanswered, 42.0);
    EXPECT_GT(concurrency_of(load)->utmost(), 42.0);
    EXPECT_TRUE(concurrency_of(load)->agrees());
}

TEST(ConcurrencyTest, NoWindowNoLaw) {
    workloads::LoadTally load = load_of(1.0, 1.0, 0.0);
    load.measured = Nanos{0};
    EXPECT_FALSE(concurrency_of(load));
}

}  // namespace
}  // namespace sark::reports
