#pragma once

#include <cstdlib>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/postgres/session.hpp"

namespace sark::test {

/// The connection string of the private server beside which the tests run.
inline std::string server_dsn() {
    const char* dsn = std::getenv("SARK_TEST_DSN");
    return dsn != nullptr ? dsn : "";
}

/// Runs statements that must succeed.
inline void run_sql(const std::string& sql) {
    const auto session = postgres::Session::open(server_dsn());
    ASSERT_TRUE(session) << describe(session.error());
    const auto done = (*session)->execute(sql);
    ASSERT_TRUE(done) << describe(done.error());
}

/// The only value of a query that must succeed.
inline std::string sql_value(const std::string& sql) {
    const auto session = postgres::Session::open(server_dsn());
    const auto rows = session ? (*session)->execute(sql) : Result<postgres::Rows>(session.error());
    EXPECT_TRUE(rows) << describe(rows.error());
    return rows && !rows->empty() ? rows->rows[0][0].value_or("") : std::string();
}

}  // namespace sark::test
