#include "tests/integration/api/api_fixture.hpp"

#include <cstdlib>

namespace sark::test {

namespace {

void execute(const std::string& sql) {
    const auto done = connect()->execute(sql);
    ASSERT_TRUE(done) << describe(done.error());
}

void insert_seed() {
    execute(
        "INSERT INTO sark_api.users (id, email, full_name, hashed_password, role, is_admin, "
        "is_active) VALUES"
        " ('00000000-0000-4000-8000-0000000000a1', 'ann@x', 'Ann', '-', 'developer', false, true),"
        " ('00000000-0000-4000-8000-0000000000a2', 'vic@x', 'Vic', '-', 'viewer', false, true),"
        " ('00000000-0000-4000-8000-0000000000a3', 'ada@x', 'Ada', '-', 'developer', true, true),"
        " ('00000000-0000-4000-8000-0000000000a4', 'ina@x', 'Ina', '-', 'admin', true, false);"
        "INSERT INTO sark_api.teams (id, name) VALUES"
        " ('00000000-0000-4000-8000-0000000000b1', 'blue'),"
        " ('00000000-0000-4000-8000-0000000000b2', 'red');"
        "INSERT INTO sark_api.user_teams VALUES ('00000000-0000-4000-8000-0000000000a1',"
        " '00000000-0000-4000-8000-0000000000b1');"
        "INSERT INTO sark_api.mcp_servers (id, name, transport, endpoint, status, "
        "sensitivity_level, team_id, extra_metadata, created_at) VALUES"
        " ('00000000-0000-4000-8000-0000000000c1', 'blue server', 'http', 'http://b', 'active', "
        "'low', '00000000-0000-4000-8000-0000000000b1', '{\"zone\": 1}', '2026-01-01Z'),"
        " ('00000000-0000-4000-8000-0000000000c2', 'red server', 'stdio', NULL, 'inactive', "
        "'medium', '00000000-0000-4000-8000-0000000000b2', '{}', '2026-01-02Z');"
        "INSERT INTO sark_api.mcp_tools (server_id, name, sensitivity_level) VALUES"
        " ('00000000-0000-4000-8000-0000000000c1', 'search', 'low'),"
        " ('00000000-0000-4000-8000-0000000000c1', 'deploy', 'high'),"
        " ('00000000-0000-4000-8000-0000000000c2', 'report', 'medium')");
}

}  // namespace

std::string victim_dsn() {
    const std::string role = scalar("SELECT count(*) FROM pg_roles WHERE rolname = 'sark_victim'");
    if (role == "0")
        execute("CREATE ROLE sark_victim SUPERUSER LOGIN");
    return dsn() + " user=sark_victim";
}

void lock_out_victim() {
    execute("ALTER ROLE sark_victim NOLOGIN");
    execute(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
        "WHERE usename = 'sark_victim'");
}

void let_in_victim() {
    execute("ALTER ROLE sark_victim LOGIN");
}

void ApiTest::SetUpTestSuite() {
    recreate("sark_api");
    recreate("sark_audit");
}

void ApiTest::SetUp() {
    execute(
        "DELETE FROM sark_audit.audit_events; DELETE FROM sark_api.mcp_servers; "
        "DELETE FROM sark_api.users; DELETE FROM sark_api.teams; DELETE FROM sark_api.api_keys");
    insert_seed();
    const char* const redis = std::getenv("SARK_TEST_REDIS");
    ASSERT_NE(redis, nullptr) << "run by tests/support/with-services";
    options.dsn = dsn();
    options.redis = std::string("unix:") + redis;
    options.pool.pool_size = 4;
    options.pool.max_overflow = 0;
    options.audit_pool.pool_size = 2;
}

void ApiTest::TearDown() {
    stop();
}

void ApiTest::start() {
    auto opened = ReferenceCore::open(options, time);
    ASSERT_TRUE(opened) << describe(opened.error());
    core = *std::move(opened);
    // The tests share one Redis: what an earlier one left must not answer this one.
    for (const std::string& user : {seed::ann, seed::vic, seed::ada, seed::ina})
        (void)core->policy().invalidate_user(user);
    ApiServerOptions server_options;
    server_options.threads = 8;
    server_options.guards = guards;
    server_options.request_timeout = request_timeout;
    auto started = ApiServer::start(*core, server_options);
    ASSERT_TRUE(started) << describe(started.error());
    server = *std::move(started);
}

void ApiTest::stop() {
    server.reset();
    core.reset();
}

httplib::Client ApiTest::client() const {
    httplib::Client client("127.0.0.1", server->port());
    client.set_tcp_nodelay(true);
    client.set_keep_alive(true);
    client.set_read_timeout(60);
    return client;
}

httplib::Result ApiTest::post(const std::string& path, const nlohmann::json& body) {
    return client().Post(path, body.dump(), "application/json");
}

httplib::Result ApiTest::get(const std::string& path) {
    return client().Get(path);
}

httplib::Result ApiTest::patch(const std::string& path, const nlohmann::json& body) {
    return client().Patch(path, body.dump(), "application/json");
}

httplib::Result ApiTest::evaluate(const std::string& user, const std::string& tool) {
    nlohmann::json body = {{"action", "tool:invoke"}, {"tool", tool}};
    if (!user.empty())
        body["user_id"] = user;
    return post("/api/v1/policy/evaluate", body);
}

void ApiTest::flush_audit() {
    const auto flushed = core->audit().flush(std::chrono::seconds(120));
    ASSERT_TRUE(flushed) << describe(flushed.error());
}

nlohmann::json body_of(const httplib::Result& response) {
    if (!response)
        return "no response: " + httplib::to_string(response.error());
    return nlohmann::json::parse(response->body, nullptr, false);
}

std::string detail_of(const httplib::Result& response) {
    return body_of(response).value("detail", nlohmann::json()).dump();
}

}  // namespace sark::test
