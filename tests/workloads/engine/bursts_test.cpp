#include "workloads/arrivals/bursts.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "workloads/arrivals/arrival_schedule.hpp"

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

OpenArrivals with_bursts(OpenArrivals arrivals, Bursts bursts) {
    arrivals.bursts = bursts;
    return arrivals;
}

std::vector<Nanos> offsets_of(const OpenArrivals& arrivals) {
    ArrivalSchedule schedule(arrivals, 1);
    std::vector<Nanos> offsets;
    while (const auto offset = schedule.next()) offsets.push_back(*offset);
    return offsets;
}

TEST(BurstsTest, EachPeriodEndsWithOne) {
    const auto offsets = offsets_of(with_bursts({10.0, {{20s, 10.0}}}, {5s, 1s, 200.0}));
    ASSERT_EQ(offsets.size(), 4U * (40U + 200U));
    for (const Nanos offset : offsets) {
        const bool bursting = offset % 5s >= 4s;
        const auto near = std::count_if(offsets.begin(), offsets.end(),
                                        [&](Nanos other) { return other / 1s == offset / 1s; });
        ASSERT_EQ(near, bursting ? 200 : 10);
    }
}

TEST(BurstsTest, ARampGoesOnAsIfThereHadBeenNone) {
    const OpenArrivals plain{0.0, {{10s, 100.0}, {10s, 100.0}}};
    const OpenArrivals cut = with_bursts(plain, {4s, 500ms, 1000.0});
    // The base curve's integral outside the bursts plus the bursts' own.
    double expected = 5 * 500.0;
    for (double at = 0.0005; at < 20.0; at += 0.001)
        if (std::fmod(at, 4.0) < 3.5)
            expected += 0.001 * std::min(100.0, at * 10.0);
    EXPECT_NEAR(ArrivalSchedule(cut, 1).expected_arrivals(), expected, 0.01);
    EXPECT_EQ(ArrivalSchedule(cut, 1).duration(), 20s);
}

TEST(BurstsTest, ABurstCutByTheEndEndsThere) {
    const auto arrivals = with_bursts({0.0, {{9500ms, 0.0}}}, {10s, 1s, 100.0});
    EXPECT_EQ(offsets_of(arrivals).size(), 50U);
    EXPECT_EQ(offsets_of(arrivals).front(), 9s);
}

TEST(BurstsTest, ARunShorterThanThePeriodsCalmPartHasNone) {
    const auto arrivals = with_bursts({10.0, {{2s, 10.0}}}, {10s, 1s, 100.0});
    EXPECT_EQ(offsets_of(arrivals).size(), 20U);
}

TEST(BurstsTest, WithoutBurstsTheStagesAreUnchanged) {
    const OpenArrivals plain{5.0, {{1s, 10.0}, {0s, 3.0}, {2s, 3.0}}};
    EXPECT_EQ(stages_with_bursts(plain).size(), 3U);
}

}  // namespace
}  // namespace sark::workloads
