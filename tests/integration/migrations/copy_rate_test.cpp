#include <chrono>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/time.hpp"
#include "migrations/seed/copy_rows.hpp"
#include "test_database.hpp"

namespace sark::migrations {
namespace {

class CopyRateTest : public MigratedDatabase {};

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
            const auto copied = copy_rows(session(), "public.target", plan, context, {});
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
