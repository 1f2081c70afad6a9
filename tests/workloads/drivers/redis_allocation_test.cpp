// A successful Redis operation must not allocate, one at a time or pipelined.

#include <gtest/gtest.h>

#include "tests/support/allocation_counter.hpp"
#include "tests/support/drive_connection.hpp"
#include "tests/support/scripted_server.hpp"
#include "workloads/drivers/redis_driver.hpp"

namespace sark::workloads {
namespace {

class RedisAllocationTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(RedisAllocationTest, ASuccessfulOperationDoesNotAllocate) {
    constexpr std::uint64_t rounds = 100;
    const unsigned depth = GetParam();
    const std::string answer = "*2\r\n$31\r\n{\"decision\":\"allow\",\"reason\":0}\r\n:1\r\n";
    testing::ScriptedServer::Script script = {testing::send("+PONG\r\n")};
    for (std::uint64_t round = 0; round < rounds; ++round) {
        std::string answers;
        for (unsigned i = 0; i < depth; ++i) {
            script.push_back(testing::read_request());
            answers += answer;
        }
        // Cut in two, so that a reply arrives in pieces.
        script.push_back(testing::send(answers.substr(0, answers.size() / 2 + 5)));
        script.push_back(testing::send(answers.substr(answers.size() / 2 + 5)));
    }
    script.push_back(testing::drain());
    testing::ScriptedServer server({script});

    OperationSpec operation;
    operation.name = "cache.set";
    operation.parameters = {{"user", KeyParameter{Entity::user, 1'000, {}}},
                            {"id", UniqueParameter{}}};
    operation.request = RedisOperation{
        {"SET", "policy:${user}:${id}",  // The blank line is what the scripted server waits for.
         "{\"user\":\"${user}\"}\r\n\r\n", "EX", "60"},
        RedisOperation::Expect::any,
        ""};
    Target target;
    target.redis = server.authority();
    RequestContext context;
    context.run_id = "0123456789abcdef";
    context.pipeline = depth;
    const auto factory = make_redis_factory(target, {operation}, context);
    ASSERT_TRUE(factory);
    const auto connection = std::move((*factory)(0)).value();
    ASSERT_TRUE(connection->open());
    std::uint64_t ok = 0;
    test::AllocationCounter::count = 0;
    test::AllocationCounter::counting = true;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        for (unsigned i = 0; i < depth; ++i)
            static_cast<void>(connection->start({0, round * depth + i}));
        auto outcome = connection->flush();
        for (unsigned taken = 0; taken < depth;) {
            std::uint32_t events = 0;
            if (!outcome && !testing::await_ready(*connection, events))
                break;
            outcome = outcome ? outcome : connection->on_ready(events);
            for (; outcome; outcome = connection->on_ready(0), ++taken)
                ok += outcome->code == OutcomeCode::ok ? 1U : 0U;
        }
    }
    test::AllocationCounter::counting = false;
    EXPECT_EQ(test::AllocationCounter::count, 0U);
    EXPECT_EQ(ok, rounds * depth);
}

INSTANTIATE_TEST_SUITE_P(Depths, RedisAllocationTest, ::testing::Values(1U, 16U));

}  // namespace
}  // namespace sark::workloads
