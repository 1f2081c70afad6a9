#include "migrations/index_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrations/index_statements.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {
namespace {

using embedded::File;
using ::testing::HasSubstr;

std::vector<IndexDefinition> loaded(const std::vector<File>& files) {
    const auto indexes = load_indexes(files);
    EXPECT_TRUE(indexes) << (indexes ? "" : describe(indexes.error()));
    return indexes ? *indexes : std::vector<IndexDefinition>{};
}

std::string refusal(const std::vector<File>& files) {
    const auto indexes = load_indexes(files);
    if (indexes)
        return "accepted";
    EXPECT_EQ(indexes.error().code, Errc::invalid_argument);
    return describe(indexes.error());
}

IndexDefinition one(std::string_view sql) {
    const auto indexes = loaded({{"sark_v2/indexes/lean.sql", sql}});
    EXPECT_EQ(indexes.size(), 1U);
    return indexes.empty() ? IndexDefinition{} : indexes.front();
}

TEST(IndexSetTest, ReadsNameTableSetAndExtension) {
    const auto indexes =
        loaded({{"sark_v2/indexes/seed.pg_trgm.sql",
                 "-- S000\nCREATE UNIQUE INDEX idx_a\n    ON sark_v2.a USING gin (b);\n"
                 "COMMENT ON INDEX sark_v2.idx_a IS 'also idx_b';"}});
    ASSERT_EQ(indexes.size(), 1U);
    EXPECT_EQ(indexes[0].system, "sark_v2");
    EXPECT_EQ(indexes[0].name, "idx_a");
    EXPECT_EQ(indexes[0].table, "sark_v2.a");
    EXPECT_EQ(indexes[0].requires_extension, "pg_trgm");
    EXPECT_EQ(indexes[0].first_in, IndexSet::seed);
    EXPECT_EQ(indexes[0].comment_sql, "COMMENT ON INDEX sark_v2.idx_a IS 'also idx_b'");
    EXPECT_EQ(indexes[0].checksum.size(), 16U);
}

TEST(IndexSetTest, EachSetHoldsTheOneBeforeItAndBadStandsAlone) {
    IndexDefinition index;
    index.first_in = IndexSet::lean;
    EXPECT_FALSE(belongs_to(index, IndexSet::none));
    for (const auto set : {IndexSet::lean, IndexSet::seed, IndexSet::composite})
        EXPECT_TRUE(belongs_to(index, set));
    EXPECT_FALSE(belongs_to(index, IndexSet::bad));
    index.first_in = IndexSet::composite;
    EXPECT_FALSE(belongs_to(index, IndexSet::seed));
    index.first_in = IndexSet::bad;
    EXPECT_TRUE(belongs_to(index, IndexSet::bad));
    EXPECT_FALSE(belongs_to(index, IndexSet::composite));
}

TEST(IndexSetTest, NamesAreParsedAndOthersAreNot) {
    for (const auto name : index_set_names) EXPECT_EQ(name_of(parse_index_set(name).value()), name);
    EXPECT_FALSE(parse_index_set("most"));
    EXPECT_FALSE(parse_index_set(""));
}

TEST(IndexSetTest, EverySystemHasIndexes) {
    for (const std::string_view system : systems) {
        const auto indexes = shipped_indexes();
        EXPECT_TRUE(std::any_of(indexes.begin(), indexes.end(), [&](const auto& index) {
            return index.system == system;
        })) << system;
    }
}

TEST(IndexSetTest, FilesThatDoNotFitAreRefused) {
    const char* sql = "CREATE INDEX i ON sark_v2.a (b);";
    EXPECT_THAT(refusal({{"sark_v2/lean.sql", sql}}), HasSubstr("not an index file's name"));
    EXPECT_THAT(refusal({{"sark_v2/indexes/most.sql", sql}}), HasSubstr("unknown index set"));
    EXPECT_THAT(refusal({{"sark_v2/indexes/none.sql", sql}}), HasSubstr("unknown index set"));
    EXPECT_THAT(refusal({{"sark_v9/indexes/lean.sql", sql}}), HasSubstr("unknown system"));
}

TEST(IndexSetTest, StatementsThatAreNoIndexOfTheSystemAreRefused) {
    for (const char* sql :
         {"DROP INDEX i;", "CREATE TABLE sark_v2.a ();", "CREATE INDEX i ON sark_api.a (b);",
          "CREATE INDEX CONCURRENTLY i ON sark_v2.a (b);", "COMMENT ON INDEX sark_v2.i IS 'x';",
          "CREATE INDEX i ON sark_v2.a (b); COMMENT ON INDEX sark_v2.j IS 'x';"})
        EXPECT_THAT(refusal({{"sark_v2/indexes/lean.sql", sql}}),
                    HasSubstr("not an index of sark_v2"))
            << sql;
}

// E-06.
TEST(IndexSetTest, ANameThatComesTwiceIsRefused) {
    EXPECT_THAT(refusal({{"sark_v2/indexes/lean.sql", "CREATE INDEX i ON sark_v2.a (b);"},
                         {"sark_v2/indexes/seed.sql", "CREATE INDEX i ON sark_v2.a (c);"}}),
                HasSubstr("defined twice"));
    EXPECT_EQ(loaded({{"sark_v2/indexes/lean.sql", "CREATE INDEX i ON sark_v2.a (b);"},
                      {"sark_api/indexes/lean.sql", "CREATE INDEX i ON sark_api.a (b);"}})
                  .size(),
              2U);
}

TEST(IndexStatementsTest, PlainTablesAreIndexedConcurrently) {
    EXPECT_EQ(concurrent_sql(one("CREATE UNIQUE INDEX i\n  ON sark_v2.a (b) WHERE c;")),
              "CREATE UNIQUE INDEX CONCURRENTLY i ON sark_v2.a (b) WHERE c");
}

TEST(IndexStatementsTest, HypertablesAreIndexedChunkByChunk) {
    EXPECT_EQ(per_chunk_sql(one("CREATE INDEX i ON sark_v2.a (b)")),
              "CREATE INDEX i ON sark_v2.a (b) WITH (timescaledb.transaction_per_chunk)");
    EXPECT_EQ(per_chunk_sql(one("CREATE INDEX i ON sark_v2.a (b)\n    WHERE c IN ('d')")),
              "CREATE INDEX i ON sark_v2.a (b) WITH (timescaledb.transaction_per_chunk) "
              "WHERE c IN ('d')");
}

TEST(IndexStatementsTest, PartitionedTablesAreIndexedInParts) {
    const auto index = one("CREATE INDEX i ON sark_v2.events USING gin (b) WHERE c");
    EXPECT_EQ(parent_only_sql(index),
              "CREATE INDEX i ON ONLY sark_v2.events USING gin (b) WHERE c");
    EXPECT_EQ(partition_sql(index, "sark_v2.events_20260101"),
              "CREATE INDEX CONCURRENTLY i_20260101 ON sark_v2.events_20260101 USING gin (b) "
              "WHERE c");
}

TEST(IndexStatementsTest, NamesOfPartsFitAndDiffer) {
    auto index = one("CREATE INDEX idx_events_b ON sark_v2.events (b)");
    EXPECT_EQ(child_index_name(index, "events_default"), "idx_events_b_default");
    EXPECT_EQ(child_index_name(index, "other"), "idx_events_b_other");
    index.name = std::string(60, 'n');
    const auto first = child_index_name(index, "events_20260101");
    const auto second = child_index_name(index, "events_20260102");
    EXPECT_EQ(first.size(), 63U);
    EXPECT_EQ(second.size(), 63U);
    EXPECT_NE(first, second);
}

}  // namespace
}  // namespace sark::migrations
