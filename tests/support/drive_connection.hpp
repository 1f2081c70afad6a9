#pragma once

#include <cstdint>

#include <gtest/gtest.h>
#include <poll.h>

#include "workloads/drivers/connection.hpp"

namespace sark::testing {

/// poll() and epoll share the values of IN, OUT, ERR and HUP. False when nothing happened for ten
/// seconds: the test has failed.
inline bool await_ready(const workloads::Connection& connection, std::uint32_t& events) {
    pollfd watched{connection.fd(), static_cast<short>(connection.interest()), 0};
    if (::poll(&watched, 1, 10'000) != 1)
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

/// Lets an idle connection notice what its peer did.
inline void notice(workloads::Connection& connection) {
    std::uint32_t events = 0;
    ASSERT_TRUE(await_ready(connection, events));
    EXPECT_FALSE(connection.on_ready(events).has_value());
}

}  // namespace sark::testing
