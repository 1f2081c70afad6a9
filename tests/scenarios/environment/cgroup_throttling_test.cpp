#include "scenarios/environment/cgroup_throttling.hpp"

#include <gmock/gmock.h>

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CgroupThrottlingTest, ReadsBothVersionsOfTheFile) {
    EXPECT_EQ(parse_throttled_time("usage_usec 9\nnr_periods 5\nnr_throttled 2\n"
                                   "throttled_usec 1500\nnr_bursts 0\n"),
              1500us);
    EXPECT_EQ(parse_throttled_time("nr_periods 5\nnr_throttled 2\nthrottled_time 1500\n"), 1500ns);
}

TEST(CgroupThrottlingTest, AGroupWithoutAQuotaControllerSaysNothing) {
    EXPECT_FALSE(parse_throttled_time("usage_usec 9\nuser_usec 5\nsystem_usec 4\n"));
    EXPECT_FALSE(parse_throttled_time(""));
    EXPECT_FALSE(parse_throttled_time("throttled_usec lots"));
}

TEST(CgroupThrottlingTest, VersionTwoLooksAtTheGroupAndItsAncestors) {
    EXPECT_THAT(cpu_stat_files("0::/system.slice/bench.service\n", "/cg"),
                ElementsAre("/cg/system.slice/bench.service/cpu.stat", "/cg/system.slice/cpu.stat",
                            "/cg/cpu.stat"));
}

TEST(CgroupThrottlingTest, VersionOneLooksBelowItsCpuController) {
    EXPECT_THAT(cpu_stat_files("5:memory:/docker/a\n4:cpu,cpuacct:/docker/a\n3:cpuset:/\n", "/cg"),
                ElementsAre("/cg/cpu,cpuacct/docker/a/cpu.stat", "/cg/cpu,cpuacct/docker/cpu.stat",
                            "/cg/cpu,cpuacct/cpu.stat"));
}

TEST(CgroupThrottlingTest, LinesThatAreNoneAreSkipped) {
    EXPECT_THAT(cpu_stat_files("", "/cg"), IsEmpty());
    EXPECT_THAT(cpu_stat_files("nonsense\n2:cpuacct:/a\n", "/cg"), IsEmpty());
}

TEST(CgroupThrottlingTest, NeverRunsBackwardsHere) {
    const auto first = read_throttled_time();
    const auto second = read_throttled_time();
    ASSERT_EQ(first.has_value(), second.has_value());
    EXPECT_LE(first.value_or(0ns), second.value_or(0ns));
}

}  // namespace
}  // namespace sark::scenarios
