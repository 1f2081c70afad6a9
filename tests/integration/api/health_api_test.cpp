#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;

class HealthApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.dsn = test::victim_dsn();
        options.audit_dsn = test::dsn();
        start();
    }
    void TearDown() override {
        test::let_in_victim();
        ApiTest::TearDown();
    }
};

TEST_F(HealthApiTest, StartupAndDetailsAnswer) {
    EXPECT_EQ(test::body_of(get("/health/startup"))["status"], "started");
    const auto response = get("/health/detailed");
    ASSERT_EQ(response->status, 200) << response->body;
    const json details = test::body_of(response);
    EXPECT_EQ(details["status"], "healthy");
    EXPECT_EQ(details["overall_healthy"], true);
    EXPECT_EQ(details["dependencies"].size(), 3U);
    for (const char* name : {"postgresql", "postgresql_audit", "redis"}) {
        EXPECT_EQ(details["dependencies"][name]["healthy"], true) << name;
        EXPECT_GT(details["dependencies"][name]["latency_ms"], 0.0) << name;
        EXPECT_TRUE(details["dependencies"][name]["error"].is_null()) << name;
    }
}

TEST_F(HealthApiTest, ADatabaseThatIsAwayIsNamedAndMakesItUnready) {
    test::lock_out_victim();
    EXPECT_EQ(get("/health/ready")->status, 503);
    EXPECT_EQ(get("/health/live")->status, 200);
    EXPECT_EQ(get("/health/startup")->status, 200);
    const json details = test::body_of(get("/health/detailed"));
    EXPECT_EQ(details["status"], "degraded");
    EXPECT_EQ(details["dependencies"]["postgresql"]["healthy"], false);
    EXPECT_EQ(details["dependencies"]["postgresql"]["error"], "cannot be reached");
    EXPECT_EQ(details["dependencies"]["redis"]["healthy"], true);
    test::let_in_victim();
    EXPECT_EQ(get("/health/ready")->status, 200);
}

}  // namespace
}  // namespace sark
