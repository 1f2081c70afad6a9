#pragma once

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>

#include "workloads/drivers/connection.hpp"

namespace sark::testing {

/// poll() and epoll share the values of IN, OUT, ERR and HUP. False when nothing happened for 50
/// seconds: the test has failed.
inline bool await_ready(const workloads::Connection& connection, std::uint32_t& events) {
    pollfd watched{connection.fd(), static_cast<short>(connection.interest()), 0};
    if (::poll(&watched, 1, 50'000) != 1)
        return false;
    events = static_cast<std::uint32_t>(watched.revents);
    return true;
}

/// Performs one operation the way a worker does.
inline workloads::Outcome perform(workloads::Connection& connection,
                                  const workloads::Call& call = {}) {
    auto outcome = connection.start(call);
    while (!outcome) {
        std::uint32_t events = 0;
        if (!await_ready(connection, events)) {
            ADD_FAILURE() << "the connection made no progress";
            return connection.abandon();
        }
        outcome = connection.on_ready(events);
    }
    return *outcome;
}

/// Sends the calls together, at most as many as the connection's depth, and waits for all of them:
/// their outcomes in the order in which they ended.
inline std::vector<workloads::Outcome> perform_together(workloads::Connection& connection,
                                                        const std::vector<workloads::Call>& calls) {
    std::vector<workloads::Outcome> outcomes;
    for (const workloads::Call& call : calls) {
        if (const auto outcome = connection.start(call))
            outcomes.push_back(*outcome);
    }
    for (auto outcome = connection.flush(); outcome; outcome = connection.on_ready(0))
        outcomes.push_back(*outcome);
    while (outcomes.size() < calls.size()) {
        std::uint32_t events = 0;
        if (!await_ready(connection, events)) {
            ADD_FAILURE() << "the connection made no progress";
            connection.abandon();
            break;
        }
        for (auto outcome = connection.on_ready(events); outcome; outcome = connection.on_ready(0))
            outcomes.push_back(*outcome);
    }
    return outcomes;
}

inline std::vector<workloads::OutcomeCode> codes_of(
    const std::vector<workloads::Outcome>& outcomes) {
    std::vector<workloads::OutcomeCode> codes;
    for (const workloads::Outcome& outcome : outcomes) codes.push_back(outcome.code);
    return codes;
}

/// Lets an idle connection notice what its peer did.
inline void notice(workloads::Connection& connection) {
    std::uint32_t events = 0;
    ASSERT_TRUE(await_ready(connection, events));
    EXPECT_FALSE(connection.on_ready(events).has_value());
}

}  // namespace sark::testing
