#include "migrations/seed/text_row.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::migrations {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(TextRowTest, FillsCellsFromLeftToRight) {
    postgres::Values cells(4);
    TextRow row(cells);
    row.text("a").text("b", "c", "d").null().number(18446744073709551615U);
    EXPECT_EQ(row.size(), 4U);
    EXPECT_EQ(cells, (postgres::Values{"a", "bcd", std::nullopt, "18446744073709551615"}));
}

TEST(TextRowTest, OverwritesWhatTheRowBeforeLeft) {
    postgres::Values cells{"long value of the row before", "x", std::nullopt};
    TextRow(cells).text("s").null().boolean(true);
    EXPECT_EQ(cells, (postgres::Values{"s", std::nullopt, "t"}));
}

TEST(TextRowTest, DecimalHasFourPlaces) {
    postgres::Values cells;
    TextRow(cells).decimal(0).decimal(1).decimal(12'345).decimal(50'000);
    EXPECT_EQ(cells, (postgres::Values{"0.0000", "0.0001", "1.2345", "5.0000"}));
}

TEST(TextRowTest, TimeIsIsoInUtc) {
    postgres::Values cells;
    TextRow(cells).time(0).time(951'827'696'000'042).time(1'767'225'599'999'999);
    EXPECT_EQ(cells,
              (postgres::Values{"1970-01-01 00:00:00.000000+00", "2000-02-29 12:34:56.000042+00",
                                "2025-12-31 23:59:59.999999+00"}));
}

TEST(TextRowTest, MoreCellsThanColumnsAreAdded) {
    postgres::Values cells(1);
    TextRow row(cells);
    row.text("a").text("b");
    EXPECT_EQ(cells.size(), 2U);
}

}  // namespace
}  // namespace sark::migrations
