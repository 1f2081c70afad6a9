#include "scenarios/environment/connection_budget.hpp"

#include <gmock/gmock.h>

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;

TEST(ConnectionBudgetTest, AllowsWhatFitsExactly) {
    EXPECT_TRUE(check_connection_budget({{"API server pool", 20, 10}, {"load a", 167, 0}}, 200, 3));
    EXPECT_TRUE(check_connection_budget({}, 200, 3));
}

TEST(ConnectionBudgetTest, RefusesOneTooManyAndShowsTheArithmetic) {
    const auto refused =
        check_connection_budget({{"API server pool", 20, 10}, {"load a", 168, 0}}, 200, 3);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_scenario);
    EXPECT_EQ(refused.error().message,
              "the scenario could open 198 PostgreSQL connections (API server pool 20+10, load a "
              "168), but the server allows 197 (max_connections 200 - 3 reserved)");
    EXPECT_THAT(refused.error().hint, HasSubstr("max_connections"));
}

TEST(ConnectionBudgetTest, DoesNotWrapAround) {
    EXPECT_FALSE(check_connection_budget({{"a", 4'000'000'000U, 4'000'000'000U}}, 200, 3));
    EXPECT_FALSE(check_connection_budget({{"a", 1, 0}}, 2, 3));
}

}  // namespace
}  // namespace sark::scenarios
