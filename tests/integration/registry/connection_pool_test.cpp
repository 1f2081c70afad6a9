#include "core/postgres/connection_pool.hpp"

#include <optional>

#include <gtest/gtest.h>

#include "tests/integration/registry/test_database.hpp"

namespace sark::postgres {
namespace {

PoolSettings small() {
    PoolSettings settings;
    settings.pool_size = 1;
    settings.max_overflow = 1;
    settings.timeout = std::chrono::milliseconds(10);
    return settings;
}

TEST(ConnectionPoolTest, LendsTheSameBackendAgainAndClosesOverflow) {
    ConnectionPool pool(test::dsn(), small());
    {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease) << describe(lease.error());
        auto overflow = pool.acquire();
        ASSERT_TRUE(overflow);
        EXPECT_EQ(pool.stats().overflow, 1U);
        EXPECT_EQ(pool.acquire().error().code, Errc::timeout);
    }
    EXPECT_EQ(pool.stats().checked_in, 1U);
    EXPECT_EQ(pool.stats().checked_out, 0U);
    auto again = pool.acquire();
    ASSERT_TRUE(again);
    EXPECT_TRUE((*again)->ping());
    EXPECT_EQ(pool.stats().opened, 2U);
}

TEST(ConnectionPoolTest, ReplacesADeadBackendBeforeLendingIt) {
    ConnectionPool pool(test::dsn(), small());
    int first = 0;
    {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease);
        first = (*lease)->backend_pid();
    }
    test::kill_backend(first);
    auto lease = pool.acquire();
    ASSERT_TRUE(lease);
    EXPECT_NE((*lease)->backend_pid(), first);
    EXPECT_TRUE((*lease)->ping());
    EXPECT_EQ(pool.stats().ping_failures, 1U);
}

TEST(ConnectionPoolTest, DoesNotKeepASessionThatBrokeWhileLent) {
    PoolSettings settings = small();
    settings.pre_ping = false;
    ConnectionPool pool(test::dsn(), settings);
    {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease);
        test::kill_backend((*lease)->backend_pid());
        EXPECT_FALSE((*lease)->execute("SELECT 1"));
    }
    EXPECT_EQ(pool.stats().checked_in, 0U);
    auto lease = pool.acquire();
    ASSERT_TRUE(lease);
    EXPECT_TRUE((*lease)->ping());
    lease->discard();
}

TEST(ConnectionPoolTest, DiscardedSessionIsClosed) {
    ConnectionPool pool(test::dsn(), small());
    {
        auto lease = pool.acquire();
        ASSERT_TRUE(lease);
        lease->discard();
    }
    EXPECT_EQ(pool.stats().checked_in, 0U);
}

TEST(ConnectionPoolTest, LeaseOutlivesThePool) {
    std::optional<ConnectionPool> pool(std::in_place, test::dsn(), small());
    auto lease = pool->acquire();
    ASSERT_TRUE(lease);
    pool.reset();
    EXPECT_TRUE((*lease)->ping());
}

TEST(ConnectionPoolTest, ObserverSeesEveryAcquire) {
    std::vector<bool> seen;
    ConnectionPool pool(test::dsn(), small(), [&](Nanos waited, bool acquired) {
        EXPECT_GE(waited, Nanos::zero());
        seen.push_back(acquired);
    });
    auto first = pool.acquire();
    auto second = pool.acquire();
    EXPECT_FALSE(pool.acquire());
    EXPECT_EQ(seen, (std::vector<bool>{true, true, false}));
}

TEST(ConnectionPoolTest, UnreachableServerIsUnavailable) {
    ConnectionPool pool("host=/nonexistent password=s3cret", small());
    for (int i = 0; i < 5; ++i) {
        const auto lease = pool.acquire();
        ASSERT_FALSE(lease);
        EXPECT_EQ(lease.error().code, Errc::unavailable);
        EXPECT_EQ(describe(lease.error()).find("s3cret"), std::string::npos);
    }
    EXPECT_EQ(pool.stats().checked_out, 0U);
}

}  // namespace
}  // namespace sark::postgres
