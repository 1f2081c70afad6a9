#include <chrono>
#include <string>

#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;
using test::body_of;

class PolicyBatchApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }
    static json item(const std::string& user, const std::string& tool) {
        return {{"user_id", user}, {"action", "tool:invoke"}, {"tool", tool}};
    }
    httplib::Result batch(const json& body) { return post("/api/v1/policy/batch-evaluate", body); }
};

TEST_F(PolicyBatchApiTest, ListInListOutInTheSameOrder) {
    json allowed = item(test::seed::ann, "search");
    allowed["parameters"] = {{"q", 1}, {"token", "secret"}};
    const json body = {allowed, item(test::seed::vic, "search"), item(test::seed::ann, "report"),
                       item(test::seed::ann, "nothing"), allowed};
    const auto response = batch(body);
    ASSERT_EQ(response->status, 200) << response->body;
    const json answers = body_of(response);
    ASSERT_EQ(answers.size(), body.size());
    for (std::size_t i = 0; i < body.size(); ++i) {
        json single = body_of(post("/api/v1/policy/evaluate", body[i]));
        json batched = answers[i];
        EXPECT_TRUE(batched["audit_id"].is_string());
        single.erase("audit_id");
        batched.erase("audit_id");
        EXPECT_EQ(batched, single) << i;
    }
    EXPECT_EQ(answers[0]["filtered_parameters"], json({{"q", 1}}));
    EXPECT_EQ(response->get_header_value("X-Cache"), "MISS");
    const auto again = batch(body);
    EXPECT_EQ(again->get_header_value("X-Cache-Hits"), "4");  // what does not exist is not kept
}

TEST_F(PolicyBatchApiTest, EveryDecisionIsAuditedUnderItsId) {
    const json answers =
        body_of(batch({item(test::seed::ann, "search"), item(test::seed::vic, "search")}));
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_audit.audit_events"), "2");
    const std::string id = answers[1]["audit_id"];
    EXPECT_EQ(test::scalar("SELECT concat_ws(' ', event_type, user_id) FROM "
                           "sark_audit.audit_events WHERE event_id = '" +
                           id + "'"),
              "authorization_denied " + test::seed::vic);
}

TEST_F(PolicyBatchApiTest, BothSlashFormsAndTheLargestBatchAreServed) {
    json body = json::array();
    for (int i = 0; i < 1'000; ++i) body.push_back(item(test::seed::ann, "search"));
    const auto largest = post("/api/v1/policy/batch-evaluate/", body);
    ASSERT_EQ(largest->status, 200);
    EXPECT_EQ(body_of(largest).size(), 1'000U);
    EXPECT_EQ(core->policy().stats().evaluations, 1U);
    body.push_back(item(test::seed::ann, "search"));
    const auto too_large = batch(body);
    EXPECT_EQ(too_large->status, 422);
    EXPECT_NE(too_large->body.find("a list of 1 to 1000 evaluations"), std::string::npos);
}

TEST_F(PolicyBatchApiTest, BadItemsAreNamedAndNothingIsDecided) {
    const auto response = batch({item(test::seed::ann, "search"),
                                 {{"user_id", "ann"}, {"action", "a"}},
                                 7,
                                 {{"tool", "search"}}});
    EXPECT_EQ(response->status, 422);
    const json issues = body_of(response)["detail"];
    ASSERT_EQ(issues.size(), 3U);
    EXPECT_EQ(issues[0]["loc"], json({"body", 1, "user_id"}));
    EXPECT_EQ(issues[1]["loc"], json({"body", 2}));
    EXPECT_EQ(issues[2]["loc"], json({"body", 3, "action"}));
    EXPECT_EQ(core->audit().stats().accepted, 0U);
    for (const json& body : {json::array(), json::object(), json("text")})
        EXPECT_EQ(batch(body)->status, 422) << body;
    EXPECT_EQ(client().Post("/api/v1/policy/batch-evaluate", "[", "application/json")->status, 422);
}

TEST_F(PolicyBatchApiTest, InvalidationsCountAtOnce) {
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    const auto done = test::connect()->execute(
        "UPDATE sark_api.users SET role = 'viewer' WHERE id = '" + test::seed::ann + "'");
    ASSERT_TRUE(done);
    const auto response = post("/api/v1/policy/invalidate", {{"user_id", test::seed::ann}});
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(body_of(response), json({{"status", "invalidated"}}));
    EXPECT_EQ(body_of(evaluate(test::seed::ann, "search"))["decision"], "deny");
    EXPECT_EQ(post("/api/v1/policy/invalidate", {{"tool", "search"}})->status, 200);
    EXPECT_EQ(post("/api/v1/policy/invalidate", {{"policies", true}})->status, 200);
    EXPECT_EQ(evaluate(test::seed::ann, "search")->get_header_value("X-Cache"), "MISS");
}

TEST_F(PolicyBatchApiTest, InvalidationNamesExactlyOneThing) {
    for (const json& body : {json::object(), json({{"policies", false}}),
                             json({{"policies", "yes"}}), json({{"user_id", "ann"}}),
                             json({{"tool", ""}}), json({{"tool", "search"}, {"policies", true}})})
        EXPECT_EQ(post("/api/v1/policy/invalidate", body)->status, 422) << body;
}

class PolicyBatchWithoutAuditTest : public PolicyBatchApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.audit_dsn = test::victim_dsn();
        options.audit.ack = AckLevel::database;
        options.audit.ack_timeout = std::chrono::seconds(1);
        start();
        test::lock_out_victim();
    }
    void TearDown() override {
        test::let_in_victim();
        ApiTest::TearDown();
    }
};

TEST_F(PolicyBatchWithoutAuditTest, WaitsForAllAcknowledgementsAtOnceAndThenDenies) {
    // One after the other they would outlast the request.
    const json answers = body_of(batch(json(100, item(test::seed::ann, "search"))));
    ASSERT_EQ(answers.size(), 100U);
    for (const json& each : answers) {
        EXPECT_EQ(each["decision"], "deny");
        EXPECT_TRUE(each["audit_id"].is_null());
    }
}

}  // namespace
}  // namespace sark
