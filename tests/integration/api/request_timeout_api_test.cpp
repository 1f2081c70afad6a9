#include <atomic>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

#include "tests/integration/api/api_fixture.hpp"
#include "tests/integration/api/small_opa.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::StartsWith;

const std::string a_server = "/api/v1/servers/" + test::seed::server;

/// Asks until `holds`; false when it does not come to that.
bool in_the_end(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!holds())
        if (std::chrono::steady_clock::now() > until)
            return false;
    return true;
}

class RequestTimeoutApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        request_timeout = 100ms;
    }

    /// Runs it while nothing can be read from or written to the servers.
    static void with_servers_locked(const std::function<void()>& body) {
        const auto blocker = test::connect();
        const auto released = blocker->transaction([&]() -> Result<void> {
            auto locked =
                blocker->execute("LOCK TABLE sark_api.mcp_servers IN ACCESS EXCLUSIVE MODE");
            if (!locked)
                return std::move(locked).error();
            body();
            return {};
        });
        ASSERT_TRUE(released) << describe(released.error());
    }
    /// Not by asking for them, which has its time limit too.
    [[nodiscard]] bool has_metric(const std::string& beginning) const {
        return core->metrics_text().find(beginning) != std::string::npos;
    }
};

TEST_F(RequestTimeoutApiTest, ASlowStoreIsAnsweredForInTime) {
    start();
    httplib::Client one = client();
    with_servers_locked([&] {
        const auto given_up = one.Get(a_server);
        ASSERT_TRUE(given_up);
        EXPECT_EQ(given_up->status, 504);
        EXPECT_EQ(test::detail_of(given_up), R"("The request was not answered in time")");
        EXPECT_THAT(given_up->get_header_value("Server-Timing"), StartsWith("app;dur="));
        EXPECT_EQ(given_up->get_header_value("Connection"), "close");
        EXPECT_EQ(given_up->get_header_value("Content-Type"), "application/json");
    });
    EXPECT_TRUE(has_metric("sark_http_request_timeouts_total 1\n"));
    EXPECT_TRUE(in_the_end([&] {
        return has_metric(R"(endpoint="/api/v1/servers/{id}",method="GET",status="504"} )");
    })) << "once its handler is done";
    EXPECT_TRUE(in_the_end([&] {
        const auto again = one.Get(a_server);
        return again && again->status == 200;
    })) << "by the same client";
}

TEST_F(RequestTimeoutApiTest, AWriteThatWasGivenUpMayStillBeDone) {
    start();
    with_servers_locked([&] {
        EXPECT_EQ(post("/api/v1/servers/", {{"name", "late"}, {"transport", "sse"}})->status, 504);
    });
    EXPECT_TRUE(in_the_end([] {
        return test::scalar("SELECT count(*) FROM sark_api.mcp_servers WHERE name = 'late'") == "1";
    }));
}

TEST_F(RequestTimeoutApiTest, MoreSlowRequestsThanThreadsAreAllAnswered) {
    start();  // eight of them
    with_servers_locked([&] {
        std::vector<std::jthread> clients;
        std::atomic<int> given_up{0};
        for (int i = 0; i < 20; ++i)
            clients.emplace_back([&] {
                const auto answer = client().Get(a_server);
                given_up += answer && answer->status == 504 ? 1 : 0;
            });
        clients.clear();
        EXPECT_EQ(given_up, 20);
    });
}

TEST_F(RequestTimeoutApiTest, ASlowOpaIsAnsweredForInTime) {
    test::SmallOpa opa(1);
    std::latch released(1);
    opa.answer_by([&](const json& input, httplib::Response& response) {
        released.wait();
        test::SmallOpa::decide(input, response);
    });
    options.opa = opa.options();
    options.opa->timeout = 30s;
    start();
    const auto given_up = evaluate(test::seed::ann, "search");
    EXPECT_EQ(given_up->status, 504);
    released.count_down();
    EXPECT_TRUE(in_the_end([&] {
        const auto decided = evaluate(test::seed::ann, "search");
        return decided && decided->status == 200 && test::body_of(decided)["decision"] == "allow";
    }));
    stop();  // before the OPA that it asks
}

TEST_F(RequestTimeoutApiTest, NoTimeAtAllIsNoLimit) {
    start();
    ApiServerOptions none;
    none.request_timeout = Nanos::zero();
    const auto refused = ApiServer::start(*core, none);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark
