#include "core/costs/cost_ledger.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

constexpr auto day = std::chrono::hours(24);

Amount amount(const char* text) {
    return *Amount::parse(text);
}

class CostLedgerTest : public testing::Test {
 protected:
    void SetUp() override { test::recreate("sark_v2"); }

    Spending spend(const std::string& principal, const char* text) {
        Cost cost;
        cost.principal_id = principal;
        cost.resource_id = "res-1";
        cost.actual = amount(text);
        const auto spent = ledger.record(cost);
        EXPECT_TRUE(spent) << describe(spent.error());
        return spent ? *spent : Spending();
    }
    void limit(const std::string& principal, const char* daily, const char* monthly) {
        BudgetLimits limits;
        limits.daily = amount(daily);
        limits.monthly = amount(monthly);
        const auto done = ledger.set_limits(principal, limits);
        ASSERT_TRUE(done) << describe(done.error());
    }
    bool within(const std::string& principal, const char* estimate) {
        const auto verdict = ledger.check(principal, amount(estimate));
        EXPECT_TRUE(verdict) << describe(verdict.error());
        return verdict && verdict->within;
    }

    test::ManualTime time;  // Monday, 2026-11-23, 10:00 UTC
    postgres::ConnectionPool pool{test::dsn(), {}};
    CostLedger ledger{pool, time};
};

TEST_F(CostLedgerTest, ACostIsARowAndPartOfItsPrincipalsSums) {
    Cost cost{"ann", "res-1", "cap-1", amount("0.05"), amount("0.0312"), R"({"tokens": 12})"};
    const auto spent = ledger.record(cost);
    ASSERT_TRUE(spent) << describe(spent.error());
    EXPECT_EQ(spent->today, amount("0.0312"));
    EXPECT_EQ(spent->this_month, amount("0.0312"));
    EXPECT_EQ(test::scalar("SELECT concat_ws(' ', principal_id, resource_id, capability_id, "
                           "estimated_cost, actual_cost, metadata, "
                           "\"timestamp\" = '2026-11-23 10:00+00') FROM sark_v2.cost_tracking"),
              "ann res-1 cap-1 0.0500 0.0312 {\"tokens\": 12} t");
    EXPECT_EQ(spend("ann", "1").today, amount("1.0312"));
    EXPECT_EQ(spend("bob", "2").today, amount("2")) << "another principal's sum is its own";
}

TEST_F(CostLedgerTest, ManySmallCostsAddUpExactly) {
    for (int i = 0; i < 50; ++i) (void)spend("ann", "0.0001");
    EXPECT_EQ(ledger.budget_of("ann")->spent.today, amount("0.005"));
    EXPECT_EQ(spend("ann", "999999.9999").today, amount("1000000.0049"))
        << "a sum has room beyond what one cost can be";
}

TEST_F(CostLedgerTest, ANewDayBeginsItsSumAnewAndTheMonthGoesOn) {
    (void)spend("ann", "3");
    time.advance(14h);  // Tuesday, 00:00
    EXPECT_EQ(ledger.budget_of("ann")->spent.today, Amount()) << "without a cost of that day";
    EXPECT_EQ(ledger.budget_of("ann")->spent.this_month, amount("3"));
    const Spending spent = spend("ann", "4");
    EXPECT_EQ(spent.today, amount("4"));
    EXPECT_EQ(spent.this_month, amount("7"));
}

TEST_F(CostLedgerTest, ANewMonthBeginsBothAnew) {
    (void)spend("ann", "3");
    time.advance(7 * day + 14h -
                 Nanos(1000));  // Monday, 30 November, a microsecond before midnight
    EXPECT_EQ(ledger.budget_of("ann")->spent.this_month, amount("3"));
    time.advance(Nanos(1000));
    EXPECT_EQ(ledger.budget_of("ann")->spent.this_month, Amount());
    const Spending spent = spend("ann", "4");
    EXPECT_EQ(spent.today, amount("4"));
    EXPECT_EQ(spent.this_month, amount("4"));
}

TEST_F(CostLedgerTest, ALateCostIsKeptButIsNoPartOfALaterDay) {
    time.advance(14h);
    (void)spend("ann", "1");
    time.advance(-1h);  // another process's clock, an hour behind
    const Spending spent = spend("ann", "5");
    EXPECT_EQ(spent.today, amount("1"));
    EXPECT_EQ(spent.this_month, amount("6"));
    EXPECT_EQ(test::scalar("SELECT sum(actual_cost) FROM sark_v2.cost_tracking"), "6.0000");
}

TEST_F(CostLedgerTest, TheDailyBudgetIsAskedBeforeTheMonthlyOne) {
    limit("ann", "10", "12");
    (void)spend("ann", "9.5");
    EXPECT_TRUE(within("ann", "0.5"));
    EXPECT_FALSE(within("ann", "0.5001"));
    EXPECT_NE(ledger.check("ann", amount("3"))->reason.find("daily"), std::string::npos);
    time.advance(day);
    EXPECT_TRUE(within("ann", "2.5"));
    EXPECT_NE(ledger.check("ann", amount("3"))->reason.find("monthly"), std::string::npos);
}

TEST_F(CostLedgerTest, WhoHasNoBudgetMaySpend) {
    EXPECT_TRUE(within("nobody", "999999"));
    (void)spend("ann", "999999");
    EXPECT_TRUE(within("ann", "999999"));
}

TEST_F(CostLedgerTest, LimitsChangeWhatMayBeSpentAndNotWhatIs) {
    (void)spend("ann", "4");
    limit("ann", "5", "100");
    EXPECT_FALSE(within("ann", "2"));
    limit("ann", "6", "100");
    EXPECT_TRUE(within("ann", "2"));
    EXPECT_EQ(ledger.budget_of("ann")->spent.today, amount("4"));
    BudgetLimits none;
    none.currency = "EUR";
    ASSERT_TRUE(ledger.set_limits("ann", none));
    EXPECT_TRUE(within("ann", "999999"));
    EXPECT_EQ(ledger.budget_of("ann")->limits.currency, "EUR");
}

TEST_F(CostLedgerTest, RefusesWhatTheColumnsWouldRound) {
    BudgetLimits limits;
    limits.daily = amount("0.001");
    EXPECT_EQ(ledger.set_limits("ann", limits).error().code, Errc::invalid_argument);
    Cost cost{"ann", "res-1", std::nullopt, std::nullopt, amount("1000000"), "{}"};
    EXPECT_EQ(ledger.record(cost).error().code, Errc::invalid_argument);
    cost.actual = amount("1");
    cost.metadata_json = "{";
    EXPECT_FALSE(ledger.record(cost));
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_v2.cost_tracking"), "0");
    EXPECT_EQ(ledger.budget_of("ann")->spent.today, Amount()) << "neither or both";
}

TEST_F(CostLedgerTest, NothingIsLostBetweenConnectionsThatWaitForOneRow) {
    constexpr int threads = 8;
    constexpr int each = 25;
    std::atomic<int> recorded{0};
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i)
        all.emplace_back([&] {
            Cost cost{"hot", "res-1", std::nullopt, std::nullopt, amount("0.0001"), "{}"};
            for (int n = 0; n < each; ++n) recorded += ledger.record(cost) ? 1 : 0;
        });
    for (std::thread& thread : all) thread.join();
    EXPECT_EQ(recorded, threads * each);
    EXPECT_EQ(ledger.budget_of("hot")->spent.today, Amount::of_ten_thousandths(threads * each));
    EXPECT_EQ(test::scalar("SELECT sum(actual_cost) FROM sark_v2.cost_tracking"),
              to_string(Amount::of_ten_thousandths(threads * each)));
}

TEST_F(CostLedgerTest, WithoutADatabaseNothingIsWithinABudget) {
    postgres::ConnectionPool nowhere{"host=/nonexistent", {}};
    CostLedger lost{nowhere, time};
    EXPECT_EQ(lost.check("ann", Amount()).error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark
