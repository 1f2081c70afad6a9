#include "scenarios/environment/replica_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(LagTallyTest, KeepsMaximaAndMeansOfWhatWasMeasured) {
    LagTally tally;
    tally.add({100.0, std::nullopt});
    tally.add({300.0, 4.0});
    tally.add({200.0, 2.0});
    EXPECT_THAT(tally.figures(), ElementsAre(Pair("samples", 3.0), Pair("bytes_max", 300.0),
                                             Pair("bytes_mean", 200.0), Pair("timed_samples", 2.0),
                                             Pair("ms_max", 4.0), Pair("ms_mean", 3.0)));
}

TEST(LagTallyTest, NothingMeasuredIsNotALagOfNothing) {
    EXPECT_THAT(LagTally().figures(), IsEmpty());
    LagTally untimed;
    untimed.add({0.0, std::nullopt});
    EXPECT_THAT(untimed.figures(),
                ElementsAre(Pair("samples", 1.0), Pair("bytes_max", 0.0), Pair("bytes_mean", 0.0)));
}

TEST(ReplicaWatchTest, SamplesAtBothEndsOfAWindowAndForgetsTheOneBefore) {
    double bytes = 50.0;
    ReplicaWatch watch([&bytes] { return std::optional(LagSample{bytes, std::nullopt}); });
    EXPECT_THAT(watch.figures(), IsEmpty());
    watch.begin();
    watch.end();
    EXPECT_THAT(watch.figures(), testing::Contains(Pair("bytes_max", 50.0)));
    bytes = 10.0;
    watch.begin();
    watch.end();
    EXPECT_THAT(watch.figures(), testing::Contains(Pair("bytes_max", 10.0)));
    EXPECT_THAT(watch.figures(), testing::Contains(Pair("samples", testing::Ge(1.0))));
}

TEST(ReplicaWatchTest, AReplicaThatDoesNotAnswerHasNoFigures) {
    ReplicaWatch watch([] { return std::optional<LagSample>(); });
    watch.begin();
    watch.end();
    EXPECT_THAT(watch.figures(), IsEmpty());
}

}  // namespace
}  // namespace sark::scenarios
