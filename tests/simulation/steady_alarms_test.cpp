#include "tests/simulation/steady_alarms.hpp"

#include <gtest/gtest.h>

namespace sark::test {
namespace {

TEST(SteadyAlarmsTest, SteadyRunsAreSeldomCalledAnythingElse) {
    for (const LatencyProcess& process :
         {independent(100, 30), autoregressive(0.9, 100, 30), stalls(1.0, 0.1, 0.3, 100, 30)}) {
        const SteadyAlarms alarms = count_steady_alarms(process, 60, 5);
        EXPECT_EQ(alarms.runs, 60U);
        EXPECT_LE(alarms.cut + alarms.none, 9U) << process.name;
    }
}

}  // namespace
}  // namespace sark::test
