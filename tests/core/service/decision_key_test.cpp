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
    EXPECT_EQ(l2_key("user-1", "tool:invoke", "db:query/x", 0x00ab'0000'0000'0001),
              "policy:decision:user-1:tool:invoke:tool_db_query_x:00ab000000000001");
    EXPECT_EQ(l2_key("user-1", "policy:read", "", 1),
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

TEST(DecisionKeyTest, L1KeysOfDifferentRequestsDiffer) {
    EXPECT_NE(l1_key("a", "bc", "d"), l1_key("ab", "c", "d"));
    EXPECT_NE(l1_key("a", "b", "1:c"), l1_key("a", "b1:", "c"));
    EXPECT_NE(l1_key("", "a", ""), l1_key("a", "", ""));
}

TEST(DecisionJsonTest, SurvivesTheRoundTrip) {
    PolicyDecision decision;
    decision.allow = true;
    decision.reason = "because \"quoted\" \xc3\xa4";
    decision.policy = "all";
    decision.cache = CacheStatus::miss;
    const auto read = decision_from_json(decision_to_json(decision));
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->allow);
    EXPECT_EQ(read->reason, decision.reason);
    EXPECT_EQ(read->policy, "all");
    EXPECT_EQ(read->cache, CacheStatus::none);
}

TEST(DecisionJsonTest, AnythingElseIsAbsent) {
    for (const char* text :
         {"", "{", "[]", "null", "{}", R"({"allow":1,"reason":"","policy":""})",
          R"({"allow":true,"reason":"x"})", R"({"allow":true,"reason":2,"policy":"all"})"})
        EXPECT_FALSE(decision_from_json(text)) << text;
}

}  // namespace
}  // namespace sark
