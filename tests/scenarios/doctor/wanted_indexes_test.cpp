#include "scenarios/doctor/checks/wanted_indexes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrations/index_set.hpp"
#include "tests/scenarios/doctor/observed.hpp"

namespace sark::scenarios::doctor {
namespace {

using ::testing::HasSubstr;

/// Every index of one system's set, as a server would list them.
std::vector<postgres::Values> rows_of(const std::string& system, const std::string& schema) {
    std::vector<postgres::Values> rows;
    for (const auto& index : migrations::shipped_indexes())
        if (index.system == system && migrations::belongs_to(index, migrations::IndexSet::lean))
            rows.push_back({schema, index.table.substr(index.table.find('.') + 1), index.name, "t",
                            " USING btree (x)"});
    return rows;
}

Judgement judged_with(std::vector<postgres::Values> rows, const std::vector<SarkSchema>& schemas) {
    Circumstances known;
    known.schemas = schemas;
    return judge_wanted_indexes(
        test::observed({"schema", "table", "index", "usable", "definition"}, std::move(rows)),
        known);
}

TEST(WantedIndexesTest, EveryNamedIndexMakesAYesWhateverTheSchemaIsCalled) {
    const auto found = judged_with(rows_of("sark_v2", "public"), {{"sark_v2", "public"}});
    EXPECT_EQ(found.verdict, Verdict::yes) << found.why;
    EXPECT_THAT(found.why, HasSubstr("optional"));
}

TEST(WantedIndexesTest, AMissingAndAnInvalidOneAreNamed) {
    auto rows = rows_of("sark_v2", "sark_v2");
    const std::string missing = rows.back()[2].value_or("");
    rows.back()[2] = "another";
    const std::string invalid = rows.front()[2].value_or("");
    rows.front()[3] = "f";
    const auto found = judged_with(rows, {{"sark_v2", "sark_v2"}});
    EXPECT_EQ(found.verdict, Verdict::no);
    ASSERT_EQ(found.evidence.rows.size(), 2U);
    EXPECT_EQ(found.evidence.rows[0][1], invalid);
    EXPECT_EQ(found.evidence.rows[1][1], missing);
}

TEST(WantedIndexesTest, AnotherNameOnTheSameDefinitionWillDo) {
    auto rows = rows_of("sark_v2", "sark_v2");
    for (const auto& index : migrations::shipped_indexes())
        if (index.name == rows.back()[2] && index.system == "sark_v2") {
            rows.back()[2] = "ix_of_an_orm";
            rows.back()[4] = " " + index_essence(index.sql);
        }
    EXPECT_EQ(judged_with(rows, {{"sark_v2", "sark_v2"}}).verdict, Verdict::yes);
}

TEST(WantedIndexesTest, WithoutASchemaOfSarkNobodyCanTell) {
    EXPECT_EQ(judged_with({}, {}).verdict, Verdict::unknown);
}

TEST(WantedIndexesTest, TheEssenceForgetsHowItIsWritten) {
    const auto wanted = index_essence("CREATE INDEX i ON sark_api.t (a, \"timestamp\" DESC)");
    EXPECT_EQ(index_essence(" USING btree (a, \"timestamp\" DESC)"), wanted);
    EXPECT_NE(index_essence(" USING btree (a, \"timestamp\")"), wanted);
    EXPECT_NE(index_essence(" USING hash (a, \"timestamp\" DESC)"), wanted);
    EXPECT_EQ(index_essence("CREATE INDEX i\n    ON s.t (a) WHERE b = true"),
              index_essence(" USING btree (a) WHERE (b = true)"));
    EXPECT_EQ(index_essence("CREATE INDEX i ON s.t USING gin (m)"), "usingginm");
}

}  // namespace
}  // namespace sark::scenarios::doctor
