#include "scenarios/environment/given_services.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>

#include "core/postgres/session.hpp"

namespace sark::scenarios {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string service(const char* name) {
    const char* value = std::getenv(name);
    EXPECT_NE(value, nullptr) << "run this program under tests/support/with-services";
    return value == nullptr ? "" : value;
}

std::string name_of(pid_t pid) {
    std::string name;
    std::ifstream("/proc/" + std::to_string(pid) + "/comm") >> name;
    return name;
}

TEST(GivenServicesTest, ADatabaseIsItsPostmaster) {
    GivenServices services;
    services.dsn = service("SARK_TEST_DSN");
    const auto processes = processes_of(services);
    ASSERT_TRUE(processes);
    ASSERT_THAT(*processes, testing::Not(IsEmpty()));
    for (const pid_t pid : *processes) EXPECT_EQ(name_of(pid), "postgres");
    // Backends are the postmaster's children, so its tree is all of the server.
    auto session = postgres::Session::open(services.dsn);
    ASSERT_TRUE(session);
    const auto rows = (*session)->execute("SELECT pg_backend_pid()");
    ASSERT_TRUE(rows);
    std::ifstream stat("/proc/" + rows->rows.front().front().value_or("") + "/stat");
    std::string pid, name, state;
    pid_t parent = 0;
    stat >> pid >> name >> state >> parent;
    EXPECT_THAT(*processes, Contains(parent));
}

TEST(GivenServicesTest, ARedisIsFoundByItsSocket) {
    GivenServices services;
    services.redis = "unix:" + service("SARK_TEST_REDIS");
    const auto processes = processes_of(services);
    ASSERT_TRUE(processes);
    ASSERT_THAT(*processes, SizeIs(1));
    EXPECT_EQ(name_of(processes->front()), "redis-server");
}

TEST(GivenServicesTest, ServicesElsewhereHaveNoProcessHere) {
    GivenServices services;
    services.url = "http://192.0.2.1:8000";
    services.redis = "192.0.2.1:6379";
    services.dsn = "host=192.0.2.1 dbname=sark";
    const auto processes = processes_of(services);
    ASSERT_TRUE(processes);
    EXPECT_THAT(*processes, IsEmpty());
}

TEST(GivenServicesTest, OneHereThatCannotBeFoundLeavesAllUnknown) {
    GivenServices services;
    services.redis = "unix:" + service("SARK_TEST_REDIS");
    services.url = "http://127.0.0.1:1";
    EXPECT_FALSE(processes_of(services));
}

TEST(GivenServicesTest, NothingGivenIsNobody) {
    const auto processes = processes_of({});
    ASSERT_TRUE(processes);
    EXPECT_THAT(*processes, IsEmpty());
}

}  // namespace
}  // namespace sark::scenarios
