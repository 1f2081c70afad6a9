#include "scenarios/evidence/evidence_watch.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/integration/evidence/private_server.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

class EvidenceWatchTest : public ::testing::Test {
 protected:
    static void SetUpTestSuite() {
        test::run_sql(
            "DROP SCHEMA IF EXISTS watched CASCADE; CREATE SCHEMA watched; "
            "CREATE TABLE watched.t (id int PRIMARY KEY, note text); "
            "CREATE INDEX idx_watched_note ON watched.t (note)");
    }
    EvidenceWatchTest() {
        place_.dsn = test::server_dsn();
        place_.patience = seconds(60);
        place_.redis = "unix:" + std::string(std::getenv("SARK_TEST_REDIS"));
    }
    /// Ends when the pool was asked so often inside of the window, which is as long as it takes;
    /// `meanwhile` runs after the first time.
    template <class Meanwhile>
    ServerEvidence watch(std::vector<WatchedWindow::Phase> phases, unsigned pool_readings,
                         const Meanwhile& meanwhile) {
        place_.pool = [this] {
            ++asked_;
            return std::optional(PoolSample{6.0, 30.0});
        };
        EvidenceWatch watch(place_, {Nanos{0}, seconds(3'600), std::move(phases)});
        watch.tick(Nanos{0});
        while (asked_ < 1) poll(nullptr, 0, 10);
        meanwhile();
        while (asked_ < pool_readings) poll(nullptr, 0, 10);
        ServerEvidence evidence;
        watch.finish(evidence);
        return evidence;
    }
    ServerEvidence watch() {
        return watch({}, 1, [] {});
    }
    EvidencePlace place_;
    std::atomic<unsigned> asked_{0};
};

std::string why_absent(const ServerEvidence& evidence, const std::string& what) {
    for (const auto& [name, why] : evidence.absent)
        if (name == what)
            return why;
    return {};
}

TEST_F(EvidenceWatchTest, TellsWhatHappenedInTheWindowAndItsPhases) {
    // The readings are half a second apart: the second phase has begun by the fourth.
    const ServerEvidence evidence =
        watch({{"first", milliseconds(500)}, {"second", seconds(3'000)}}, 4, [] {
            test::run_sql("INSERT INTO watched.t SELECT n, 'x' FROM generate_series(1, 1000) n");
            while (test::sql_value("SELECT n_tup_ins FROM pg_stat_user_tables "
                                   "WHERE relid = 'watched.t'::regclass") != "1000")
                poll(nullptr, 0, 50);
        });
    EXPECT_TRUE(evidence.collected);
    ASSERT_EQ(evidence.windows.size(), 3U);
    const StoreWindow& whole = evidence.windows[0];
    EXPECT_EQ(whole_window(evidence), &whole);
    EXPECT_EQ(evidence.windows[1].phase, "first");
    EXPECT_EQ(evidence.windows[2].phase, "second");
    EXPECT_GT(evidence.windows[2].begin_s, 0.0);
    const auto table = std::ranges::find(whole.tables, "watched.t", &TableUse::name);
    ASSERT_NE(table, whole.tables.end());
    EXPECT_DOUBLE_EQ(table->inserted, 1'000.0);
    ASSERT_TRUE(table->table_growth);
    EXPECT_GT(*table->table_growth, 0.0);
    const auto index = std::ranges::find(whole.indexes, "idx_watched_note", &IndexUse::name);
    ASSERT_NE(index, whole.indexes.end());
    EXPECT_DOUBLE_EQ(index->scans, 0.0);
    EXPECT_FALSE(index->required);
    ASSERT_TRUE(evidence.activity);
    EXPECT_GT(evidence.activity->samples, 0U);
    EXPECT_EQ(evidence.activity->max_connections, 200U);
    ASSERT_TRUE(evidence.pool);
    EXPECT_DOUBLE_EQ(evidence.pool->mean_in_use, 6.0);
    EXPECT_DOUBLE_EQ(evidence.pool->capacity, 30.0);
}

TEST_F(EvidenceWatchTest, AnExtensionThatIsNotThereIsAbsentAndNothingElseIs) {
    const ServerEvidence evidence = watch();
    EXPECT_THAT(why_absent(evidence, "pg_stat_statements"), HasSubstr("not installed"));
    EXPECT_EQ(why_absent(evidence, "pg_stat_database"), "");
    EXPECT_EQ(why_absent(evidence, "pg_stat_user_tables"), "");
    EXPECT_EQ(why_absent(evidence, "pg_stat_user_indexes"), "");
    EXPECT_EQ(why_absent(evidence, "Redis commandstats"), "");
    ASSERT_EQ(evidence.windows.size(), 1U);
    EXPECT_FALSE(evidence.windows[0].postgres.empty());
}

TEST_F(EvidenceWatchTest, StoresThatAreAwayAreAbsentWithTheReason) {
    place_.dsn = "host=/nonexistent dbname=x";
    place_.redis = "unix:/nonexistent/redis.sock";
    const ServerEvidence evidence = watch();
    EXPECT_NE(why_absent(evidence, "PostgreSQL"), "");
    EXPECT_NE(why_absent(evidence, "Redis commandstats"), "");
    EXPECT_FALSE(evidence.activity);
}

TEST_F(EvidenceWatchTest, ARunThatIsCutShortIsToldAsFarAsItWent) {
    const ServerEvidence evidence = watch({{"a", seconds(1'800)}, {"b", seconds(1'800)}}, 1, [] {});
    ASSERT_EQ(evidence.windows.size(), 2U);
    EXPECT_EQ(evidence.windows[1].phase, "a");
    EXPECT_LT(evidence.windows[0].length_s, 1'800.0);
}

TEST_F(EvidenceWatchTest, ARunThatNeverBeganHasNoWindow) {
    ServerEvidence evidence;
    EvidenceWatch watch(place_, {Nanos{0}, seconds(1), {}});
    watch.finish(evidence);
    EXPECT_TRUE(evidence.collected);
    EXPECT_TRUE(evidence.windows.empty());
    EXPECT_FALSE(evidence.activity);
}

}  // namespace
}  // namespace sark::scenarios
