#include "migrations/compression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

class CompressionTest : public MigratedDatabase {
 protected:
    [[nodiscard]] bool licensed() {
        const auto usable = has_extension(session(), "timescale_license");
        EXPECT_TRUE(usable);
        return usable && *usable;
    }
    void write_costs() {
        run("INSERT INTO sark_v2.cost_tracking (timestamp, principal_id, resource_id, actual_cost) "
            "SELECT now() - interval '30 days', 'p', 'r', 1 FROM generate_series(1, 500)");
    }
};

// S001-SLA-17, S000-TS-01; without the extension it says why not (E-24).
TEST_F(CompressionTest, AChunkIsReadBeforeAndAfterItIsCompressed) {
    write_costs();
    const auto tables = compress_chunks(session(), {{"sark_v2"}, 1});
    if (!licensed()) {
        ASSERT_FALSE(tables);
        EXPECT_EQ(tables.error().code, Errc::unavailable);
        EXPECT_THAT(tables.error().message, HasSubstr("needs TimescaleDB"));
        return;
    }
    ASSERT_TRUE(tables) << describe(tables.error());
    ASSERT_THAT(*tables, Contains(Field(&CompressedTable::table, "sark_v2.cost_tracking")));
    for (const CompressedTable& table : *tables)
        if (table.table == "sark_v2.cost_tracking") {
            EXPECT_EQ(table.chunks, 1U);
            ASSERT_TRUE(table.read);
            EXPECT_EQ(table.read->rows, 500U);
            EXPECT_GT(table.read->before_ms, 0.0);
            EXPECT_GT(table.read->after_ms, 0.0);
        }
    EXPECT_EQ(value("SELECT count(*) FROM sark_v2.cost_tracking"), "500");
}

TEST_F(CompressionTest, WhatIsCompressedAlreadyIsNotReadAgain) {
    write_costs();
    const auto first = compress_chunks(session(), {{"sark_v2"}, 1});
    const auto again = compress_chunks(session(), {{"sark_v2"}, 1});
    EXPECT_EQ(first.has_value(), licensed());
    if (!first)
        return;
    ASSERT_TRUE(again) << describe(again.error());
    for (const CompressedTable& table : *again) EXPECT_FALSE(table.read) << table.table;
}

}  // namespace
}  // namespace sark::migrations
