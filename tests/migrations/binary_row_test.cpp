#include "migrations/seed/binary_row.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::migrations {
namespace {

using ::testing::HasSubstr;

std::string hex(const std::string& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 0xfU];
    }
    return text;
}

/// One cell of the type without the row's number of cells, in hexadecimal.
template <class Fill>
std::string cell(CellType type, const Fill& fill) {
    std::string buffer;
    const std::vector<CellType> types = {type};
    BinaryRow row(buffer, types);
    fill(row);
    EXPECT_EQ(row.fault(), "");
    EXPECT_EQ(hex(buffer.substr(0, 2)), "0001");
    return hex(buffer.substr(2));
}

template <class Fill>
std::string fault(CellType type, const Fill& fill) {
    std::string buffer;
    const std::vector<CellType> types = {type};
    BinaryRow row(buffer, types);
    fill(row);
    return row.fault();
}

// The forms are those of textsend, uuid_send, … of PostgreSQL 15; that it reads them back is tested
// beside a server.
TEST(BinaryRowTest, TextIsItsBytes) {
    EXPECT_EQ(cell(CellType::text, [](Row& row) { row.text("a\tb"); }), "00000003610962");
    EXPECT_EQ(cell(CellType::text, [](Row& row) { row.text("a", "b", "c"); }), "00000003616263");
    EXPECT_EQ(cell(CellType::text, [](Row& row) { row.text(""); }), "00000000");
}

TEST(BinaryRowTest, JsonbHasAVersionInFront) {
    EXPECT_EQ(cell(CellType::jsonb, [](Row& row) { row.text("{}"); }), "00000003017b7d");
}

TEST(BinaryRowTest, NullHasNoBytes) {
    EXPECT_EQ(cell(CellType::uuid, [](Row& row) { row.null(); }), "ffffffff");
}

TEST(BinaryRowTest, UuidIsSixteenBytes) {
    EXPECT_EQ(
        cell(CellType::uuid, [](Row& row) { row.text("00112233-4455-6677-8899-aaBBccDDeeff"); }),
        "0000001000112233445566778899aabbccddeeff");
}

TEST(BinaryRowTest, IntegersAreAsWideAsTheirColumn) {
    const auto one = [](Row& row) { row.number(258); };
    EXPECT_EQ(cell(CellType::int2, one), "000000020102");
    EXPECT_EQ(cell(CellType::int4, one), "0000000400000102");
    EXPECT_EQ(cell(CellType::int8, one), "000000080000000000000102");
}

TEST(BinaryRowTest, DecimalsAreDigitsToTheBaseOfTenThousand) {
    // 1.2345: two digits, the first of weight 0.
    EXPECT_EQ(cell(CellType::numeric, [](Row& row) { row.decimal(12'345); }),
              "0000000c"
              "0002"
              "0000"
              "0000"
              "0004"
              "0001"
              "0929");
    // 0.0001: one digit of weight -1.
    EXPECT_EQ(cell(CellType::numeric, [](Row& row) { row.decimal(1); }),
              "0000000a"
              "0001"
              "ffff"
              "0000"
              "0004"
              "0001");
    EXPECT_EQ(cell(CellType::float8, [](Row& row) { row.decimal(15'000); }),
              "000000083ff8000000000000");
}

TEST(BinaryRowTest, TimesCountFromTheYear2000) {
    EXPECT_EQ(cell(CellType::timestamp, [](Row& row) { row.time(946'684'800'000'001); }),
              "000000080000000000000001");
    EXPECT_EQ(cell(CellType::timestamp, [](Row& row) { row.time(946'684'799'999'999); }),
              "00000008ffffffffffffffff");
    EXPECT_EQ(
        cell(CellType::date, [](Row& row) { row.time(946'684'800'000'000 + 86'400'000'000); }),
        "0000000400000001");
}

TEST(BinaryRowTest, AddressesCarryTheirFamilyAndWidth) {
    EXPECT_EQ(cell(CellType::inet, [](Row& row) { row.text("10.0.255.1"); }),
              "00000008"
              "02200004"
              "0a00ff01");
}

TEST(BinaryRowTest, RowsFollowEachOtherInTheBuffer) {
    std::string buffer;
    const std::vector<CellType> types = {CellType::boolean, CellType::boolean};
    BinaryRow(buffer, types).boolean(true).boolean(false);
    BinaryRow(buffer, types).boolean(false).null();
    EXPECT_EQ(hex(buffer),
              "0002"
              "0000000101"
              "0000000100"
              "0002"
              "0000000100"
              "ffffffff");
}

TEST(BinaryRowTest, WhatAColumnCannotHoldIsAFault) {
    EXPECT_THAT(fault(CellType::uuid, [](Row& row) { row.text("abc-123"); }),
                HasSubstr("cell 1: its column holds no such UUID"));
    EXPECT_NE(fault(CellType::uuid, [](Row& row) { row.text(std::string(33, '0')); }), "");
    for (const char* address : {"10.0.0", "10.0.0.256", "10.0.0.1.2", "::1", ""})
        EXPECT_NE(fault(CellType::inet, [&](Row& row) { row.text(address); }), "") << address;
    EXPECT_NE(fault(CellType::int2, [](Row& row) { row.number(32'768); }), "");
    EXPECT_NE(fault(CellType::int4, [](Row& row) { row.number(2'147'483'648); }), "");
    EXPECT_NE(fault(CellType::int8, [](Row& row) { row.number(9'223'372'036'854'775'808U); }), "");
    EXPECT_NE(fault(CellType::text, [](Row& row) { row.number(1); }), "");
    EXPECT_NE(fault(CellType::int4, [](Row& row) { row.text("1"); }), "");
    EXPECT_NE(fault(CellType::text, [](Row& row) { row.boolean(true); }), "");
    EXPECT_NE(fault(CellType::int8, [](Row& row) { row.decimal(1); }), "");
    EXPECT_NE(fault(CellType::numeric, [](Row& row) { row.time(0); }), "");
}

TEST(BinaryRowTest, TooFewAndTooManyCellsAreFaults) {
    EXPECT_EQ(fault(CellType::text, [](Row&) {}), "0 cells for 1 columns");
    EXPECT_NE(fault(CellType::text, [](Row& row) { row.text("a").text("b"); }), "");
    EXPECT_EQ(fault(CellType::text, [](Row& row) { row.text("a").null(); }),
              "2 cells for 1 columns");
}

TEST(CellTypeTest, EnumsAreTextAndOtherTypesHaveNoBinaryForm) {
    EXPECT_EQ(cell_type("varchar", false), CellType::text);
    EXPECT_EQ(cell_type("mood", true), CellType::text);
    EXPECT_EQ(cell_type("tsvector", false), std::nullopt);
    EXPECT_EQ(cell_type("", false), std::nullopt);
}

}  // namespace
}  // namespace sark::migrations
