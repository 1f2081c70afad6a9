#include "core/policy/decision_key.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/policy/decision_json.hpp"

namespace sark {
namespace {

const Principal principal{"user-1", "developer", {"blue", "green"}, true};
const ToolFacts tool{"db:query", "medium", "blue", "user-9"};

TEST(DecisionKeyTest, L2KeyHasSarksLayout) {
    EXPECT_EQ(l2_key({"user-1", "tool:invoke", "db:query/x"}, 0x00ab'0000'0000'0001),
              "policy:decision:user-1:tool:invoke:tool_db_query_x:00ab000000000001");
    EXPECT_EQ(l2_key({"user-1", "policy:read", ""}, 1),
              "policy:decision:user-1:policy:read:unknown:0000000000000001");
}

TEST(DecisionKeyTest, EveryFactChangesTheFingerprint) {
    using Change = std::function<void(Principal&, ToolFacts&)>;
    const std::vector<std::pair<std::string, Change>> changes = {
        {"id", [](Principal& p, ToolFacts&) { p.id = "user-2"; }},
        {"role", [](Principal& p, ToolFacts&) { p.role = "admin"; }},
        {"active", [](Principal& p, ToolFacts&) { p.is_active = false; }},
        {"team left", [](Principal& p, ToolFacts&) { p.teams.pop_back(); }},
        {"team joined", [](Principal& p, ToolFacts&) { p.teams.emplace_back("red"); }},
        {"teams merged", [](Principal& p, ToolFacts&) { p.teams = {"bluegreen"}; }},
        {"manages one", [](Principal& p, ToolFacts&) { p.managed_teams = {"blue"}; }},
        {"manages what was a team",
         [](Principal& p, ToolFacts&) {
             p.teams = {"blue"};
             p.managed_teams = {"green"};
         }},
        {"tool name", [](Principal&, ToolFacts& t) { t.name = "db_query"; }},
        {"sensitivity", [](Principal&, ToolFacts& t) { t.sensitivity_level = "high"; }},
        {"team of tool", [](Principal&, ToolFacts& t) { t.team_id = "green"; }},
        {"no team of tool", [](Principal&, ToolFacts& t) { t.team_id.reset(); }},
        {"empty team of tool", [](Principal&, ToolFacts& t) { t.team_id = ""; }},
        {"owner", [](Principal&, ToolFacts& t) { t.owner_id = "user-1"; }},
        {"no owner", [](Principal&, ToolFacts& t) { t.owner_id.reset(); }},
    };
    for (const auto& [name, change] : changes) {
        Principal changed_principal = principal;
        ToolFacts changed_tool = tool;
        change(changed_principal, changed_tool);
        EXPECT_NE(facts_fingerprint(changed_principal, changed_tool),
                  facts_fingerprint(principal, tool))
            << name;
    }
}

TEST(DecisionKeyTest, OrderOfTeamsDoesNotMatter) {
    Principal reordered = principal;
    reordered.teams = {"green", "blue"};
    EXPECT_EQ(facts_fingerprint(reordered, tool), facts_fingerprint(principal, tool));
}

TEST(DecisionKeyTest, WhichOfTheTeamsIsManagedMattersAndTheirOrderDoesNot) {
    Principal blue = principal;
    blue.managed_teams = {"blue"};
    Principal green = principal;
    green.managed_teams = {"green"};
    EXPECT_NE(facts_fingerprint(blue, tool), facts_fingerprint(green, tool));
    blue.managed_teams = {"blue", "green"};
    green.managed_teams = {"green", "blue"};
    EXPECT_EQ(facts_fingerprint(blue, tool), facts_fingerprint(green, tool));
}

TEST(DecisionKeyTest, KeysOfDifferentQuestionsDiffer) {
    EXPECT_NE(question_key({"a", "bc", "d"}), question_key({"ab", "c", "d"}));
    EXPECT_NE(question_key({"a", "b", "1:c"}), question_key({"a", "b1:", "c"}));
    EXPECT_NE(question_key({"", "a", ""}), question_key({"a", "", ""}));
}

TEST(DecisionKeyTest, WhatTheDecisionDependsOnBesideTheFactsChangesTheFingerprint) {
    using namespace std::chrono_literals;
    PolicyRequest request;
    request.principal = principal;
    request.resource = tool;
    request.action = "tool:invoke";
    constexpr std::chrono::sys_days friday{std::chrono::year{2026} / 11 / 20};
    request.time = UtcTime{friday.time_since_epoch() + 10h};
    const Evaluator rules = rule_evaluator();
    const std::uint64_t base = decision_fingerprint(request, rules, 1);
    EXPECT_EQ(decision_fingerprint(request, rules, 1), base);
    EXPECT_NE(decision_fingerprint(request, rule_evaluator(RuleOrder::expensive_first), 1), base);
    EXPECT_NE(decision_fingerprint(request, rules, 2), base);
    PolicyConfig config;
    config.allow_private_ips = true;
    EXPECT_NE(decision_fingerprint(request, rule_evaluator(RuleOrder::cheap_first, config), 1),
              base);
    PolicyRequest later = request;
    later.time += 6h;  // 16:00: still the same hours to the rules
    EXPECT_EQ(decision_fingerprint(later, rules, 1), base);
    for (const Nanos step : {Nanos{7h}, Nanos{8h}, Nanos{24h}}) {
        later.time = request.time + step;  // 17:00, 18:00, Saturday
        EXPECT_NE(decision_fingerprint(later, rules, 1), base);
    }
}

TEST(DecisionKeyTest, AnOpenMaintenanceWindowChangesTheFingerprint) {
    using namespace std::chrono_literals;
    PolicyRequest request;
    request.action = "server:delete";
    request.time = UtcTime(100h);
    PolicyConfig config;
    config.maintenance_windows = {{request.time, request.time + 1min, {"server:delete"}}};
    const Evaluator rules = rule_evaluator(RuleOrder::cheap_first, config);
    const std::uint64_t open = decision_fingerprint(request, rules, 1);
    request.time += 1min;
    EXPECT_NE(decision_fingerprint(request, rules, 1), open);
}

TEST(DecisionKeyTest, HashedKeysHaveTheSeedsLayout) {
    const std::string key = l2_hash_key({"user-1", "tool:invoke", "search"}, 7);
    EXPECT_EQ(key.substr(0, 13), "opa_decision:");
    EXPECT_EQ(key.size(), 13U + 16U);
    EXPECT_NE(l2_hash_key({"user-1", "tool:invoke", "search"}, 8), key);
    EXPECT_NE(l2_hash_key({"user-2", "tool:invoke", "search"}, 7), key);
}

TEST(DecisionJsonTest, SurvivesTheRoundTrip) {
    StoredDecision stored;
    stored.decision.allow = true;
    stored.decision.reason = "because \"quoted\" \xc3\xa4";
    stored.decision.policy = "all";
    stored.decision.cache = CacheStatus::miss;
    stored.refresh_at = UtcTime(std::chrono::milliseconds(1'763'719'200'123));
    stored.question = question_key({"u", "a", "t"});
    const auto read = stored_decision_from_json(to_json(stored));
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->decision.allow);
    EXPECT_EQ(read->decision.reason, stored.decision.reason);
    EXPECT_EQ(read->decision.policy, "all");
    EXPECT_EQ(read->decision.cache, CacheStatus::none);
    EXPECT_EQ(read->refresh_at, stored.refresh_at);
    EXPECT_EQ(read->question, stored.question);
}

TEST(DecisionJsonTest, WhatIsLeftOutIsNeverRefreshedAndNamesNoQuestion) {
    for (const char* text :
         {R"({"allow":false,"reason":"r","policy":"p"})",
          R"({"allow":false,"reason":"r","policy":"p","refresh_at":-5,"question":7})",
          R"({"allow":false,"reason":"r","policy":"p","refresh_at":9223372036854775807})"}) {
        const auto read = stored_decision_from_json(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->refresh_at, UtcTime::max()) << text;
        EXPECT_EQ(read->question, "") << text;
    }
}

TEST(DecisionJsonTest, AnythingElseIsAbsent) {
    for (const char* text :
         {"", "{", "[]", "null", "{}", R"({"allow":1,"reason":"","policy":""})",
          R"({"allow":true,"reason":"x"})", R"({"allow":true,"reason":2,"policy":"all"})"})
        EXPECT_FALSE(stored_decision_from_json(text)) << text;
}

}  // namespace
}  // namespace sark
