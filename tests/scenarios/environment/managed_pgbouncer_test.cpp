#include "scenarios/environment/managed_pgbouncer.hpp"

#include <cstdlib>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string ini(const BouncerSpec& spec) {
    ManagedPgbouncerOptions options;
    options.spec = spec;
    options.server_directory = "/run/server";
    return managed_pgbouncer_ini("/run/bouncer", options);
}

TEST(ManagedPgbouncerTest, TheFileHasTheDocumentedSettings) {
    const std::string text = ini({});
    for (const char* line :
         {"pool_mode = transaction\n", "max_client_conn = 1000\n", "default_pool_size = 25\n",
          "reserve_pool_size = 5\n", "reserve_pool_timeout = 3\n", "max_db_connections = 100\n",
          "max_user_connections = 100\n", "server_idle_timeout = 600\n", "server_lifetime = 3600\n",
          "server_connect_timeout = 15\n", "query_timeout = 30\n", "listen_port = 6432\n"})
        EXPECT_THAT(text, HasSubstr(line));
    EXPECT_THAT(ini({false, 10, 0}), HasSubstr("pool_mode = session\n"));
}

/// E-08 and E-09: what PgBouncer 1.18 refuses to start with, or takes for a part of a value.
TEST(ManagedPgbouncerTest, CommentsStandAloneAndTheTimeoutIsTheServers) {
    const std::string text = ini({});
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        EXPECT_TRUE(line.find_first_of(";#") == std::string::npos || line.front() == ';') << line;
    EXPECT_THAT(text, HasSubstr("ignore_startup_parameters = extra_float_digits, options\n"));
    EXPECT_THAT(text, HasSubstr("connect_query='SET statement_timeout = ''30s'''"));
}

TEST(ManagedPgbouncerTest, NothingListensBeyondTheSocket) {
    EXPECT_THAT(ini({}), Not(HasSubstr("listen_addr")));
    EXPECT_THAT(ini({}), HasSubstr("unix_socket_dir = /run/bouncer\n"));
}

TEST(ManagedPgbouncerTest, AMissingProgramSaysHowToGetIt) {
    setenv("SARK_BENCH_PGBOUNCER", "/", 1);  // no program, though it may be entered
    const auto missing = find_pgbouncer();
    unsetenv("SARK_BENCH_PGBOUNCER");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Errc::unavailable);
    EXPECT_THAT(missing.error().hint, HasSubstr("apt-get install pgbouncer"));
}

}  // namespace
}  // namespace sark::scenarios
