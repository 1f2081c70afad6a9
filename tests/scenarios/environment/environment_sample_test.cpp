#include "scenarios/environment/environment_sample.hpp"

#include <gmock/gmock.h>

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using Sample = TestEnvironment::Sample;

struct Difference {
    CpuUse cpu;
    Evidence evidence;
};

Difference difference(const Sample& begin, const Sample& end, double seconds) {
    Difference result;
    TestEnvironment::difference(begin, end, from_seconds(seconds), result.cpu, result.evidence);
    return result;
}

std::uint64_t ticks(double cpu_seconds) {
    return static_cast<std::uint64_t>(cpu_seconds * ticks_per_second());
}

TEST(EnvironmentSampleTest, CountsInCoresAndGivesTheRestToOthers) {
    Sample begin;
    begin.machine = MachineTicks{ticks(100), ticks(10)};
    begin.service_ticks = ticks(50);
    begin.own_cpu_s = 1.0;
    Sample end;
    end.machine = MachineTicks{ticks(110), ticks(11)};
    end.service_ticks = ticks(53);
    end.own_cpu_s = 6.0;
    const CpuUse cpu = difference(begin, end, 10.0).cpu;
    EXPECT_DOUBLE_EQ(cpu.generator, 0.5);
    EXPECT_DOUBLE_EQ(cpu.services, 0.3);
    EXPECT_DOUBLE_EQ(cpu.steal, 0.1);
    ASSERT_TRUE(cpu.others);
    EXPECT_NEAR(*cpu.others, 0.2, 1e-9);
}

TEST(EnvironmentSampleTest, OthersAreNeverLessThanNothing) {
    Sample begin;
    begin.machine = MachineTicks{};
    begin.service_ticks = 0;
    Sample end;
    end.machine = MachineTicks{ticks(1), 0};  // the kernel counts the parts in other steps
    end.service_ticks = ticks(0.7);
    end.own_cpu_s = 0.5;
    EXPECT_EQ(difference(begin, end, 1.0).cpu.others, 0.0);
}

TEST(EnvironmentSampleTest, ThrottlingIsAShareOfTheWindow) {
    Sample begin;
    begin.throttled = std::chrono::milliseconds(1'500);
    Sample end;
    end.throttled = std::chrono::milliseconds(2'000);
    EXPECT_DOUBLE_EQ(difference(begin, end, 10.0).cpu.throttled.value_or(-1), 0.05);
    EXPECT_FALSE(difference({}, end, 10.0).cpu.throttled) << "absent, not zero";
}

TEST(EnvironmentSampleTest, OthersAreUnknownWhenAServiceWasNotFound) {
    Sample begin;
    begin.machine = MachineTicks{};
    Sample end;
    end.machine = MachineTicks{ticks(1), 0};
    EXPECT_FALSE(difference(begin, end, 1.0).cpu.others);
}

TEST(EnvironmentSampleTest, NoTimeNoCpu) {
    const CpuUse cpu = difference({}, {}, 0.0).cpu;
    EXPECT_EQ(cpu.generator, 0.0);
    EXPECT_FALSE(cpu.others);
}

TEST(EnvironmentSampleTest, ReportsWhatEachStoreCounted) {
    Sample begin;
    begin.postgres = {{"xact_commit", 100}, {"deadlocks", 2}};
    begin.redis = {{"keyspace_hits", 5}};
    begin.core = {{"sark_cache_hits_total{level=\"l1\"}", 1}};
    Sample end;
    end.postgres = {{"xact_commit", 150}, {"deadlocks", 2}};
    end.redis = {{"keyspace_hits", 6}};
    end.core = {{"sark_cache_hits_total{level=\"l1\"}", 4}};
    const Evidence evidence = difference(begin, end, 1.0).evidence;
    EXPECT_THAT(evidence.postgres, ElementsAre(Pair("deadlocks", 0), Pair("xact_commit", 50)));
    EXPECT_THAT(evidence.redis, ElementsAre(Pair("keyspace_hits", 1)));
    EXPECT_THAT(evidence.core, ElementsAre(Pair("sark_cache_hits_total{level=\"l1\"}", 3)));
}

TEST(EnvironmentSampleTest, AbsentOrResetCountersAreLeftOutNotZero) {
    Sample begin;
    begin.redis = {{"keyspace_hits", 100}, {"evicted_keys", 1}};
    Sample end;
    end.redis = {{"keyspace_hits", 3}, {"expired_keys", 7}};
    end.postgres = {{"xact_commit", 9}};
    const Evidence evidence = difference(begin, end, 1.0).evidence;
    EXPECT_THAT(evidence.redis, IsEmpty());
    EXPECT_THAT(evidence.postgres, IsEmpty());
}

}  // namespace
}  // namespace sark::scenarios
