#include "core/circuit_breaker/breaker_store.hpp"

#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

using std::chrono::seconds;

class BreakerStoreTest : public testing::Test {
 protected:
    void SetUp() override {
        test::recreate("mcp_gw");
        const auto added = test::connect()->execute(
            "INSERT INTO mcp_gw.mcp_servers (id, name, endpoint_url, transport_type) VALUES "
            "('s1', 'files', 'https://files.example.test', 'http')");
        ASSERT_TRUE(added) << describe(added.error());
    }
    void fail(int times) {
        for (int i = 0; i < times; ++i) breaker.allow()->failed();
    }
    void save() {
        const auto saved = store.save("s1", "mcp", breaker);
        ASSERT_TRUE(saved) << describe(saved.error());
    }
    CircuitBreakerStats loaded() {
        CircuitBreaker next("next", {}, time);
        const auto found = store.load("s1", "mcp", next);
        EXPECT_TRUE(found && *found);
        return next.stats();
    }

    test::ManualTime time;
    postgres::ConnectionPool pool{test::dsn(), {}};
    BreakerStore store{pool, time};
    CircuitBreaker breaker{"files", {}, time};
};

TEST_F(BreakerStoreTest, AnotherProcessGoesOnWithWhatWasSaved) {
    fail(3);
    save();
    EXPECT_EQ(loaded().failures, 3U);
    fail(2);
    save();
    time.advance(seconds(45));
    EXPECT_EQ(loaded().state, CircuitState::open);
    EXPECT_EQ(loaded().open_left, seconds(15)) << "time went on while nobody ran";
    time.advance(seconds(15));
    EXPECT_EQ(loaded().state, CircuitState::half_open);
}

TEST_F(BreakerStoreTest, ThereIsOneRowWithTheThresholdsOfTheBreaker) {
    save();
    fail(5);
    save();
    EXPECT_EQ(test::scalar("SELECT concat_ws(' ', count(*), min(state), min(failure_threshold), "
                           "min(success_threshold), min(timeout_ms), min(opened_at)) "
                           "FROM mcp_gw.circuit_breakers"),
              "1 open 5 2 60000 2026-11-23 10:00:00");
    EXPECT_EQ(*store.count_open(), 1U);
    time.advance(seconds(60));
    breaker.allow()->succeeded();
    save();
    EXPECT_EQ(test::scalar("SELECT state || success_count || (opened_at IS NULL) "
                           "FROM mcp_gw.circuit_breakers"),
              "half_open1true");
    EXPECT_EQ(*store.count_open(), 0U);
}

TEST_F(BreakerStoreTest, WhatWasNeverSavedStaysAsItIs) {
    fail(5);
    const auto found = store.load("s1", "mcp", breaker);
    ASSERT_TRUE(found);
    EXPECT_FALSE(*found);
    EXPECT_EQ(breaker.stats().state, CircuitState::open);
}

TEST_F(BreakerStoreTest, AnUnknownServersBreakerIsRefused) {
    EXPECT_EQ(store.save("s2", "mcp", breaker).error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark
