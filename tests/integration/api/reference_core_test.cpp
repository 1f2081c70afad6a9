#include <thread>

#include "core/redis/client.hpp"
#include "tests/integration/api/api_fixture.hpp"
#include "tests/integration/api/private_redis.hpp"

namespace sark {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ReferenceCoreTest : public test::ApiTest {};

TEST_F(ReferenceCoreTest, MissingDatabaseIsNamed) {
    options.dsn = "host=/nonexistent dbname=x password=hunter2";
    const auto opened = ReferenceCore::open(options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
    EXPECT_THAT(opened.error().where, StartsWith("database"));
    EXPECT_EQ(describe(opened.error()).find("hunter2"), std::string::npos);
}

TEST_F(ReferenceCoreTest, MissingAuditDatabaseIsNamed) {
    options.audit_dsn = test::dsn() + " dbname=nothing";
    const auto opened = ReferenceCore::open(options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
    EXPECT_THAT(opened.error().where, StartsWith("audit database"));
}

TEST_F(ReferenceCoreTest, MissingRedisIsNamed) {
    options.redis = "unix:/nonexistent/redis.sock";
    const auto opened = ReferenceCore::open(options);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
    EXPECT_EQ(opened.error().where, "Redis unix:/nonexistent/redis.sock");
}

TEST_F(ReferenceCoreTest, WorksWithoutRedis) {
    options.redis.clear();
    start();
    EXPECT_EQ(test::body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    EXPECT_EQ(get("/health/ready")->status, 200);
    EXPECT_EQ(core->policy().stats().l2_misses + core->policy().stats().l2_errors, 0U);
}

TEST_F(ReferenceCoreTest, HealthRoutesAnswer) {
    start();
    for (const char* path : {"/health", "/health/", "/health/live", "/health/live/"}) {
        const auto response = get(path);
        EXPECT_EQ(response->status, 200) << path;
        EXPECT_EQ(test::body_of(response)["environment"], "reference") << path;
    }
    EXPECT_EQ(test::body_of(get("/health"))["status"], "healthy");
    EXPECT_EQ(test::body_of(get("/health/live"))["status"], "alive");
    EXPECT_EQ(get("/health/ready")->body, R"({"ready":true,"database":true,"redis":true})");
}

TEST_F(ReferenceCoreTest, MetricsHaveTheSeedsNames) {
    start();
    (void)evaluate(test::seed::ann, "search");
    (void)evaluate(test::seed::ann, "search");
    (void)get("/api/v1/servers/" + test::seed::server);
    (void)get("/nowhere");
    flush_audit();
    const auto response = get("/metrics");
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->get_header_value("Content-Type"), "text/plain; version=0.0.4");
    for (const char* text :
         {"sark_http_requests_total{endpoint=\"/api/v1/policy/evaluate\",method=\"POST\","
          "status=\"200\"} 2",
          "sark_http_requests_total{endpoint=\"/api/v1/servers/{id}\",method=\"GET\","
          "status=\"200\"} 1",
          "sark_http_requests_total{endpoint=\"other\",method=\"any\",status=\"404\"} 1",
          "sark_http_request_duration_seconds_bucket{endpoint=\"/api/v1/policy/evaluate\"",
          "sark_policy_evaluation_duration_seconds_count{decision=\"allow\",policy=\"all\"} 2",
          "sark_db_query_duration_seconds_count{operation=\"select\",table=\"users\"} 1",
          "sark_db_query_duration_seconds_count{operation=\"select\",table=\"mcp_servers\"} 1",
          "sark_db_pool_size{pool=\"primary\"} 4", "sark_db_pool_overflow{pool=\"primary\"} 0",
          "sark_cache_hits_total{cache_name=\"l1\"} 1",
          "sark_cache_misses_total{cache_name=\"l1\"} 1", "sark_cache_entries{cache_name=\"l1\"} 1",
          "sark_cache_entries{cache_name=\"facts\"} 2",
          "sark_cache_misses_total{cache_name=\"l2\"} 1", "sark_audit_events_written_total 2",
          "sark_audit_events_rejected_total{reason=\"queue_full\"} 0", "sark_audit_queue_size 0"})
        EXPECT_THAT(response->body, HasSubstr(text));
}

TEST_F(ReferenceCoreTest, PortInUseIsAnErrorWithItsAddress) {
    start();
    ApiServerOptions same;
    same.port = server->port();
    const auto second = ApiServer::start(*core, same);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::unavailable);
    EXPECT_EQ(second.error().where, "127.0.0.1:" + std::to_string(same.port));
    EXPECT_NE(second.error().hint, "");
    EXPECT_EQ(get("/health")->status, 200);
}

TEST_F(ReferenceCoreTest, ImpossibleServersAreRefused) {
    start();
    ApiServerOptions elsewhere;
    elsewhere.host = "203.0.113.1";
    EXPECT_FALSE(ApiServer::start(*core, elsewhere));
    ApiServerOptions no_threads;
    no_threads.threads = 0;
    EXPECT_EQ(ApiServer::start(*core, no_threads).error().code, Errc::invalid_argument);
    ApiServerOptions no_port;
    no_port.port = 70'000;
    EXPECT_EQ(ApiServer::start(*core, no_port).error().code, Errc::invalid_argument);
}

TEST_F(ReferenceCoreTest, PortIsFreeAgainAfterStoppingWithIdleConnections) {
    start();
    httplib::Client idle = client();
    ASSERT_EQ(idle.Get("/health")->status, 200);
    ApiServerOptions same;
    same.port = server->port();
    server.reset();  // would wait for the keep-alive timeout of a minute otherwise
    EXPECT_FALSE(idle.Get("/health"));
    auto again = ApiServer::start(*core, same);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(idle.Get("/health")->status, 200);
}

TEST_F(ReferenceCoreTest, RequestInFlightIsAnsweredWhileTheServerStops) {
    start();
    const int port = server->port();
    const auto session = test::connect();
    ASSERT_TRUE(session->execute("BEGIN; LOCK TABLE sark_api.mcp_servers"));
    int status = 0;
    std::jthread request([&] {
        const auto response = get("/api/v1/servers/" + test::seed::server);
        status = response ? response->status : -1;
    });
    while (test::scalar("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0")
        std::this_thread::yield();
    std::jthread stopping([&] { server.reset(); });
    httplib::Client late("127.0.0.1", port);
    while (late.Get("/health")) std::this_thread::yield();
    ASSERT_TRUE(session->execute("COMMIT"));
    stopping.join();
    request.join();
    EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace sark
