#include <gtest/gtest.h>

#include "core/federation/federation.hpp"
#include "core/postgres/connection_pool.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

class FederationNodesTest : public testing::Test {
 protected:
    void SetUp() override {
        test::recreate("sark_v2");
        run("INSERT INTO sark_v2.federation_nodes (node_id, name, endpoint, trust_anchor_cert, "
            "enabled, rate_limit_per_hour) VALUES "
            "('alpha', 'Alpha', 'https://alpha.example.test', '', true, 500), "
            "('beta', 'Beta', 'https://beta.example.test', '', false, 500)");
    }
    static void run(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }

    test::ManualTime time;
    postgres::ConnectionPool pool{test::dsn(), {}};
    Federation federation{nodes_of(pool), {}, time};
};

TEST_F(FederationNodesTest, OnlyEnabledNodesAreFound) {
    const auto node = federation.find("alpha");
    ASSERT_TRUE(node) << describe(node.error());
    EXPECT_EQ(node->name, "Alpha");
    EXPECT_EQ(node->endpoint, "https://alpha.example.test");
    EXPECT_EQ(node->rate_limit_per_hour, 500U);
    EXPECT_EQ(federation.find("beta").error().code, Errc::not_found);
    EXPECT_EQ(federation.find("gamma").error().code, Errc::not_found);
}

TEST_F(FederationNodesTest, ANodeEnabledAMomentAgoIsFoundAndADisabledOneIsSoonForgotten) {
    ASSERT_TRUE(federation.find("alpha"));
    run("UPDATE sark_v2.federation_nodes SET enabled = NOT enabled");
    EXPECT_TRUE(federation.find("beta"));
    EXPECT_TRUE(federation.find("alpha")) << "for ten seconds";
    time.advance(std::chrono::seconds(10));
    EXPECT_EQ(federation.find("alpha").error().code, Errc::not_found);
    EXPECT_TRUE(federation.find("beta"));
}

TEST_F(FederationNodesTest, WithoutADatabaseNobodyIsTrusted) {
    postgres::ConnectionPool nowhere{"host=/nonexistent", {}};
    Federation lost{nodes_of(nowhere), {}, time};
    EXPECT_EQ(lost.find("alpha").error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark
