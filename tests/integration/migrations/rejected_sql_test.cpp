#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using nlohmann::json;

// Each case of rejected.json is a statement of the seeds that PostgreSQL rejects (`sqlstate`) or
// that answers something else than its text promises (`gives`), and the one that stands for it
// here. `setup` comes before both, `corrected_setup` instead of it before the corrected one. What
// must run outside a transaction says `outside` and cleans up after itself. `requires` and `unless`
// name an extension; `empty` wants a database without our schemas.
class RejectedSqlTest : public TestDatabase {
 protected:
    void SetUp() override {
        TestDatabase::SetUp();
        std::ifstream file(SARK_TEST_FOLDER "/rejected.json");
        cases_ = json::parse(file);
    }

    bool applies(const json& one) {
        for (const char* key : {"requires", "unless"}) {
            if (!one.contains(key))
                continue;
            const auto there = has_extension(session(), one[key].get<std::string>());
            EXPECT_TRUE(there);
            if (there && *there != (std::string(key) == "requires"))
                return false;
        }
        return true;
    }

    /// The first column of the first row, or the SQLSTATE after "error ".
    std::string answer(const std::string& sql) {
        const auto rows = session().execute(sql);
        if (!rows)
            return "error " + session().last_sqlstate();
        return rows->empty() || rows->columns.empty() ? "" : rows->rows[0][0].value_or("NULL");
    }

    /// Runs `sql` after its setup, and takes all of it back.
    std::string tried(const json& one, const json& setup, const std::string& sql) {
        std::string said;
        const auto run = [&]() -> Result<void> {
            for (const auto& statement : setup) {
                const auto done = session().execute(statement.get<std::string>());
                EXPECT_TRUE(done) << describe(done.error()) << "\n" << statement;
                if (!done)
                    return done.error();
            }
            said = answer(sql);
            return Error{Errc::interrupted, "taken back", "", ""};
        };
        const std::string path = one.value("schema", "public");
        EXPECT_TRUE(session().execute("SET search_path = " + path + ", public"));
        if (one.value("outside", false))
            (void)run();
        else
            (void)session().transaction(run);
        EXPECT_TRUE(session().execute("RESET search_path"));
        return said;
    }

    void try_all(bool empty) {
        std::size_t tried_cases = 0;
        for (const auto& one : cases_) {
            if (one.value("empty", false) != empty || !applies(one))
                continue;
            ++tried_cases;
            SCOPED_TRACE(one["id"].get<std::string>() + ": " + one["what"].get<std::string>());
            const json setup = one.value("setup", json::array());
            const auto original = tried(one, setup, one["original"]);
            EXPECT_EQ(original, one.contains("sqlstate")
                                    ? "error " + one["sqlstate"].get<std::string>()
                                    : one["gives"].get<std::string>());
            if (one.value("outside", false))  // What a failed concurrent build may have left.
                for (const auto& statement : one["cleanup"])
                    (void)session().execute(statement.get<std::string>());
            const auto corrected =
                tried(one, one.value("corrected_setup", setup), one["corrected"]);
            EXPECT_THAT(corrected, ::testing::Not(::testing::StartsWith("error ")));
            if (one.contains("corrected_gives")) {
                EXPECT_EQ(corrected, one["corrected_gives"].get<std::string>());
            }
            for (const auto& statement : one.value("cleanup", json::array())) run(statement);
        }
        EXPECT_GT(tried_cases, 0U);
    }

    json cases_;
};

TEST_F(RejectedSqlTest, TheSeedsStatementsFailAndTheCorrectedOnesRun) {
    migrate();
    MigrateOptions experiments_too;
    experiments_too.systems = {"sark_partitions"};
    migrate(experiments_too);
    try_all(false);
}

TEST_F(RejectedSqlTest, StatementsThatNeedAnExtensionFailWithoutIt) {
    try_all(true);
}

// Each fault that SQL can show has its case; the others are not SQL.
TEST_F(RejectedSqlTest, EveryFaultOfTheSeedsSqlHasACase) {
    std::set<std::string> found;
    for (const auto& one : cases_) found.insert(one["id"]);
    const std::set<std::string> not_sql = {"E-08", "E-09", "E-14", "E-16", "E-23"};
    for (int number = 1; number <= 24; ++number) {
        const std::string id = (number < 10 ? "E-0" : "E-") + std::to_string(number);
        EXPECT_EQ(found.count(id) + not_sql.count(id), 1U) << id;
    }
}

}  // namespace
}  // namespace sark::migrations
