#include "core/access/access_control.hpp"

#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

class AccessControlTest : public testing::Test {
 protected:
    void SetUp() override {
        test::recreate("mcp_gw");
        run("INSERT INTO mcp_gw.tenants (id, name) VALUES ('acme', 'Acme')");
        run("INSERT INTO mcp_gw.users (id, tenant_id, username, email) VALUES "
            "('ann', 'acme', 'ann', 'ann@example.test'), ('bob', 'acme', 'bob', 'b@example.test')");
        run("INSERT INTO mcp_gw.mcp_servers (id, name, endpoint_url, transport_type) VALUES "
            "('s1', 'files', 'https://files.example.test', 'http')");
    }
    static void run(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }
    Result<AccessVerdict> check(const std::string& user, AccessRight right,
                                const std::string& method = "tools/call") {
        return access.check("s1", {user, "acme", right, method, time.utc_now()});
    }
    bool may(const std::string& user, AccessRight right) {
        const auto verdict = check(user, right);
        EXPECT_TRUE(verdict) << describe(verdict.error());
        return verdict && verdict->allowed;
    }

    test::ManualTime time;  // a Monday, 10:00 UTC
    postgres::ConnectionPool pool{test::dsn(), {}};
    AccessControl access{pool};
};

TEST_F(AccessControlTest, ARowWithItsDefaultsAllowsToReadAndToProxy) {
    EXPECT_FALSE(may("ann", AccessRight::read)) << "no row yet";
    run("INSERT INTO mcp_gw.server_access_control (server_id) VALUES ('s1')");
    EXPECT_TRUE(may("ann", AccessRight::read));
    EXPECT_TRUE(may("ann", AccessRight::proxy));
    EXPECT_FALSE(may("ann", AccessRight::write));
    EXPECT_FALSE(may("ann", AccessRight::admin));
    EXPECT_FALSE(
        access.check("s2", {"ann", "acme", AccessRight::read, "", time.utc_now()})->allowed);
}

TEST_F(AccessControlTest, EveryColumnCounts) {
    run("INSERT INTO mcp_gw.server_access_control (server_id, user_id, tenant_id, can_write, "
        "can_admin, can_read, allowed_methods, denied_methods, allowed_days, allowed_hours) VALUES "
        "('s1', 'ann', 'acme', true, true, false, '[\"tools/call\", \"tools/list\"]', "
        "'[\"tools/list\"]', '[0, 6]', '[9, 10]')");
    EXPECT_TRUE(may("ann", AccessRight::write));
    EXPECT_TRUE(may("ann", AccessRight::admin));
    EXPECT_FALSE(may("ann", AccessRight::read));
    EXPECT_FALSE(may("bob", AccessRight::write)) << "another's rule";
    EXPECT_FALSE(check("ann", AccessRight::write, "tools/list")->allowed);
    EXPECT_FALSE(check("ann", AccessRight::write, "prompts/get")->allowed);
    time.advance(std::chrono::hours(1));
    EXPECT_FALSE(may("ann", AccessRight::write)) << "11:00";
    time.advance(std::chrono::hours(23));
    EXPECT_FALSE(may("ann", AccessRight::write)) << "Tuesday, 10:00";
}

TEST_F(AccessControlTest, ARuleThatIsTakenBackCountsAtOnce) {
    run("INSERT INTO mcp_gw.server_access_control (server_id) VALUES ('s1')");
    EXPECT_TRUE(may("ann", AccessRight::read));
    run("DELETE FROM mcp_gw.server_access_control");
    EXPECT_FALSE(may("ann", AccessRight::read));
}

TEST_F(AccessControlTest, ARuleThatCannotBeUnderstoodAllowsNothing) {
    run("INSERT INTO mcp_gw.server_access_control (server_id) VALUES ('s1')");
    for (const char* column : {"allowed_methods = '{}'", "denied_methods = '[1]'",
                               "allowed_days = '[7]'", "allowed_hours = '[24]'"}) {
        run(
            std::string("UPDATE mcp_gw.server_access_control SET allowed_methods = '[]', "
                        "denied_methods = '[]', allowed_days = '[]', allowed_hours = '[]'"));
        run(std::string("UPDATE mcp_gw.server_access_control SET ") + column);
        EXPECT_EQ(check("ann", AccessRight::read).error().code, Errc::protocol) << column;
    }
}

TEST_F(AccessControlTest, WithoutADatabaseThereIsNoVerdict) {
    postgres::ConnectionPool nowhere{"host=/nonexistent", {}};
    AccessControl lost{nowhere};
    EXPECT_EQ(lost.check("s1", {}).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark
