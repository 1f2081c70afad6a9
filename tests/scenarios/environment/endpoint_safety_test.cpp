#include "scenarios/environment/endpoint_safety.hpp"

#include <map>

#include <gmock/gmock.h>

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

EnvironmentLookup variables(std::map<std::string, std::string> values) {
    return [values = std::move(values)](const char* name) {
        const auto found = values.find(name);
        return found == values.end() ? nullptr : found->second.c_str();
    };
}

struct Case {
    const char* address;
    bool safe;
};

TEST(EndpointSafetyTest, KnowsThisMachineFromOthers) {
    for (const Case& row : std::initializer_list<Case>{
             {"", true},
             {"/run/postgresql", true},
             {"@abstract", true},
             {"localhost", true},
             {"LOCALHOST", true},
             {"127.0.0.1", true},
             {"127.255.255.254", true},
             {"::1", true},
             {"[::1]", true},
             {"0:0:0:0:0:0:0:1", true},
             {"::ffff:127.0.0.1", true},
             {"::ffff:10.0.0.1", false},
             {"128.0.0.1", false},
             {"10.0.0.1", false},
             {"0.0.0.0", false},
             {"2130706433", false},
             {"127.1", false},
             {"localhost.example.com", false},
             {"127.0.0.1.example.com", false},
             {"db.example.com", false},
             {"fe80::1", false},
             {"::", false},
         })
        EXPECT_EQ(is_loopback_host(row.address), row.safe) << row.address;
}

TEST(EndpointSafetyTest, ChecksEveryHostOfADsn) {
    for (const Case& row : std::initializer_list<Case>{
             {"dbname=sark", true},
             {"host=/run/postgresql dbname=sark", true},
             {"host=localhost", true},
             {"host=127.0.0.1,localhost", true},
             {"host=127.0.0.1,db.example.com", false},
             {"host=db.example.com,127.0.0.1", false},
             {"host=db.example.com hostaddr=127.0.0.1", true},
             {"host=localhost hostaddr=10.0.0.1", false},
             {"hostaddr=127.0.0.1,10.0.0.1", false},
             {"hostaddr=,127.0.0.1 host=db.example.com,localhost", false},
             {"postgresql://user:secret@127.0.0.1/sark", true},
             {"postgresql://user:secret@[::1]:5433/sark", true},
             {"postgres:///sark?host=/run/postgresql", true},
             {"postgres://%2Frun%2Fpostgresql/sark", true},
             {"postgresql:///sark", true},
             {"postgresql://user:secret@db.example.com/sark", false},
             {"postgresql://127.0.0.1,db.example.com/sark", false},
             {"postgresql://127.0.0.1/sark?hostaddr=10.0.0.1", false},
             {"postgresql://127.0.0.1@db.example.com/sark", false},
         }) {
        const auto result = check_postgres_safety(row.address, "--dsn", "", variables({}));
        EXPECT_EQ(result.has_value(), row.safe) << row.address;
        if (!result) {
            EXPECT_EQ(result.error().code, Errc::unsafe) << row.address;
            EXPECT_THAT(describe(result.error()), HasSubstr("--allow-remote")) << row.address;
            EXPECT_THAT(describe(result.error()), Not(HasSubstr("secret"))) << row.address;
        }
    }
}

TEST(EndpointSafetyTest, AllowsOnlyTheHostThatTheUserNamed) {
    const auto check = [](const char* dsn) {
        return check_postgres_safety(dsn, "--dsn", "DB.example.com", variables({})).has_value();
    };
    EXPECT_TRUE(check("host=db.example.com"));
    EXPECT_TRUE(check("host=db.example.com,localhost"));
    EXPECT_FALSE(check("host=db2.example.com"));
    EXPECT_FALSE(check("host=db.example.com,db2.example.com"));
    EXPECT_FALSE(check("host=db.example.com hostaddr=10.0.0.1"));
}

TEST(EndpointSafetyTest, FollowsLibpqIntoTheEnvironment) {
    const auto check = [](const char* dsn, std::map<std::string, std::string> values) {
        return check_postgres_safety(dsn, "--dsn", "", variables(std::move(values)));
    };
    EXPECT_FALSE(check("dbname=sark", {{"PGHOST", "db.example.com"}}));
    EXPECT_FALSE(check("host=localhost", {{"PGHOSTADDR", "10.0.0.1"}}));
    EXPECT_TRUE(check("host=localhost", {{"PGHOST", "db.example.com"}}));
    EXPECT_TRUE(check("dbname=sark", {{"PGHOST", "/run/postgresql"}}));
}

TEST(EndpointSafetyTest, RefusesAServiceNameBecauseItsHostCannotBeTold) {
    const auto named = check_postgres_safety("service=prod", "--dsn", "", variables({}));
    ASSERT_FALSE(named);
    EXPECT_EQ(named.error().code, Errc::unsafe);
    EXPECT_EQ(named.error().where, "--dsn");
    EXPECT_FALSE(
        check_postgres_safety("host=localhost", "--dsn", "", variables({{"PGSERVICE", "prod"}})));
}

TEST(EndpointSafetyTest, ADsnThatLibpqCannotReadIsNotRepeated) {
    const auto broken =
        check_postgres_safety("host=localhost password='secret", "--audit-dsn", "", variables({}));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, Errc::invalid_argument);
    EXPECT_EQ(broken.error().where, "--audit-dsn");
    EXPECT_THAT(describe(broken.error()), Not(HasSubstr("secret")));
}

TEST(EndpointSafetyTest, ChecksRedis) {
    for (const Case& row : std::initializer_list<Case>{
             {"unix:/run/redis.sock", true},
             {"localhost:6379", true},
             {"[::1]:6379", true},
             {"10.0.0.1:6379", false},
             {"cache.example.com:6379", false},
         }) {
        const auto result = check_redis_safety(row.address, "");
        EXPECT_EQ(result.has_value(), row.safe) << row.address;
        if (!result) {
            EXPECT_EQ(result.error().code, Errc::unsafe) << row.address;
        }
    }
    EXPECT_TRUE(check_redis_safety("cache.example.com:6379", "cache.example.com"));
    for (const char* odd :
         {"redis://:secret@localhost:6379", "secret@localhost", "localhost", ""}) {
        const auto result = check_redis_safety(odd, "");
        ASSERT_FALSE(result) << odd;
        EXPECT_EQ(result.error().code, Errc::invalid_argument) << odd;
        EXPECT_THAT(describe(result.error()), Not(HasSubstr("secret"))) << odd;
    }
}

TEST(EndpointSafetyTest, ChecksUrls) {
    for (const Case& row : std::initializer_list<Case>{
             {"http://127.0.0.1:8080", true},
             {"http://localhost", true},
             {"http://localhost:8080/", true},
             {"http://[::1]:8080", true},
             {"http://10.0.0.1:8080", false},
             {"http://api.example.com", false},
             {"http://localhost.example.com:80", false},
         })
        EXPECT_EQ(check_url_safety(row.address, "").has_value(), row.safe) << row.address;
    EXPECT_TRUE(check_url_safety("http://api.example.com:80", "api.example.com"));
    EXPECT_FALSE(check_url_safety("http://api.example.com:80", "example.com"));
}

TEST(EndpointSafetyTest, RefusesUrlsThatTwoParsersCouldReadInTwoWays) {
    for (const char* url :
         {"", "localhost:8080", "https://localhost", "ftp://localhost", "http://",
          "http://user:secret@localhost", "http://localhost@example.com", "http://localhost/path",
          "http://localhost#@example.com", "http://localhost?x", "http://localhost\\@example.com",
          "http://localhost:", "http://localhost:80:90", "http://[::1", "http://::1:80",
          "http://local host", "http://[::1]x:80"}) {
        const auto result = check_url_safety(url, "");
        ASSERT_FALSE(result) << url;
        EXPECT_EQ(result.error().code, Errc::invalid_argument) << url;
        EXPECT_THAT(describe(result.error()), Not(HasSubstr("secret"))) << url;
    }
}

}  // namespace
}  // namespace sark::scenarios
