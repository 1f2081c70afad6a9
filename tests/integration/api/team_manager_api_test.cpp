// Managers of teams as they are stored, over HTTP: high tools, critical tools and the step-up.

#include <chrono>
#include <string>

#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;
using test::body_of;

const std::string vault = "vault";
const std::string red = "00000000-0000-4000-8000-0000000000b2";

/// The tools of team blue: deploy is high, vault critical. Ann is a developer of team blue.
class TeamManagerApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        run("INSERT INTO sark_api.mcp_tools (server_id, name, sensitivity_level) VALUES ('" +
            test::seed::server + "', '" + vault + "', 'critical')");
        start();
    }

    static void run(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }
    static void join(const std::string& user, const std::string& team, bool as_manager) {
        run("INSERT INTO sark_api.user_teams (user_id, team_id, is_manager) VALUES ('" + user +
            "', '" + team + "', " + (as_manager ? "true" : "false") +
            ") ON CONFLICT (user_id, team_id) DO UPDATE SET is_manager = excluded.is_manager");
    }
    /// Who asks is in the office and was verified so long ago.
    json question(const std::string& user, const std::string& tool,
                  std::chrono::seconds verified_ago = std::chrono::seconds(10)) const {
        const auto verified = (time.utc_now() - verified_ago).time_since_epoch().count();
        return {{"user_id", user},
                {"action", "tool:invoke"},
                {"tool", tool},
                {"context",
                 {{"client_ip", "10.1.2.3"}, {"mfa_verified", true}, {"mfa_timestamp", verified}}}};
    }
    /// "allow", or why not.
    std::string answer_to(const json& asked) {
        const json body = body_of(post("/api/v1/policy/evaluate", asked));
        return body["decision"] == "allow" ? "allow" : body["reason"].get<std::string>();
    }
    void forget(const std::string& user) {
        ASSERT_EQ(post("/api/v1/policy/invalidate", {{"user_id", user}})->status, 200);
    }
};

constexpr const char* by_role = "Access denied by RBAC: Insufficient role permissions";

TEST_F(TeamManagerApiTest, AMemberIsRefusedAHighToolAndItsManagerIsNot) {
    EXPECT_EQ(answer_to(question(test::seed::ann, "deploy")), by_role);
    join(test::seed::ann, test::seed::blue, true);
    EXPECT_EQ(answer_to(question(test::seed::ann, "deploy")), by_role) << "not announced yet";
    forget(test::seed::ann);
    EXPECT_EQ(answer_to(question(test::seed::ann, "deploy")), "allow");
}

TEST_F(TeamManagerApiTest, WhatElseTheRulesAskOfAHighToolIsAskedOfAManager) {
    join(test::seed::ann, test::seed::blue, true);
    json asked = question(test::seed::ann, "deploy");
    asked["context"]["mfa_verified"] = false;
    EXPECT_EQ(answer_to(asked),
              "Access denied by MFA requirements: Multi-factor authentication required but not "
              "verified");
    asked.erase("context");
    EXPECT_NE(answer_to(asked), "allow");
    EXPECT_EQ(answer_to(question(test::seed::ann, "deploy")), "allow");
}

TEST_F(TeamManagerApiTest, TheManagerOfAnotherTeamIsRefused) {
    join(test::seed::ann, red, true);  // of team blue she stays a member
    EXPECT_EQ(answer_to(question(test::seed::ann, "deploy")), by_role);
    join(test::seed::ada, red, true);  // an administrator
    join(test::seed::ada, test::seed::blue, false);
    EXPECT_EQ(answer_to(question(test::seed::ada, "deploy")),
              "Access denied by team access: Team manager required");
}

TEST_F(TeamManagerApiTest, AnAdministratorWhoManagesTheTeamIsAllowed) {
    join(test::seed::ada, test::seed::blue, true);
    EXPECT_EQ(answer_to(question(test::seed::ada, "deploy")), "allow");
}

TEST_F(TeamManagerApiTest, AViewerStaysAViewer) {
    join(test::seed::vic, test::seed::blue, true);
    EXPECT_EQ(answer_to(question(test::seed::vic, "deploy")), by_role);
}

TEST_F(TeamManagerApiTest, WhoManagesNoLongerIsRefusedEverywhere) {
    join(test::seed::ann, test::seed::blue, true);
    EXPECT_EQ(answer_to(question(test::seed::ann, "deploy")), "allow");
    join(test::seed::ann, test::seed::blue, false);
    forget(test::seed::ann);
    EXPECT_EQ(answer_to(question(test::seed::ann, "deploy")), by_role);
}

TEST_F(TeamManagerApiTest, AProcessThatSeesTheChangeNeverFindsTheOldDecisionInRedis) {
    join(test::seed::ann, test::seed::blue, true);
    RequestContext context;
    context.client_ip = "10.1.2.3";
    context.mfa_verified = true;
    const auto decide = [&](ReferenceCore& asked) {
        return asked.policy().decide(test::seed::ann, "tool:invoke", "deploy", &context);
    };
    EXPECT_TRUE(decide(*core).allow);
    auto same_facts = ReferenceCore::open(options, time);
    ASSERT_TRUE(same_facts);
    EXPECT_EQ(decide(**same_facts).cache, CacheStatus::l2_hit);
    join(test::seed::ann, test::seed::blue, false);
    auto new_facts = ReferenceCore::open(options, time);
    ASSERT_TRUE(new_facts);
    const PolicyDecision refused = decide(**new_facts);
    EXPECT_EQ(refused.cache, CacheStatus::miss);
    EXPECT_FALSE(refused.allow);
}

TEST_F(TeamManagerApiTest, ACriticalToolAsksItsManagerForAFreshFactorOrAStepUp) {
    join(test::seed::ann, test::seed::blue, true);
    json bare = question(test::seed::ann, vault);
    bare.erase("context");
    EXPECT_EQ(answer_to(bare),
              "Access denied by sensitivity enforcement: Multi-factor authentication required for "
              "critical tools");
    EXPECT_EQ(answer_to(question(test::seed::ann, vault)), "allow");
    json old = question(test::seed::ann, vault, std::chrono::seconds(301));
    EXPECT_EQ(answer_to(old),
              "Access denied by MFA requirements: Additional authentication verification required "
              "for this sensitive operation");
    old["context"]["step_up_verified"] = true;
    EXPECT_EQ(answer_to(old), "allow");
    EXPECT_EQ(answer_to(question(test::seed::ada, vault)),
              "Access denied by team access: Team manager required")
        << "an administrator is no manager";
}

TEST_F(TeamManagerApiTest, ABatchDecidesAsSingleQuestionsDo) {
    join(test::seed::ann, test::seed::blue, true);
    const json answers = body_of(
        post("/api/v1/policy/batch-evaluate",
             json::array({question(test::seed::ann, "deploy"), question(test::seed::ada, "deploy"),
                          question(test::seed::ann, vault)})));
    ASSERT_EQ(answers.size(), 3U) << answers;
    EXPECT_EQ(answers[0]["decision"], "allow");
    EXPECT_EQ(answers[1]["decision"], "deny");
    EXPECT_EQ(answers[2]["decision"], "allow");
}

TEST_F(TeamManagerApiTest, AGatewayIsToldSoAndForHowLong) {
    join(test::seed::ann, test::seed::blue, true);
    json asked = question(test::seed::ann, "deploy");
    asked["action"] = "gateway:tool:invoke";
    asked["tool_name"] = "deploy";
    asked.erase("tool");
    const json allowed = body_of(post("/api/v1/gateway/authorize", asked));
    EXPECT_EQ(allowed["allow"], true) << allowed;
    EXPECT_EQ(allowed["cache_ttl"], 60);
    join(test::seed::ann, test::seed::blue, false);
    forget(test::seed::ann);
    EXPECT_EQ(body_of(post("/api/v1/gateway/authorize", asked))["allow"], false);
}

}  // namespace
}  // namespace sark
