#include "reports/planning/pod_model.hpp"

#include <chrono>
#include <cmath>

#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

/// One pod with so many places, whose work takes 10 ms in the mean; `load` is per place.
PodModel station(std::size_t slots, double load, WorkTimes work) {
    PodModel model{.pods = 1, .pod_work = std::move(work)};
    model.pod_slots = slots;
    model.rate_per_s = load * static_cast<double>(slots) / 0.010;
    return model;
}

/// Erlang's C formula: the chance that an arrival at c servers with `offered` erlangs waits.
double chance_to_wait(double c, double offered) {
    double term = 1.0;
    double sum = 1.0;
    for (double k = 1.0; k < c; k += 1.0) {
        term *= offered / k;
        sum += term;
    }
    const double last = term * offered / c / (1.0 - offered / c);
    return last / (sum + last);
}

TEST(PodModelTest, OneServerHasTheResponseTimeOfTheBooks) {
    PodModel model = station(1, 0.5, WorkTimes::exponential(0.010));
    const PodModelResult result = simulate(model);
    EXPECT_NEAR(result.mean_s, 0.020, 0.020 * 0.02) << "M/M/1: 1 / (mu - lambda)";
    EXPECT_NEAR(result.p95_s, 0.020 * std::log(20.0), 0.06 * 0.02) << "exponential too";
}

TEST(PodModelTest, FourServersWaitAsErlangHasIt) {
    PodModel model = station(4, 0.7, WorkTimes::exponential(0.010));
    model.seed = 2;
    const double wait = chance_to_wait(4, 2.8) * 0.010 / (4 - 2.8);
    EXPECT_NEAR(simulate(model).mean_stretch_s, wait, wait * 0.02) << "M/M/4";
}

TEST(PodModelTest, ConstantWorkWaitsHalfAsLong) {
    PodModel model = station(1, 0.5, WorkTimes::constant(0.010));
    EXPECT_NEAR(simulate(model).mean_stretch_s, 0.005, 0.005 * 0.02)
        << "M/D/1: rho S / 2 (1 - rho)";
}

TEST(PodModelTest, FullContentionIsASharedProcessor) {
    PodModel model = station(1, 0.5, WorkTimes::constant(0.010));
    model.pod_slots = SharedStation::unlimited;
    model.pod_contention = {1.0, 0.0};
    EXPECT_NEAR(simulate(model).mean_s, 0.020, 0.020 * 0.02) << "M/G/1-PS: S / (1 - rho)";
}

TEST(PodModelTest, PodsShareARateAndNoQueue) {
    PodModel four = station(1, 0.5, WorkTimes::exponential(0.010));
    four.rate_per_s *= 4;
    four.pods = 4;
    four.requests = 30'000;
    EXPECT_NEAR(simulate(four).mean_s, 0.020, 0.020 * 0.04) << "four queues of one server";
}

TEST(PodModelTest, TheDatabaseIsSharedByAllPods) {
    PodModel model{.pods = 10, .pod_work = WorkTimes::constant(0.001)};
    model.rate_per_s = 50;
    model.requests = 30'000;
    model.database = DatabaseModel{.work = WorkTimes::exponential(0.010)};
    model.database->slots = 1;
    EXPECT_NEAR(simulate(model).mean_s, 0.021, 0.021 * 0.03) << "M/M/1 behind a delay";
    model.database->visits_per_request = 0.5;
    EXPECT_LT(simulate(model).mean_s, 0.010);
}

TEST(PodModelTest, ASmallPoolMakesRequestsWaitForAConnection) {
    PodModel model{.pods = 1, .pod_work = WorkTimes::constant(1e-6)};
    model.rate_per_s = 50;
    model.requests = 30'000;
    model.database = DatabaseModel{.work = WorkTimes::exponential(0.010)};
    model.database->pool = {1, 0};
    const PodModelResult result = simulate(model);
    EXPECT_NEAR(result.mean_pool_wait_s, 0.010, 0.010 * 0.05) << "M/M/1 at the pool";
    EXPECT_NEAR(result.busy_connections, 0.5, 0.02);
    model.database->pool = {20, 10};
    EXPECT_DOUBLE_EQ(simulate(model).mean_pool_wait_s, 0.0);
}

/// Measured at 100/s, where it took 10 ms, and at 400/s, where it took 40 ms.
TimesByRate measured_pod() {
    const auto always = [](Nanos time) {
        workloads::Histogram histogram;
        histogram.record_many(time, 1'000);
        return WorkTimes::measured(histogram, 0.0);
    };
    return TimesByRate({{100.0, always(std::chrono::milliseconds(10))},
                        {400.0, always(std::chrono::milliseconds(40))}});
}

TEST(PodModelTest, WhatWasMeasuredAtAPodsLoadIsItsLatency) {
    PodModel model{.pods = 4, .pod_work = WorkTimes::constant(1.0)};
    model.pod_measured = measured_pod();
    model.rate_per_s = 400.0;
    model.requests = 3'000;
    EXPECT_NEAR(simulate(model).p95_s, 0.010, 1e-4) << "100/s each";
    EXPECT_NEAR(simulate(model).mean_stretch_s, 0.0, 1e-9) << "its waits are in it";
    model.pods = 2;
    EXPECT_DOUBLE_EQ(pod_rate_of(model), 200.0);
    EXPECT_NEAR(simulate(model).p95_s, 1.0 / (2.0 / 3.0 / 0.010 + 1.0 / 3.0 / 0.040), 1e-4);
    model.pods = 1;
    EXPECT_NEAR(simulate(model).p95_s, 0.040, 4e-4) << "400/s";
}

TEST(PodModelTest, MoreThanWasMeasuredIsNotPredicted) {
    PodModel model{.pods = 4, .pod_work = WorkTimes::constant(1.0)};
    model.pod_measured = measured_pod();
    model.rate_per_s = 1700.0;
    model.requests = 3'000;
    EXPECT_TRUE(simulate(model).overloaded);
    model.rate_per_s = 1600.0;
    EXPECT_FALSE(simulate(model).overloaded);
    model.database = DatabaseModel{.work = WorkTimes::constant(1.0)};
    model.database->pool = {100, 0};
    model.database->measured = measured_pod();
    EXPECT_TRUE(simulate(model).overloaded) << "1,600 queries/s at a database seen at 400/s";
    model.database->visits_per_request = 0.25;
    EXPECT_NEAR(simulate(model).mean_s, 0.050, 0.005) << "40 ms, and a quarter of another 40 ms";
}

TEST(PodModelTest, LittlesLawHolds) {
    PodModel model = station(4, 0.7, WorkTimes::exponential(0.010));
    model.requests = 20'000;
    const PodModelResult result = simulate(model);
    EXPECT_NEAR(result.in_flight, result.mean_s * model.rate_per_s, result.in_flight * 0.03);
}

TEST(PodModelTest, TooMuchLoadIsSaidInsteadOfAPercentile) {
    PodModel model = station(1, 1.1, WorkTimes::exponential(0.010));
    model.requests = 20'000;
    EXPECT_TRUE(simulate(model).overloaded);
    model.pod_slots = SharedStation::unlimited;
    model.pod_contention = {0.2, 0.05};
    EXPECT_TRUE(simulate(model).overloaded) << "beyond the peak of the law";
}

TEST(PodModelTest, TheSameSeedGivesTheSameResult) {
    PodModel model = station(2, 0.6, WorkTimes::exponential(0.010));
    model.requests = 2'000;
    const double first = simulate(model).p99_s;
    EXPECT_DOUBLE_EQ(simulate(model).p99_s, first);
    model.seed = 7;
    EXPECT_NE(simulate(model).p99_s, first);
}

}  // namespace
}  // namespace sark::reports::planning
