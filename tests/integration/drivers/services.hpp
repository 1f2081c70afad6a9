#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "workloads/drivers/driver.hpp"

namespace sark::testing {

/// What tests/support/with-services set up; the test fails when it did not.
inline std::string service(const char* name) {
    const char* value = std::getenv(name);
    EXPECT_NE(value, nullptr) << "run this program under tests/support/with-services";
    return value == nullptr ? "" : value;
}

/// Connection 0 of a factory that must succeed.
inline std::unique_ptr<workloads::Connection> connect_to(
    const Result<workloads::ConnectionFactory>& factory) {
    if (!factory) {
        ADD_FAILURE() << describe(factory.error());
        std::abort();
    }
    return std::move((*factory)(0)).value();
}

inline std::unique_ptr<workloads::Connection> opened(
    const Result<workloads::ConnectionFactory>& factory) {
    auto connection = connect_to(factory);
    const auto result = connection->open();
    EXPECT_TRUE(result) << describe(result ? Error{} : result.error());
    return connection;
}

}  // namespace sark::testing
