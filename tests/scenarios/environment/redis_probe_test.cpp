#include "scenarios/environment/redis_probe.hpp"

#include <gmock/gmock.h>

#include "tests/support/scripted_server.hpp"

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(RedisProbeTest, ReadsTheLinesOfInfo) {
    EXPECT_THAT(parse_redis_info("# Server\r\nredis_version:7.0.15\r\n\r\n# Stats\r\n"
                                 "keyspace_hits:12\r\nconfig_file:\r\nnonsense\r\n"),
                ElementsAre(Pair("config_file", ""), Pair("keyspace_hits", "12"),
                            Pair("redis_version", "7.0.15")));
}

TEST(RedisProbeTest, NobodyThereIsAnErrorWithoutThePassword) {
    const auto info = redis_info("unix:/nonexistent/redis.sock", "secret");
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().code, Errc::unavailable);
    EXPECT_EQ(info.error().where, "unix:/nonexistent/redis.sock");
    EXPECT_THAT(describe(info.error()), Not(HasSubstr("secret")));
}

TEST(RedisProbeTest, AMissingPasswordIsAnErrorThatSaysWhereToGiveIt) {
    testing::ScriptedServer server(
        {{testing::send("-NOAUTH Authentication required.\r\n"), testing::drain()}});
    const auto info = redis_info(server.authority(), "");
    ASSERT_FALSE(info);
    EXPECT_THAT(info.error().message, HasSubstr("NOAUTH"));
    EXPECT_THAT(info.error().hint, HasSubstr("SARK_BENCH_REDIS_PASSWORD"));
}

}  // namespace
}  // namespace sark::scenarios
