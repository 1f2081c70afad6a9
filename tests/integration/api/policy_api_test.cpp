#include <thread>
#include <vector>

#include "tests/integration/api/api_fixture.hpp"
#include "tests/integration/api/private_redis.hpp"

namespace sark {
namespace {

using nlohmann::json;
using test::body_of;
using testing::StartsWith;

class PolicyApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }

    void set_role(const std::string& user, const std::string& role) {
        const auto done = test::connect()->execute(
            "UPDATE sark_api.users SET role = $1 WHERE id = $2::uuid", {role, user});
        ASSERT_TRUE(done) << describe(done.error());
    }
};

TEST_F(PolicyApiTest, AllowsAndDeniesByTheRules) {
    const auto allowed =
        post("/api/v1/policy/evaluate", {{"user_id", test::seed::ann},
                                         {"action", "tool:invoke"},
                                         {"tool", "search"},
                                         {"parameters", {{"q", 1}, {"token", 2}}}});
    ASSERT_EQ(allowed->status, 200) << allowed->body;
    EXPECT_EQ(body_of(allowed)["decision"], "allow");
    EXPECT_EQ(body_of(allowed)["reason"], "Access granted by all policies");
    EXPECT_EQ(body_of(allowed)["filtered_parameters"], json({{"q", 1}}));
    EXPECT_THAT(allowed->get_header_value("Server-Timing"), StartsWith("app;dur="));

    const auto denied = evaluate(test::seed::vic, "search");
    EXPECT_EQ(denied->status, 200);
    EXPECT_EQ(body_of(denied)["decision"], "deny");
    EXPECT_EQ(body_of(denied)["reason"], "Access denied by RBAC: Insufficient role permissions");
    EXPECT_TRUE(body_of(denied)["filtered_parameters"].is_null());

    EXPECT_EQ(body_of(evaluate(test::seed::ann, "report"))["reason"],
              "Access denied by team access: No team membership or insufficient permissions");
    EXPECT_EQ(body_of(evaluate(test::seed::ina, "search"))["reason"],
              "Access denied by RBAC: User account is not active");
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "nothing"))["reason"],
              "Access denied by sensitivity enforcement: unknown tool");
}

TEST_F(PolicyApiTest, TheCircumstancesThatAreToldDecide) {
    json question = {{"user_id", test::seed::ada}, {"action", "tool:delete"}, {"tool", "search"}};
    const auto asked = [&] { return post("/api/v1/policy/evaluate", question); };
    EXPECT_EQ(body_of(asked())["reason"],
              "Access denied by MFA requirements: Multi-factor authentication required but not "
              "verified");
    question["context"] = {{"client_ip", "10.1.2.3"},
                           {"mfa_verified", true},
                           {"mfa_methods", {"totp"}},
                           {"mfa_timestamp", time.utc_now().time_since_epoch().count()}};
    const auto allowed = asked();
    EXPECT_EQ(body_of(allowed)["decision"], "allow") << allowed->body;
    EXPECT_EQ(allowed->get_header_value("X-Cache"), "MISS");
    EXPECT_EQ(asked()->get_header_value("X-Cache"), "HIT");
    time.advance(std::chrono::seconds(3'590));
    EXPECT_EQ(body_of(asked())["decision"], "allow");
    time.advance(std::chrono::seconds(11));  // neither L1 nor Redis may answer what it knows
    EXPECT_EQ(body_of(asked())["reason"],
              "Access denied by MFA requirements: Multi-factor authentication session expired");
    EXPECT_EQ(
        body_of(post("/api/v1/policy/batch-evaluate", json::array({question})))[0]["decision"],
        "deny");
    question["context"]["client_ip"] = 7;
    EXPECT_EQ(asked()->status, 422);
}

TEST_F(PolicyApiTest, AGatewayKeepsAnAllowNoLongerThanTheSessionOfTheSecondFactor) {
    const json question = {
        {"action", "gateway:tool:invoke"},
        {"tool_name", "search"},
        {"user_id", test::seed::ann},
        {"context",
         {{"mfa_verified", true}, {"mfa_timestamp", time.utc_now().time_since_epoch().count()}}}};
    const auto ttl = [&] {
        return body_of(post("/api/v1/gateway/authorize", question))["cache_ttl"];
    };
    EXPECT_EQ(ttl(), 1'800);
    time.advance(std::chrono::seconds(3'590));
    EXPECT_EQ(ttl(), 10);
}

TEST_F(PolicyApiTest, AnOverrideIsInTheAuditTrail) {
    const json question = {{"user_id", test::seed::ann},
                           {"action", "tool:invoke"},
                           {"tool", "search"},
                           {"context",
                            {{"emergency_override", true},
                             {"emergency_reason", "fire"},
                             {"emergency_approver", "ada"},
                             {"time_override", true},
                             {"time_override_reason", "\"release\""}}}};
    const std::string id = body_of(post("/api/v1/policy/evaluate", question))["audit_id"];
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT concat_ws(' ', details->'emergency_override'->>'reason', "
                           "details->'emergency_override'->>'approver', details->>'time_override') "
                           "FROM sark_audit.audit_events WHERE event_id = '" +
                           id + "'"),
              "fire ada \"release\"");
}

TEST_F(PolicyApiTest, ADecisionUnderAnotherConfigurationIsNotFound) {
    RequestContext context;
    context.client_ip = "203.0.113.9";
    const auto decide = [&](ReferenceCore& asked) {
        return asked.policy().decide(test::seed::ann, "tool:invoke", "search", &context);
    };
    EXPECT_TRUE(decide(*core).allow);
    CoreOptions changed = options;
    changed.policy_config.ip_blocklist = AddressList({*parse_address_range("203.0.113.0/24")});
    auto other = ReferenceCore::open(changed, time);
    ASSERT_TRUE(other);
    EXPECT_EQ(decide(**other).policy, "ip_filtering");
    context.client_ip = "203.0.112.9";
    EXPECT_TRUE(decide(**other).allow);
}

TEST_F(PolicyApiTest, NobodyIsDenied) {
    const auto response = evaluate("", "search");
    ASSERT_EQ(response->status, 200);
    EXPECT_EQ(body_of(response)["decision"], "deny");
    EXPECT_EQ(body_of(response)["reason"], "Access denied by RBAC: unknown user");
}

TEST_F(PolicyApiTest, BadRequestsAre422AndNotAudited) {
    EXPECT_EQ(client().Post("/api/v1/policy/evaluate", "{", "application/json")->status, 422);
    EXPECT_EQ(post("/api/v1/policy/evaluate", json::object())->status, 422);
    EXPECT_EQ(post("/api/v1/policy/evaluate", {{"action", "a"}, {"user_id", "ann"}})->status, 422);
    EXPECT_EQ(core->audit().stats().accepted, 0U);
}

TEST_F(PolicyApiTest, SecondAskingIsAHitInL1ThenInL2) {
    EXPECT_EQ(evaluate(test::seed::ann, "search")->get_header_value("X-Cache"), "MISS");
    EXPECT_EQ(evaluate(test::seed::ann, "search")->get_header_value("X-Cache"), "HIT");
    EXPECT_EQ(core->policy().stats().l1_hits, 1U);
    time.advance(options.policy.l1_ttl);
    const auto from_redis = evaluate(test::seed::ann, "search");
    EXPECT_EQ(from_redis->get_header_value("X-Cache"), "HIT");
    EXPECT_EQ(body_of(from_redis)["decision"], "allow");
    EXPECT_EQ(core->policy().stats().l2_hits, 1U);
    EXPECT_EQ(core->policy().stats().evaluations, 1U);
}

TEST_F(PolicyApiTest, AnotherCoreFindsTheDecisionInRedis) {
    (void)evaluate(test::seed::ann, "search");
    auto other = ReferenceCore::open(options, time);
    ASSERT_TRUE(other);
    const PolicyDecision decision =
        (*other)->policy().decide(test::seed::ann, "tool:invoke", "search");
    EXPECT_EQ(decision.cache, CacheStatus::l2_hit);
    EXPECT_TRUE(decision.allow);
    EXPECT_EQ(decision.policy, "all");
}

TEST_F(PolicyApiTest, CoreThatSeesNewFactsNeverFindsTheOldDecision) {
    (void)evaluate(test::seed::ann, "search");
    set_role(test::seed::ann, "viewer");
    auto other = ReferenceCore::open(options, time);
    ASSERT_TRUE(other);
    const PolicyDecision decision =
        (*other)->policy().decide(test::seed::ann, "tool:invoke", "search");
    EXPECT_EQ(decision.cache, CacheStatus::miss);
    EXPECT_FALSE(decision.allow);
}

TEST_F(PolicyApiTest, ChangedRoleCountsAfterInvalidation) {
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    set_role(test::seed::ann, "viewer");
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    (void)core->policy().invalidate_user(test::seed::ann);
    const auto fresh = evaluate(test::seed::ann, "search");
    EXPECT_EQ(fresh->get_header_value("X-Cache"), "MISS");
    EXPECT_EQ(body_of(fresh)["decision"], "deny");
}

TEST_F(PolicyApiTest, InvalidationRemovesTheDecisionsFromRedis) {
    (void)evaluate(test::seed::ann, "search");
    (void)evaluate(test::seed::ada, "search");
    (void)evaluate(test::seed::ann, "deploy");
    (void)core->policy().invalidate_tool("search");
    // Facts are unchanged, so only a removed entry explains a miss in L2.
    const PolicyCacheStats before = core->policy().stats();
    (void)evaluate(test::seed::ann, "search");
    (void)evaluate(test::seed::ada, "search");
    EXPECT_EQ(core->policy().stats().l2_misses, before.l2_misses + 2);
    time.advance(options.policy.l1_ttl);
    (void)evaluate(test::seed::ann, "deploy");
    EXPECT_EQ(core->policy().stats().l2_hits, before.l2_hits + 1);
}

TEST_F(PolicyApiTest, EveryDecisionLandsInTheAuditTrail) {
    const std::string allowed = body_of(evaluate(test::seed::ann, "search"))["audit_id"];
    const std::string denied = body_of(evaluate(test::seed::vic, "search"))["audit_id"];
    const std::string nobody = body_of(evaluate("", "search"))["audit_id"];
    flush_audit();
    const std::string row =
        "SELECT concat_ws(' ', event_type, user_id, resource_type, resource_id, action, status, "
        "host(ip_address), details->>'policy', details->>'cache') FROM sark_audit.audit_events "
        "WHERE event_id = '";
    EXPECT_EQ(test::scalar(row + allowed + "'"), "authorization_allowed " + test::seed::ann +
                                                     " tool search tool:invoke allowed 127.0.0.1 "
                                                     "all miss");
    EXPECT_EQ(test::scalar(row + denied + "'"), "authorization_denied " + test::seed::vic +
                                                    " tool search tool:invoke denied 127.0.0.1 "
                                                    "rbac miss");
    EXPECT_EQ(test::scalar(row + nobody + "'"),
              "authorization_denied tool search tool:invoke denied 127.0.0.1 rbac miss");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_audit.audit_events"), "3");
}

TEST_F(PolicyApiTest, ConcurrentRequestsAllGetTheirAnswer) {
    std::vector<std::jthread> threads;
    std::atomic<int> allowed{0};
    for (int t = 0; t < 6; ++t)
        threads.emplace_back([&] {
            httplib::Client own = client();
            const std::string body =
                json({{"user_id", test::seed::ann}, {"action", "tool:invoke"}, {"tool", "search"}})
                    .dump();
            for (int i = 0; i < 50; ++i) {
                const auto response = own.Post("/api/v1/policy/evaluate", body, "application/json");
                if (response && body_of(response)["decision"] == "allow")
                    ++allowed;
            }
        });
    threads.clear();
    EXPECT_EQ(allowed, 300);
    EXPECT_EQ(core->policy().stats().evaluations, 1U);
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_audit.audit_events"), "300");
}

class FullAuditQueueTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.audit.queue_capacity = 0;
        options.audit.block_timeout = Nanos(1);
        start();
    }
};

TEST_F(FullAuditQueueTest, NobodyIsLetInWithoutATraceAndTheRefusalIsCounted) {
    const auto response = evaluate(test::seed::ann, "search");
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(body_of(response)["decision"], "deny");
    EXPECT_EQ(body_of(response)["reason"],
              "Policy evaluation error: the audit trail did not take the event");
    EXPECT_TRUE(body_of(response)["filtered_parameters"].is_null());
    EXPECT_TRUE(body_of(response)["audit_id"].is_null());
    EXPECT_EQ(core->audit().stats().rejected, 1U);
    EXPECT_EQ(core->audit().stats().blocked, 1U);
    EXPECT_THAT(get("/metrics")->body,
                testing::HasSubstr("sark_audit_events_rejected_total{reason=\"queue_full\"} 1"));
}

TEST_F(FullAuditQueueTest, InABatchEachIsDenied) {
    const json one = {{"user_id", test::seed::ann}, {"action", "tool:invoke"}, {"tool", "search"}};
    const auto response = post("/api/v1/policy/batch-evaluate", json::array({one, one, one}));
    ASSERT_EQ(body_of(response).size(), 3U);
    for (const json& answer : body_of(response)) {
        EXPECT_EQ(answer["decision"], "deny");
        EXPECT_EQ(answer["reason"],
                  "Policy evaluation error: the audit trail did not take the event");
    }
    EXPECT_EQ(core->audit().stats().rejected, 3U);
    EXPECT_EQ(core->audit().stats().blocked, 1U) << "in vain; the others need not try";
}

class RejectingAuditTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.audit.queue_capacity = 0;
        options.audit.overflow = AuditOverflow::reject;
        start();
    }
};

TEST_F(RejectingAuditTest, DeniesWithoutWaiting) {
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "search"))["decision"], "deny");
    EXPECT_EQ(core->audit().stats().rejected, 1U);
    EXPECT_EQ(core->audit().stats().blocked, 0U);
}

class LosingRedisTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.redis = redis.address();
        start();
    }
    test::PrivateRedis redis;
};

TEST_F(LosingRedisTest, DecisionsGoOnWithoutItAndUseItAgainWhenItIsBack) {
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    redis.kill();
    time.advance(options.policy.l1_ttl);
    const auto without = evaluate(test::seed::ann, "search");
    EXPECT_EQ(without->status, 200);
    EXPECT_EQ(body_of(without)["decision"], "allow");
    EXPECT_EQ(without->get_header_value("X-Cache"), "MISS");
    EXPECT_GE(core->policy().stats().l2_errors, 1U);
    const auto not_ready = get("/health/ready");
    EXPECT_EQ(not_ready->status, 503);
    EXPECT_EQ(body_of(not_ready), json({{"ready", false}, {"database", true}, {"redis", false}}));

    redis.start();
    time.advance(options.policy.l1_ttl);
    EXPECT_EQ(evaluate(test::seed::ann, "search")->get_header_value("X-Cache"), "MISS");
    time.advance(options.policy.l1_ttl);
    EXPECT_EQ(evaluate(test::seed::ann, "search")->get_header_value("X-Cache"), "HIT");
    EXPECT_EQ(core->policy().stats().l2_hits, 1U);
    EXPECT_EQ(get("/health/ready")->status, 200);
}

class LosingDatabaseTest : public test::ApiTest {
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

TEST_F(LosingDatabaseTest, FailsClosedWithoutCachingAndRecovers) {
    EXPECT_EQ(body_of(evaluate(test::seed::ada, "search"))["decision"], "allow");
    test::lock_out_victim();

    const auto denied = evaluate(test::seed::ann, "search");
    EXPECT_EQ(denied->status, 200);
    EXPECT_EQ(body_of(denied)["decision"], "deny");
    EXPECT_EQ(body_of(denied)["reason"], "Policy evaluation error: database unavailable");
    EXPECT_EQ(denied->get_header_value("X-Cache"), "MISS");
    // What is known is still decided.
    EXPECT_EQ(body_of(evaluate(test::seed::ada, "search"))["decision"], "allow");

    const auto read = get("/api/v1/servers/" + test::seed::server);
    EXPECT_EQ(read->status, 503);
    EXPECT_EQ(test::detail_of(read), R"("Database unavailable")");
    EXPECT_EQ(get("/api/v1/servers/")->status, 503);
    EXPECT_EQ(post("/api/v1/servers/", {{"name", "n"}, {"transport", "sse"}})->status, 503);
    const auto not_ready = get("/health/ready");
    EXPECT_EQ(not_ready->status, 503);
    EXPECT_EQ(body_of(not_ready), json({{"ready", false}, {"database", false}, {"redis", true}}));
    EXPECT_EQ(get("/health/live")->status, 200);

    test::let_in_victim();
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    EXPECT_EQ(get("/api/v1/servers/" + test::seed::server)->status, 200);
    EXPECT_EQ(get("/health/ready")->status, 200);
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_audit.audit_events WHERE status = 'error'"),
              "1");
}

}  // namespace
}  // namespace sark
