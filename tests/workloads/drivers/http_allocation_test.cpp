// A successful HTTP operation must not allocate.

#include <gtest/gtest.h>

#include "tests/support/allocation_counter.hpp"
#include "tests/support/drive_connection.hpp"
#include "tests/support/scripted_server.hpp"
#include "workloads/drivers/http_driver.hpp"

namespace sark::workloads {
namespace {

TEST(HttpAllocationTest, ASuccessfulOperationDoesNotAllocate) {
    constexpr std::uint64_t operations = 200;
    testing::ScriptedServer::Script script;
    for (std::uint64_t i = 0; i < operations; ++i) {
        script.push_back(testing::read_request());
        // Alternate framings, and cut the head in two.
        script.push_back(testing::send("HTTP/1.1 200 OK\r\nServer: "));
        script.push_back(testing::send(
            i % 2 == 0
                ? "x\r\nServer-Timing: db;desc=\"a, b\";dur=0.25, app;dur=1.125\r\n"
                  "X-Cache: HIT\r\nContent-Length: 31\r\n\r\n{\"decision\":\"allow\",\"reason\":0}"
                : "x\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n\"allow\"\r\n0\r\n\r\n"));
    }
    testing::ScriptedServer server({script});

    OperationSpec operation;
    operation.name = "api.policy_evaluate";
    KeyParameter user;
    user.entity = Entity::user;
    user.count = 1'000;
    user.distribution.kind = Distribution::Kind::zipfian;
    operation.parameters = {{"user", user},
                            {"amount", IntegerParameter{-1'000'000, 1'000'000, {}}},
                            {"action", ChoiceParameter{{"tool:invoke", "server:read"}, {1, 1}}},
                            {"id", UniqueParameter{}},
                            {"label", UniqueParameter{UniqueParameter::Form::text, "label-"}}};
    HttpOperation http;
    http.method = "POST";
    http.path = "/api/v1/policy/evaluate?id=${id}";
    http.headers = {{"Content-Type", "application/json"}, {"X-Label", "${label}"}};
    http.body = R"({"user_id": "${user}", "action": "${action}", "amount": ${amount}})";
    http.expect_contains = "\"allow\"";
    operation.request = http;

    Target target;
    target.http_url = server.url();
    RequestContext context;
    context.run_id = "0123456789abcdef";
    const auto factory = make_http_factory(target, {operation}, context);
    ASSERT_TRUE(factory);
    const auto connection = std::move((*factory)(0)).value();
    ASSERT_TRUE(connection->open());

    std::uint64_t ok = 0;
    test::AllocationCounter::counting = true;
    for (std::uint64_t index = 0; index < operations; ++index)
        ok += testing::perform(*connection, {0, index}).code == OutcomeCode::ok ? 1U : 0U;
    test::AllocationCounter::counting = false;
    EXPECT_EQ(test::AllocationCounter::count, 0U);
    EXPECT_EQ(ok, operations);
}

TEST(HttpAllocationTest, AFailureThatIsToldOfDoesNotAllocateEither) {
    constexpr std::uint64_t operations = 50;
    testing::ScriptedServer::Script script;
    for (std::uint64_t i = 0; i < operations; ++i) {
        script.push_back(testing::read_request());
        script.push_back(testing::send("HTTP/1.1 503 Busy\r\nContent-Length: 300\r\n\r\n" +
                                       std::string(300, 'x')));
    }
    testing::ScriptedServer server({script});
    OperationSpec operation;
    operation.name = "api.thing";
    operation.request = HttpOperation{};
    Target target;
    target.http_url = server.url();
    const auto factory = make_http_factory(target, {operation}, {});
    ASSERT_TRUE(factory);
    const auto connection = std::move((*factory)(0)).value();
    ASSERT_TRUE(connection->open());
    std::uint64_t told = 0;
    test::AllocationCounter::count = 0;
    test::AllocationCounter::counting = true;
    for (std::uint64_t index = 0; index < operations; ++index)
        told += testing::perform(*connection, {0, index}).cause.kind == "status 503" ? 1U : 0U;
    test::AllocationCounter::counting = false;
    EXPECT_EQ(test::AllocationCounter::count, 0U);
    EXPECT_EQ(told, operations);
}

}  // namespace
}  // namespace sark::workloads
