#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrations/seed/binary_row.hpp"
#include "migrations/seed/copy_rows.hpp"
#include "migrations/seed/text_row.hpp"
#include "test_database.hpp"

namespace sark::migrations {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BinaryCopyTest : public MigratedDatabase {
 protected:
    /// Copies one row of these cells into public.target, which has a column "a" of the type.
    Result<std::uint64_t> copy_cell(CellType type, const std::function<void(Row&)>& fill) {
        bool done = false;
        const std::vector<CellType> types = {type};
        return session().copy_in_binary("public.target", {"a"},
                                        [&](std::string& buffer) -> Result<bool> {
                                            if (done)
                                                return false;
                                            done = true;
                                            BinaryRow row(buffer, types);
                                            fill(row);
                                            return true;
                                        });
    }
    /// What PostgreSQL reads back.
    std::string round_trip(const std::string& column, CellType type,
                           const std::function<void(Row&)>& fill) {
        run("SET timezone = 'UTC'; DROP TABLE IF EXISTS public.target; "
            "CREATE TABLE public.target (a " +
            column + ")");
        const auto copied = copy_cell(type, fill);
        EXPECT_TRUE(copied) << describe(copied.error());
        return value("SELECT coalesce(a::text, 'NULL') FROM public.target");
    }
};

TEST_F(BinaryCopyTest, PostgresReadsBackWhatWasWritten) {
    const auto decimal = [](std::uint64_t value) { return [=](Row& row) { row.decimal(value); }; };
    EXPECT_EQ(round_trip("numeric(20,4)", CellType::numeric, decimal(0)), "0.0000");
    EXPECT_EQ(round_trip("numeric(20,4)", CellType::numeric, decimal(1)), "0.0001");
    EXPECT_EQ(round_trip("numeric(20,4)", CellType::numeric, decimal(10'000)), "1.0000");
    EXPECT_EQ(round_trip("numeric(20,4)", CellType::numeric, decimal(100'000'000)), "10000.0000");
    EXPECT_EQ(round_trip("numeric(20,4)", CellType::numeric, decimal(1'234'567'890'123)),
              "123456789.0123");
    EXPECT_EQ(round_trip("numeric", CellType::numeric, decimal(12'345)), "1.2345");
    EXPECT_EQ(round_trip("double precision", CellType::float8, decimal(12'345)), "1.2345");
    const auto time = [](Row& row) { row.time(951'827'696'000'042); };
    EXPECT_EQ(round_trip("timestamptz", CellType::timestamp, time),
              "2000-02-29 12:34:56.000042+00");
    EXPECT_EQ(round_trip("timestamp", CellType::timestamp, time), "2000-02-29 12:34:56.000042");
    EXPECT_EQ(round_trip("date", CellType::date, time), "2000-02-29");
    EXPECT_EQ(round_trip("inet", CellType::inet, [](Row& row) { row.text("10.2.3.255"); }),
              "10.2.3.255/32");
    EXPECT_EQ(round_trip("jsonb", CellType::jsonb, [](Row& row) { row.text(R"({"a":[1,"é"]})"); }),
              R"({"a": [1, "é"]})");
    EXPECT_EQ(round_trip("uuid", CellType::uuid,
                         [](Row& row) { row.text("00112233-4455-6677-8899-aabbccddeeff"); }),
              "00112233-4455-6677-8899-aabbccddeeff");
    EXPECT_EQ(round_trip("text", CellType::text, [](Row& row) { row.text("\\N\t\n", "x"); }),
              "\\N\t\nx");
    EXPECT_EQ(round_trip("bigint", CellType::int8, [](Row& row) { row.number(1ULL << 40U); }),
              "1099511627776");
    EXPECT_EQ(round_trip("boolean", CellType::boolean, [](Row& row) { row.boolean(true); }),
              "true");
    EXPECT_EQ(round_trip("integer", CellType::int4, [](Row& row) { row.null(); }), "NULL");
    run("CREATE TYPE public.mood AS ENUM ('calm', 'angry')");
    EXPECT_EQ(round_trip("public.mood", CellType::text, [](Row& row) { row.text("angry"); }),
              "angry");
}

// Every seeded table, by both ways into tables of its shape.
TEST_F(BinaryCopyTest, EverySeededRowIsTheSameAsItsText) {
    MigrateOptions experiment;
    experiment.systems = {"sark_partitions"};
    migrate(experiment);
    SeedContext context{small_dataset(), 1'760'000'000'000'000};
    for (const std::string_view system : systems) {
        for (const auto& plan : plan_system(system, context.dataset)) {
            run("CREATE TABLE public.as_binary (LIKE " + plan.table +
                " INCLUDING DEFAULTS); "
                "CREATE TABLE public.as_text (LIKE " +
                plan.table + " INCLUDING DEFAULTS)");
            const auto binary =
                copy_rows(session(), "public.as_binary", plan, {0, plan.rows}, context, {});
            ASSERT_TRUE(binary) << describe(binary.error());
            EXPECT_EQ(*binary, plan.rows);
            std::uint64_t index = 0;
            const auto text =
                session().copy_in("public.as_text", plan.columns, [&](postgres::Values& cells) {
                    if (index == plan.rows)
                        return false;
                    TextRow row(cells);
                    plan.fill(context, index++, row);
                    return true;
                });
            ASSERT_TRUE(text) << describe(text.error());
            std::string columns;
            for (const auto& column : plan.columns)
                columns += (columns.empty() ? "" : ", ") + session().quote_name(column);
            EXPECT_EQ(value("SELECT count(*) FROM ((SELECT " + columns +
                            " FROM public.as_binary) EXCEPT ALL (SELECT " + columns +
                            " FROM public.as_text)) AS other"),
                      "0")
                << plan.table;
            run("DROP TABLE public.as_binary, public.as_text");
        }
    }
}

TEST_F(BinaryCopyTest, TypesWithoutABinaryFormAreCopiedAsText) {
    SeedContext context{small_dataset(), 1'760'000'000'000'000};
    const auto plan = plan_system("sark_v2", context.dataset).front();
    run("CREATE TABLE public.target (LIKE " + plan.table +
        "); "
        "ALTER TABLE public.target ALTER COLUMN name TYPE tsvector USING NULL");
    const auto copied = copy_rows(session(), "public.target", plan, {0, 10}, context, {});
    ASSERT_TRUE(copied) << describe(copied.error());
    EXPECT_EQ(value("SELECT count(*) FROM public.target WHERE name IS NOT NULL"), "10");
}

TEST_F(BinaryCopyTest, ARowThatTheTableRefusesLeavesNothing) {
    run("CREATE TABLE public.target (a integer CHECK (a < 2))");
    const auto refused = copy_cell(CellType::int4, [](Row& row) { row.number(2); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_THAT(refused.error().message, HasSubstr("23514"));
    EXPECT_EQ(session().last_sqlstate(), "23514");
    EXPECT_EQ(value("SELECT count(*) FROM public.target"), "0");
    EXPECT_TRUE(copy_cell(CellType::int4, [](Row& row) { row.number(1); }));
}

TEST_F(BinaryCopyTest, AnUnknownTableIsToldBeforeAnyRow) {
    bool asked = false;
    const auto refused = session().copy_in_binary("public.nowhere", {"a"}, [&](std::string&) {
        asked = true;
        return Result<bool>(false);
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::not_found);
    EXPECT_FALSE(asked);
    EXPECT_TRUE(session().ping());
}

TEST_F(BinaryCopyTest, AnErrorOfTheSourceEndsTheCopy) {
    run("CREATE TABLE public.target (a integer)");
    int rows = 0;
    const auto source = [&](std::string& buffer) -> Result<bool> {
        if (++rows > 10'000)
            return Error{Errc::internal, "no more", "", ""};
        const std::vector<CellType> types = {CellType::int4};
        BinaryRow(buffer, types).number(1);
        return true;
    };
    const auto ended = session().copy_in_binary("public.target", {"a"}, source);
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().message, "no more");
    EXPECT_EQ(value("SELECT count(*) FROM public.target"), "0");
}

TEST_F(BinaryCopyTest, GarbageIsRefusedByTheServer) {
    run("CREATE TABLE public.target (a integer)");
    int rows = 0;
    const auto garbage = session().copy_in_binary("public.target", {"a"}, [&](std::string& buffer) {
        buffer += "not a row";
        return Result<bool>(++rows < 3);
    });
    ASSERT_FALSE(garbage);
    EXPECT_EQ(session().last_sqlstate(), "22P04");
    EXPECT_TRUE(session().ping());
}

TEST_F(BinaryCopyTest, InsideATransactionItGoesOrStaysWithIt) {
    run("CREATE TABLE public.target (a integer)");
    const auto copied = session().transaction([&]() -> Result<void> {
        if (auto copy = copy_cell(CellType::int4, [](Row& row) { row.number(7); }); !copy)
            return copy.error();
        return Error{Errc::interrupted, "undone", "", ""};
    });
    ASSERT_FALSE(copied);
    EXPECT_EQ(value("SELECT count(*) FROM public.target"), "0");
    const auto kept = session().transaction([&]() -> Result<void> {
        const auto copy = copy_cell(CellType::int4, [](Row& row) { row.number(7); });
        return copy ? Result<void>() : copy.error();
    });
    ASSERT_TRUE(kept) << describe(kept.error());
    EXPECT_THAT(column("SELECT a FROM public.target"), ElementsAre("7"));
}

TEST_F(BinaryCopyTest, ALostConnectionIsToldAsSuch) {
    run("CREATE TABLE public.target (a integer)");
    const auto other = connect();
    const auto pid = std::to_string(session().backend_pid());
    const std::vector<CellType> types = {CellType::int4};
    bool ended = false;
    std::uint64_t rows = 0;
    const auto lost = session().copy_in_binary("public.target", {"a"}, [&](std::string& buffer) {
        if (!ended)
            ended = other->execute("SELECT pg_terminate_backend(" + pid + ", 5000)").has_value();
        BinaryRow(buffer, types).number(1);
        return Result<bool>(++rows < 1'000'000);
    });
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, Errc::unavailable);
    EXPECT_FALSE(session().alive());
    reconnect();
}

}  // namespace
}  // namespace sark::migrations
