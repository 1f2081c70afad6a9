#include "scenarios/claims/arm_servers.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Servers whose program is a shell script that writes down how it was called.
class ArmServersTest : public ::testing::Test {
 protected:
    void script(const std::string& text) {
        const auto path = scratch_.path() / "program";
        std::ofstream(path) << "#!/bin/sh\n" << text;
        chmod(path.c_str(), 0700);
        place_.program = path.string();
        place_.dsn = "host=/x password=secret";
    }
    /// Announces a port of its own with each start.
    void announcing_script() {
        script(
            "d=$(dirname $0)\necho \"$@\" >>$d/calls\n"
            "echo \"redis=$SARK_BENCH_REDIS jwt=$SARK_JWT_SECRET\" >>$d/variables\n"
            "echo listening on http://127.0.0.1:$(wc -l <$d/calls)\nexec sleep 1000\n");
    }
    std::string text_of(const char* file) {
        std::ifstream in(scratch_.path() / file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static ClaimRequest request(const std::string& cache) {
        ClaimRequest request;
        request.serve = {{"response-cache", cache}};
        return request;
    }

    test::ScratchDirectory scratch_;
    ClaimPlace place_;
    Claim claim_;
};

TEST_F(ArmServersTest, ArmsThatWantTheSameShareAServer) {
    announcing_script();
    ArmServers servers(place_, claim_, {});
    EXPECT_EQ(servers.url_for(request("false")).value(), "http://127.0.0.1:1");
    EXPECT_EQ(servers.url_for(request("true")).value(), "http://127.0.0.1:2");
    EXPECT_EQ(servers.url_for(request("false")).value(), "http://127.0.0.1:1");
    ClaimRequest narrow = request("true");
    narrow.threads = 1;
    EXPECT_EQ(servers.url_for(narrow).value(), "http://127.0.0.1:3");
    EXPECT_THAT(text_of("calls"), HasSubstr("--threads 16 "));
    EXPECT_THAT(text_of("calls"), HasSubstr("--threads 1 "));
    EXPECT_THAT(text_of("calls"), HasSubstr("--response-cache=true"));
    EXPECT_THAT(text_of("calls"), Not(HasSubstr("--opa-url")));
}

TEST_F(ArmServersTest, ServersHaveTheRedisAndTheOpaThatTheClaimAsksForAndNoOther) {
    announcing_script();
    setenv("SARK_JWT_SECRET", "of the user's own", 1);
    place_.redis_endpoint = "unix:/r";
    {
        ArmServers without(place_, claim_, {});
        ASSERT_TRUE(without.url_for(request("true")));
        EXPECT_EQ(text_of("variables"), "redis= jwt=\n");
    }
    claim_.redis = claim_.opa = true;
    ArmServers with(place_, claim_, {});
    ASSERT_TRUE(with.url_for(request("true")));
    unsetenv("SARK_JWT_SECRET");
    EXPECT_THAT(text_of("variables"), HasSubstr("redis=unix:/r jwt=\n"));
    EXPECT_THAT(text_of("calls"), HasSubstr("--opa-url http://127.0.0.1:"));
}

TEST_F(ArmServersTest, AClaimThatNeedsARedisSaysThatThereIsNone) {
    announcing_script();
    claim_.redis = true;
    ArmServers servers(place_, claim_, {});
    const auto url = servers.url_for(request("true"));
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().code, Errc::unavailable);
    EXPECT_THAT(describe(url.error()), HasSubstr("no Redis"));
    EXPECT_EQ(text_of("calls"), "") << "nothing was started";
}

TEST_F(ArmServersTest, AServerThatDoesNotComeUpIsToldWithoutItsSecrets) {
    script("echo unknown option >&2\nexit 104\n");
    ArmServers servers(place_, claim_, {});
    const auto url = servers.url_for(request("true"));
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().code, Errc::unavailable);
    EXPECT_THAT(describe(url.error()), HasSubstr("unknown option"));
    EXPECT_THAT(describe(url.error()), Not(HasSubstr("secret")));
}

TEST_F(ArmServersTest, AStopEndsTheStart) {
    script("exec sleep 1000\n");
    ArmServers servers(place_, claim_, [] { return true; });
    const auto url = servers.url_for(request("true"));
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().code, Errc::interrupted);
}

}  // namespace
}  // namespace sark::scenarios
