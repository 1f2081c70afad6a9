#include "scenarios/environment/managed_api.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

using test::ScratchDirectory;
using ::testing::HasSubstr;
using ::testing::Not;

/// A program that stands in for `sark-bench`: a shell script.
class ManagedApiTest : public ::testing::Test {
 protected:
    ManagedApiOptions program(const std::string& script) {
        const auto path = scratch_.path() / "program";
        std::ofstream(path) << "#!/bin/sh\n" << script;
        chmod(path.c_str(), 0700);
        ManagedApiOptions options;
        options.program = path.string();
        options.threads = 7;
        options.pool.timeout = std::chrono::milliseconds(500);
        options.pool.echo_pool = true;
        options.dsn = "host=/x password=secret";
        options.redis = "unix:/y";
        options.redis_password = "hidden";
        return options;
    }
    const std::filesystem::path& directory() { return scratch_.path(); }
    std::string text_of(const char* file) {
        std::ifstream in(directory() / file);
        return {std::istreambuf_iterator<char>(in), {}};
    }

 private:
    ScratchDirectory scratch_;
};

TEST_F(ManagedApiTest, TakesThePortFromTheAnnouncement) {
    auto api = ManagedApi::start(directory(), program("echo starting\n"
                                                      "echo listening on http://127.0.0.1:4711\n"
                                                      "exec sleep 1000\n"));
    ASSERT_TRUE(api) << describe(api.error());
    EXPECT_EQ((*api)->url(), "http://127.0.0.1:4711");
    EXPECT_TRUE((*api)->process().running());
}

TEST_F(ManagedApiTest, PassesSettingsAsArgumentsAndSecretsOnlyInTheEnvironment) {
    auto api = ManagedApi::start(directory(),
                                 program("echo \"$@\" >&2\n"
                                         "env | grep -E 'SARK_BENCH|ECHO_POOL' >$(dirname $0)/env\n"
                                         "echo listening on http://127.0.0.1:1\n"
                                         "exec sleep 1000\n"));
    ASSERT_TRUE(api) << describe(api.error());
    EXPECT_EQ(text_of("api.log"),
              "serve --host 127.0.0.1 --port 0 --threads 7 --pool-size 20 --max-overflow 10 "
              "--pool-timeout 0.5 --pool-recycle 3600 --pool-pre-ping true\n");
    EXPECT_THAT(text_of("env"), HasSubstr("SARK_BENCH_DSN=host=/x password=secret\n"));
    EXPECT_THAT(text_of("env"), HasSubstr("SARK_BENCH_REDIS=unix:/y\n"));
    EXPECT_THAT(text_of("env"), HasSubstr("SARK_BENCH_REDIS_PASSWORD=hidden\n"));
    EXPECT_THAT(text_of("env"), HasSubstr("POSTGRES_ECHO_POOL=true\n"));
}

TEST_F(ManagedApiTest, ReportsTheLastWordsOfAServerThatDies) {
    const auto api = ManagedApi::start(directory(), program("echo cannot bind >&2\nexit 100\n"));
    ASSERT_FALSE(api);
    EXPECT_EQ(api.error().code, Errc::unavailable);
    EXPECT_EQ(api.error().message, "the managed API server exited with status 100");
    EXPECT_THAT(api.error().hint, HasSubstr("cannot bind"));
    EXPECT_THAT(describe(api.error()), Not(HasSubstr("secret")));
}

TEST_F(ManagedApiTest, ReportsAServerThatClosesStdoutAndDies) {
    const auto api = ManagedApi::start(directory(), program("exec >&-\nexit 1\n"));
    ASSERT_FALSE(api);
    EXPECT_EQ(api.error().code, Errc::unavailable);
}

TEST_F(ManagedApiTest, EndsWaitingWhenAskedToStop) {
    ManagedApiOptions options = program("exec sleep 1000\n");
    options.stop = [] { return true; };
    const auto api = ManagedApi::start(directory(), options);
    ASSERT_FALSE(api);
    EXPECT_EQ(api.error().code, Errc::interrupted);
}

TEST(AnnouncedUrlTest, ReadsOnlyAnnouncements) {
    EXPECT_EQ(announced_url("listening on http://127.0.0.1:80"), "http://127.0.0.1:80");
    EXPECT_EQ(announced_url("listening on http://127.0.0.1:80/\r"), "http://127.0.0.1:80");
    EXPECT_EQ(announced_url("was listening on http://127.0.0.1:80"), "");
    EXPECT_EQ(announced_url("listening on 80"), "");
    EXPECT_EQ(announced_url(""), "");
}

}  // namespace
}  // namespace sark::scenarios
