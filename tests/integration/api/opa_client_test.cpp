#include "core/opa/opa_client.hpp"

#include <atomic>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/api/api_fixture.hpp"
#include "tests/integration/api/small_opa.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::SmallOpa;

class OpaClientTest : public testing::Test {
 protected:
    OpaClientTest() {
        ask(opa.options());
        request.principal = {"ann", "developer", {"blue"}, true};
        request.action = "tool:invoke";
        request.resource = {"search", "low", "blue", std::nullopt};
    }
    void ask(const OpaOptions& options) {
        auto made = OpaClient::create(options);
        client = made ? *std::move(made) : nullptr;
    }
    std::string reason() {
        const PolicyDecision decision = client->evaluate(request);
        EXPECT_FALSE(decision.allow);
        EXPECT_TRUE(decision.error);
        return decision.reason;
    }
    void answer_with(int status, const std::string& body) {
        opa.answer_by([=](const json&, httplib::Response& response) {
            response.status = status;
            response.set_content(body, "application/json");
        });
    }

    SmallOpa opa;
    std::unique_ptr<OpaClient> client;
    PolicyRequest request;
};

TEST_F(OpaClientTest, AsksByTheDataApiOverOneConnection) {
    for (int i = 0; i < 5; ++i) {
        const PolicyDecision decision = client->evaluate(request);
        EXPECT_TRUE(decision.allow);
        EXPECT_EQ(decision.reason, "as OPA says");
        EXPECT_EQ(decision.policy, "opa");
    }
    request.principal.role = "viewer";
    EXPECT_FALSE(client->evaluate(request).allow);
    EXPECT_EQ(opa.asked, 6);
    EXPECT_EQ(opa.connections(), 1U);
    EXPECT_TRUE(client->is_healthy());
}

TEST_F(OpaClientTest, UndefinedDecisionsAreDenied) {
    answer_with(200, "{}");
    EXPECT_EQ(reason(), "Policy evaluation error: OPA has no such decision");
}

TEST_F(OpaClientTest, ErrorsAndNonsenseAreDenied) {
    answer_with(500, R"({"code": "internal_error", "message": "secret", "result": true})");
    EXPECT_EQ(reason(), "Policy evaluation error: OPA answered 500");
    answer_with(404, R"({"result": true})");
    EXPECT_EQ(reason(), "Policy evaluation error: OPA answered 404");
    answer_with(200, R"({"result": {"allow": tr)");
    EXPECT_EQ(reason(), "Policy evaluation error: OPA's answer is not understood");
    EXPECT_EQ(opa.connections(), 1U);  // an answer, however bad, leaves the connection in order
}

TEST_F(OpaClientTest, SlowAnswerIsDeniedAndTheNextOneIsRight) {
    OpaOptions impatient = opa.options();
    impatient.timeout = 300ms;
    ask(impatient);
    std::promise<void> release;
    opa.answer_by(
        [released = release.get_future().share()](const json&, httplib::Response& response) {
            released.wait();
            response.set_content(R"({"result": true})", "application/json");
        });
    EXPECT_EQ(reason(), "Policy evaluation error: OPA did not answer in time");
    release.set_value();
    // The late answer must not be taken for that to the next question.
    opa.answer_by(SmallOpa::decide);
    request.principal.role = "viewer";
    PolicyDecision next = client->evaluate(request);
    while (next.error) {  // while the machine stands still, so may the right one be late
        EXPECT_EQ(next.reason, "Policy evaluation error: OPA did not answer in time");
        next = client->evaluate(request);
    }
    EXPECT_FALSE(next.allow);
    EXPECT_GE(opa.connections(), 2U);
}

TEST_F(OpaClientTest, AnAnswerThatComesInDripsIsDenied) {
    OpaOptions impatient = opa.options();
    impatient.timeout = 300ms;
    ask(impatient);
    std::atomic<bool> is_over = false;
    opa.answer_by([&](const json&, httplib::Response& response) {
        response.set_chunked_content_provider(
            "application/json", [&, sent = 0](std::size_t, httplib::DataSink& sink) mutable {
                // Each piece comes within the timeout, all of them do not.
                std::this_thread::sleep_for(20ms);
                const bool is_last = is_over || ++sent == 500;
                const std::string piece = is_last ? R"({"result": true})" : " ";
                sink.write(piece.data(), piece.size());
                if (is_last)
                    sink.done();
                return true;
            });
    });
    EXPECT_EQ(reason(), "Policy evaluation error: OPA did not answer in time");
    is_over = true;
    opa.stop();
}

TEST_F(OpaClientTest, AnAnswerThatIsTooLongIsDenied) {
    const std::string blanks(1'048'576, ' ');
    answer_with(200, blanks + R"({"result": true})");
    EXPECT_EQ(reason(), "Policy evaluation error: OPA's answer is too long");
    answer_with(200, blanks.substr(64) + R"({"result": true})");
    EXPECT_TRUE(client->evaluate(request).allow);
}

TEST_F(OpaClientTest, OpaThatIsAwayIsDenied) {
    SmallOpa leaving(1);
    ask(leaving.options());
    EXPECT_TRUE(client->evaluate(request).allow);
    leaving.stop();
    EXPECT_TRUE(reason().starts_with("Policy evaluation error: OPA "));
    EXPECT_EQ(reason(), "Policy evaluation error: OPA unavailable");
    EXPECT_FALSE(client->is_healthy());
}

TEST_F(OpaClientTest, ConcurrentQuestionsHaveConnectionsOfTheirOwn) {
    std::vector<std::jthread> threads;
    std::atomic<int> allowed{0};
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) allowed += client->evaluate(request).allow ? 1 : 0;
        });
    threads.clear();
    EXPECT_EQ(allowed, 80);
    EXPECT_LE(opa.connections(), 4U);
}

/// The whole API with an OPA in the rules' place.
class OpaApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.opa = opa.options();
        start();
    }
    SmallOpa opa{1};
};

TEST_F(OpaApiTest, DecidesWithFactsFromTheRegistryAndIsCached) {
    json seen;
    opa.answer_by([&](const json& input, httplib::Response& response) {
        seen = input;
        SmallOpa::decide(input, response);
    });
    const auto allowed = evaluate(test::seed::ann, "search");
    EXPECT_EQ(test::body_of(allowed)["decision"], "allow");
    EXPECT_EQ(test::body_of(allowed)["reason"], "as OPA says");
    EXPECT_EQ(seen["user"]["id"], test::seed::ann);
    EXPECT_EQ(seen["tool"]["sensitivity_level"], "low");
    EXPECT_GT(seen["context"]["timestamp"], 0);
    EXPECT_EQ(evaluate(test::seed::ann, "search")->get_header_value("X-Cache"), "HIT");
    EXPECT_EQ(opa.asked, 1);
    EXPECT_EQ(test::body_of(get("/health/ready"))["opa"], true);
}

TEST_F(OpaApiTest, OpaThatIsAwayDeniesWithoutCachingAndRecovers) {
    opa.answer_by([](const json&, httplib::Response& response) { response.status = 503; });
    for (int i = 0; i < 2; ++i) {
        const auto denied = evaluate(test::seed::ann, "search");
        EXPECT_EQ(denied->status, 200);
        EXPECT_EQ(test::body_of(denied)["decision"], "deny");
        EXPECT_EQ(test::body_of(denied)["reason"], "Policy evaluation error: OPA answered 503");
        EXPECT_EQ(denied->get_header_value("X-Cache"), "MISS");
    }
    EXPECT_EQ(opa.asked, 2);
    opa.answer_by(SmallOpa::decide);
    EXPECT_EQ(test::body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    opa.stop();
    const auto not_ready = get("/health/ready");
    EXPECT_EQ(not_ready->status, 503);
    EXPECT_EQ(test::body_of(not_ready)["opa"], false);
}

TEST_F(OpaApiTest, WhatCannotBeDecidedIsNotShownAsForbidden) {
    const std::string ann = "user_id=" + test::seed::ann;
    EXPECT_EQ(test::body_of(get("/api/v1/gateway/servers?" + ann)).size(), 2U);
    opa.answer_by([](const json&, httplib::Response& response) { response.status = 503; });
    const int asked = opa.asked;
    const auto refused = get("/api/v1/gateway/servers?" + ann);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(test::detail_of(refused), R"("Policy evaluation error: OPA answered 503")");
    EXPECT_EQ(opa.asked, asked + 1) << "not once for every server";
    EXPECT_EQ(get("/api/v1/gateway/tools?" + ann)->status, 503);
    EXPECT_EQ(get("/api/v1/gateway/tools")->status, 200) << "nobody asks";
}

TEST_F(OpaApiTest, DecisionsOfTheRulesAreNotTakenForItsOwn) {
    CoreOptions with_rules = options;
    with_rules.opa.reset();
    auto rules = ReferenceCore::open(with_rules, time);
    ASSERT_TRUE(rules);
    EXPECT_EQ((*rules)->policy().decide(test::seed::ann, "tool:invoke", "search").policy, "all");
    EXPECT_EQ(core->policy().decide(test::seed::ann, "tool:invoke", "search").policy, "opa");
}

}  // namespace
}  // namespace sark
