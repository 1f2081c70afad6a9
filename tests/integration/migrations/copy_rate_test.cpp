#include <chrono>
#include <cstdlib>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/time.hpp"
#include "migrations/seed/copy_rows.hpp"
#include "test_database.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::migrations {
namespace {

class CopyRateTest : public MigratedDatabase {};

/// Runs psql on the test's database; the command must succeed.
void psql(const std::string& dsn, const std::string& command) {
    const std::string line =
        "psql -X -q -d '" + dsn + "' -v ON_ERROR_STOP=1 -c \"" + command + "\"";
    ASSERT_EQ(std::system(line.c_str()), 0) << command;
}

// A figure to read, not a gate: our generated rows beside psql's \copy of the same rows from a
// file, into the same table with the same indexes, in turns.
TEST_F(CopyRateTest, PrintsOurRateBesidePsqlsCopyOfTheSameRows) {
    SeedContext context{{}, 1'760'000'000'000'000};
    context.dataset.resources = 40'000;
    const auto plan = plan_system("sark_v2", context.dataset).front();
    const sark::test::ScratchDirectory scratch;
    const std::string file = (scratch.path() / "rows").string();
    const auto create = [&] {
        run("DROP TABLE IF EXISTS public.target; CREATE TABLE public.target (LIKE " + plan.table +
            " INCLUDING INDEXES)");
    };
    const auto timed = [&](const std::function<void()>& work) {
        create();
        const auto start = std::chrono::steady_clock::now();
        work();
        return static_cast<double>(plan.rows) /
               to_seconds(std::chrono::steady_clock::now() - start);
    };
    const auto ours = [&] {
        const auto copied =
            copy_rows(session(), "public.target", plan, {0, plan.rows}, context, {});
        ASSERT_TRUE(copied) << describe(copied.error());
    };
    timed(ours);
    psql(dsn(), "\\copy public.target TO '" + file + "'");
    for (int turn = 0; turn < 3; ++turn) {
        const double mine = timed(ours);
        const double theirs =
            timed([&] { psql(dsn(), "\\copy public.target FROM '" + file + "'"); });
        EXPECT_EQ(value("SELECT count(*) FROM public.target"), std::to_string(plan.rows));
        fmt::print("{}: ours {:.0f} rows/s, psql {:.0f} rows/s, {:.2f} x\n", plan.table, mine,
                   theirs, mine / theirs);
    }
}

// A figure to read, not a gate: how fast generated rows go into tables without indexes.
TEST_F(CopyRateTest, PrintsRowsPerSecondIntoUnindexedTables) {
    SeedContext context{{}, 1'760'000'000'000'000};
    context.dataset.audit_rows = 50'000;
    context.dataset.resources = 10'000;
    for (const std::string_view system : {"sark_v2", "sark_audit"})
        for (const auto& plan : plan_system(system, context.dataset)) {
            if (plan.rows < 50'000)
                continue;
            run("CREATE TABLE public.target (LIKE " + plan.table + ")");
            const auto start = std::chrono::steady_clock::now();
            const auto copied =
                copy_rows(session(), "public.target", plan, {0, plan.rows}, context, {});
            const double seconds = to_seconds(std::chrono::steady_clock::now() - start);
            ASSERT_TRUE(copied) << describe(copied.error());
            EXPECT_EQ(value("SELECT count(*) FROM public.target"), std::to_string(plan.rows));
            fmt::print("{}: {} rows in {:.2f} s, {:.0f} rows/s\n", plan.table, *copied, seconds,
                       static_cast<double>(*copied) / seconds);
            run("DROP TABLE public.target");
        }
}

}  // namespace
}  // namespace sark::migrations
