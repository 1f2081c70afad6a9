#include "reports/history/table_growth.hpp"

#include <gmock/gmock.h>

namespace sark::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double mebibyte = 1024.0 * 1024.0;

TableSizes sizes(const std::string& run, int day, double servers, double audit,
                 const std::string& database = "dbname=sark") {
    return {run,
            UtcTime{} + std::chrono::hours(24 * day),
            database,
            {{"sark_api.servers", servers * mebibyte}, {"sark_audit.events", audit * mebibyte}}};
}

TEST(TableGrowthTest, AlertsAboveTwentyPercentAMonth) {
    const auto growth = table_growth({sizes("old", 0, 10, 100), sizes("new", 30, 12.5, 119)});
    EXPECT_THAT(growth.why_not, IsEmpty());
    ASSERT_THAT(growth.tables, SizeIs(2));
    EXPECT_EQ(growth.tables[0].name, "sark_api.servers");
    EXPECT_NEAR(growth.tables[0].per_month, 0.25, 1e-9);
    EXPECT_TRUE(growth.tables[0].alert);
    EXPECT_FALSE(growth.tables[1].alert) << "19 %";
    EXPECT_EQ(growth.alerts, 1U);
    EXPECT_EQ(growth.from_run, "old");
    EXPECT_DOUBLE_EQ(growth.days, 30.0);
}

TEST(TableGrowthTest, GrowthOverLongerIsCompoundedToAMonth) {
    const auto growth = table_growth({sizes("old", 0, 100, 100), sizes("new", 60, 121, 144.1)});
    ASSERT_THAT(growth.tables, SizeIs(2));
    EXPECT_NEAR(growth.tables[1].per_month, 0.1, 1e-9);
    EXPECT_TRUE(growth.tables[0].alert);
}

TEST(TableGrowthTest, TheNewestThatIsOldEnoughIsTheBase) {
    const auto growth = table_growth({sizes("a", 0, 5, 5), sizes("b", 10, 10, 10),
                                      sizes("c", 35, 11, 11), sizes("d", 41, 11, 11)});
    EXPECT_EQ(growth.from_run, "b");
    EXPECT_EQ(growth.to_run, "d");
    EXPECT_EQ(growth.alerts, 0U);
}

TEST(TableGrowthTest, LessThanAMonthApartIsNoData) {
    EXPECT_THAT(table_growth({sizes("a", 0, 10, 10), sizes("b", 29, 90, 90)}).why_not,
                HasSubstr("30 days"));
    EXPECT_THAT(table_growth({}).why_not, HasSubstr("recorded"));
    EXPECT_THAT(table_growth({sizes("a", 0, 1, 1, "dbname=other"), sizes("b", 40, 9, 9)}).why_not,
                HasSubstr("same database"));
}

TEST(TableGrowthTest, SmallAndNewTablesAreNotJudged) {
    TableSizes last = sizes("new", 31, 0.5, 50);
    last.bytes.emplace_back("sark_api.fresh", 80 * mebibyte);
    const auto growth = table_growth({sizes("old", 0, 0.1, 49), last});
    ASSERT_THAT(growth.tables, SizeIs(1));
    EXPECT_EQ(growth.tables[0].name, "sark_audit.events");
    EXPECT_EQ(growth.too_small, 1U);
}

}  // namespace
}  // namespace sark::reports
