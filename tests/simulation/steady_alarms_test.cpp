#include "tests/simulation/steady_alarms.hpp"

#include <gtest/gtest.h>

namespace sark::test {
namespace {

TEST(SteadyAlarmsTest, SteadyRunsAreSeldomCalledAnythingElse) {
    struct Case {
        LatencyProcess process;
        unsigned alarms_max;  // of 60; six stalls in 30 s do cluster at times
    };
    for (const auto& [process, alarms_max] :
         {Case{independent(100, 30), 6}, Case{autoregressive(0.9, 100, 30), 9},
          Case{stalls(1.0, 0.1, 0.3, 100, 30), 9}, Case{stalls(5.0, 0.1, 0.5, 100, 30), 18}}) {
        const SteadyAlarms alarms = count_steady_alarms(process, 60, 5);
        EXPECT_EQ(alarms.runs, 60U);
        EXPECT_LE(alarms.cut + alarms.none, alarms_max) << process.name;
    }
}

}  // namespace
}  // namespace sark::test
