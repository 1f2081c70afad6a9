#include "migrations/steps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::migrations {
namespace {

using embedded::File;
using ::testing::HasSubstr;

std::vector<File> pair_of(std::string_view up_name, std::string_view down_name,
                          std::string_view up_text = "CREATE TABLE t ();") {
    return {{up_name, up_text}, {down_name, "DROP TABLE t;"}};
}

TEST(LoadStepsTest, PairsUpWithDown) {
    const auto steps =
        load_steps(pair_of("sark_v2/0001_tables.up.sql", "sark_v2/0001_tables.down.sql"));
    ASSERT_TRUE(steps) << describe(steps.error());
    ASSERT_EQ(steps->size(), 1U);
    const Step& step = steps->front();
    EXPECT_EQ(step.system, "sark_v2");
    EXPECT_EQ(step.id, "0001_tables");
    EXPECT_EQ(step.up_sql, "CREATE TABLE t ();");
    EXPECT_EQ(step.down_sql, "DROP TABLE t;");
    EXPECT_EQ(step.checksum, checksum_of(step.up_sql, step.down_sql));
    EXPECT_TRUE(step.transactional);
    EXPECT_EQ(step.requires_extension, "");
    EXPECT_EQ(step.unless_extension, "");
}

TEST(LoadStepsTest, OrdersBySystemThenByNumber) {
    std::vector<File> files;
    for (const char* name :
         {"sark_audit/0001_a", "sark_v2/0002_b", "sark_v2/0001_z", "sark_api/0001_q"})
        for (const char* suffix : {".down.sql", ".up.sql"}) {
            static std::vector<std::unique_ptr<std::string>> names;
            names.push_back(std::make_unique<std::string>(std::string(name) + suffix));
            files.push_back({*names.back(), "SELECT 1;"});
        }
    const auto steps = load_steps(files);
    ASSERT_TRUE(steps) << describe(steps.error());
    std::vector<std::string> order;
    for (const auto& step : *steps) order.push_back(step.system + "/" + step.id);
    EXPECT_THAT(order, ::testing::ElementsAre("sark_api/0001_q", "sark_v2/0001_z", "sark_v2/0002_b",
                                              "sark_audit/0001_a"));
}

TEST(LoadStepsTest, NothingIsNoSteps) {
    const auto steps = load_steps({});
    ASSERT_TRUE(steps);
    EXPECT_TRUE(steps->empty());
}

Step with_header(std::string_view text) {
    const auto steps =
        load_steps(pair_of("sark_v2/0001_a.up.sql", "sark_v2/0001_a.down.sql", text));
    EXPECT_TRUE(steps) << describe(steps.error());
    return steps ? steps->front() : Step{};
}

TEST(StepHeaderTest, RequiresNamesAnExtension) {
    EXPECT_EQ(with_header("-- requires: uuid-ossp\nSELECT 1;").requires_extension, "uuid-ossp");
    const Step step = with_header("-- requires: timescaledb\nSELECT 1;");
    EXPECT_EQ(step.requires_extension, "timescaledb");
    EXPECT_EQ(step.unless_extension, "");
}

TEST(StepHeaderTest, UnlessNamesAnExtension) {
    const Step step =
        with_header("-- unless: timescaledb\n-- Prose about it: at length.\nSELECT 1;");
    EXPECT_EQ(step.unless_extension, "timescaledb");
}

TEST(StepHeaderTest, HeadersCombine) {
    const Step step = with_header("-- no-transaction\n-- requires: pg_trgm\nSELECT 1;");
    EXPECT_FALSE(step.transactional);
    EXPECT_EQ(step.requires_extension, "pg_trgm");
}

TEST(StepHeaderTest, EndsAtTheFirstOtherLine) {
    const Step step = with_header("-- Prose first.\n-- requires: timescaledb\nSELECT 1;");
    EXPECT_EQ(step.requires_extension, "");
}

std::string refusal(const std::vector<File>& files) {
    const auto steps = load_steps(files);
    if (steps)
        return "accepted";
    EXPECT_EQ(steps.error().code, Errc::invalid_argument);
    return describe(steps.error());
}

std::string refused_header(std::string_view text) {
    return refusal(pair_of("sark_v2/0001_a.up.sql", "sark_v2/0001_a.down.sql", text));
}

TEST(StepHeaderTest, UnknownHeaderIsRefusedByName) {
    EXPECT_THAT(refused_header("-- require: timescaledb\nSELECT 1;"),
                ::testing::AllOf(HasSubstr("sark_v2/0001_a.up.sql"), HasSubstr("require")));
    EXPECT_THAT(refused_header("-- notransaction\nSELECT 1;"), HasSubstr("notransaction"));
}

TEST(StepHeaderTest, ConditionWithoutExtensionIsRefused) {
    EXPECT_THAT(refused_header("-- requires:\nSELECT 1;"), HasSubstr("names no extension"));
    EXPECT_THAT(refused_header("-- requires\nSELECT 1;"), HasSubstr("names no extension"));
    EXPECT_THAT(refused_header("-- unless: two words\nSELECT 1;"), HasSubstr("names no extension"));
}

TEST(StepHeaderTest, TwoConditionsAreRefused) {
    EXPECT_THAT(refused_header("-- requires: a\n-- unless: b\nSELECT 1;"),
                HasSubstr("more than one condition"));
}

TEST(LoadStepsTest, MissingDownFileIsRefused) {
    EXPECT_THAT(refusal({{"sark_v2/0001_a.up.sql", "SELECT 1;"}}),
                ::testing::AllOf(HasSubstr("0001_a.down.sql"), HasSubstr("no down file")));
}

TEST(LoadStepsTest, MissingUpFileIsRefused) {
    EXPECT_THAT(refusal({{"sark_v2/0001_a.down.sql", "SELECT 1;"}}), HasSubstr("no up file"));
}

TEST(LoadStepsTest, EmptyFileIsRefused) {
    EXPECT_THAT(refusal(pair_of("sark_v2/0001_a.up.sql", "sark_v2/0001_a.down.sql", "")),
                HasSubstr("no up file"));
}

TEST(LoadStepsTest, GapInNumbersIsRefused) {
    EXPECT_THAT(refusal(pair_of("sark_v2/0002_a.up.sql", "sark_v2/0002_a.down.sql")),
                HasSubstr("expected step number 0001"));
}

TEST(LoadStepsTest, DuplicateNumberIsRefused) {
    auto files = pair_of("sark_v2/0001_a.up.sql", "sark_v2/0001_a.down.sql");
    const auto more = pair_of("sark_v2/0001_b.up.sql", "sark_v2/0001_b.down.sql");
    files.insert(files.end(), more.begin(), more.end());
    EXPECT_THAT(refusal(files), HasSubstr("expected step number 0002"));
}

TEST(LoadStepsTest, SameFileTwiceIsRefused) {
    auto files = pair_of("sark_v2/0001_a.up.sql", "sark_v2/0001_a.down.sql");
    files.push_back(files.front());
    EXPECT_THAT(refusal(files), HasSubstr("twice"));
}

TEST(LoadStepsTest, UnknownSystemIsRefused) {
    EXPECT_THAT(refusal(pair_of("sark_v9/0001_a.up.sql", "sark_v9/0001_a.down.sql")),
                HasSubstr("unknown system \"sark_v9\""));
}

TEST(LoadStepsTest, BadNamesAreRefused) {
    for (const char* name : {"0001_a.up.sql", "sark_v2/1_a.up.sql", "sark_v2/0001_.up.sql",
                             "sark_v2/0001_A.up.sql", "sark_v2/0001_a.sql", "sark_v2/readme"})
        EXPECT_THAT(refusal({{name, "SELECT 1;"}}), HasSubstr("not a migration step's file name"))
            << name;
}

TEST(ChecksumTest, DependsOnBothTextsAndOnTheirBorder) {
    const auto base = checksum_of("ab", "c");
    EXPECT_EQ(base.size(), 16U);
    EXPECT_EQ(base, checksum_of("ab", "c"));
    EXPECT_NE(base, checksum_of("a", "bc"));
    EXPECT_NE(base, checksum_of("ab", "d"));
    EXPECT_NE(base, checksum_of("xb", "c"));
}

TEST(ChecksumTest, IsFnv1a) {
    // 64-bit FNV-1a of one NUL byte, by hand: (offset basis) * prime modulo 2^64.
    EXPECT_EQ(checksum_of("", ""), "af63bd4c8601b7df");
}

}  // namespace
}  // namespace sark::migrations
