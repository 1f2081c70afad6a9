#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/doctor/examination.hpp"
#include "tests/scenarios/doctor/observed.hpp"

namespace sark::scenarios::doctor {
namespace {

using test::judged;
using test::observed;
using ::testing::HasSubstr;

const std::vector<std::string> unused_columns = {"index", "table", "bytes", "table_scans"};

TEST(UnusedIndexesTest, OneIsUnusedOnlyWhenItsTableWasReadOften) {
    EXPECT_EQ(judged("unused_indexes", observed(unused_columns, {})).verdict, Verdict::yes);
    const auto young =
        judged("unused_indexes", observed(unused_columns, {{"i", "t", "8192", "99"}}));
    EXPECT_EQ(young.verdict, Verdict::unknown);
    EXPECT_THAT(young.why, HasSubstr("too few statistics"));
    const auto sure =
        judged("unused_indexes",
               observed(unused_columns, {{"i", "t", "8192", "100"}, {"j", "u", "8192", "2"}}));
    EXPECT_EQ(sure.verdict, Verdict::no);
    ASSERT_EQ(sure.evidence.rows.size(), 1U);
    EXPECT_EQ(sure.evidence.rows[0][0], "i");
}

const std::vector<std::string> use_columns = {"table", "live_rows", "index_scans", "whole_scans",
                                              "index_percent"};

TEST(IndexRatioTest, OnlyLargeTablesThatWereReadAreJudged) {
    const auto verdict = [](std::vector<postgres::Values> rows) {
        return judged("index_ratio", observed(use_columns, std::move(rows))).verdict;
    };
    EXPECT_EQ(verdict({{"t", "9999", "0", "500", "0.0"}}), Verdict::unknown);
    EXPECT_EQ(verdict({{"t", "10000", "0", "99", "0.0"}}), Verdict::unknown);
    EXPECT_EQ(verdict({{"t", "10000", "80", "20", "80.0"}}), Verdict::yes);
    EXPECT_EQ(verdict({{"t", "10000", "79", "21", "79.0"}}), Verdict::no);
    EXPECT_EQ(verdict({}), Verdict::unknown);
}

TEST(IndexRatioTest, TheChecklistAddsAllLargeTablesUp) {
    const auto seen = observed(
        use_columns, {{"t", "10000", "70", "30", "70.0"}, {"u", "10000", "900", "0", "100.0"}});
    EXPECT_EQ(judged("index_ratio", seen).verdict, Verdict::no);
    EXPECT_EQ(judged("index_use", seen).verdict, Verdict::yes);
}

TEST(StatementsTest, SlownessIsAMeanAboveAHundredMilliseconds) {
    const std::vector<std::string> columns = {"calls", "total_s", "mean_ms", "query"};
    const auto seen = observed(columns, {{"5", "1", "100.01", "SELECT 'secret'"}});
    EXPECT_EQ(judged("slow_statements", seen).verdict, Verdict::no);
    EXPECT_EQ(judged("slow_statements", seen).evidence.rows[0][3], "SELECT '...'");
    EXPECT_EQ(judged("frequent_slow_statements", seen).verdict, Verdict::yes);
    EXPECT_EQ(judged("slow_statements", observed(columns, {{"5", "1", "100", "q"}})).verdict,
              Verdict::yes);
    EXPECT_EQ(judged("slow_statements", observed(columns, {})).verdict, Verdict::unknown);
}

TEST(StatementsTest, ExtractionInAFilterIsNoContainment) {
    const std::vector<std::string> columns = {"form", "calls", "mean_ms", "query"};
    EXPECT_EQ(judged("jsonb_containment", observed(columns, {})).verdict, Verdict::unknown);
    EXPECT_EQ(
        judged("jsonb_containment", observed(columns, {{"containment", "1", "1", "q"}})).verdict,
        Verdict::yes);
    EXPECT_EQ(
        judged("jsonb_containment", observed(columns, {{"extraction", "1", "1", "q"}})).verdict,
        Verdict::no);
}

TEST(ConnectionsTest, EightyFivePercentIsTheAlertAndNinetyCritical) {
    const auto at = [](const char* connections, const char* percent) {
        return judged("connection_use", observed({"connections", "max_connections", "percent"},
                                                 {{connections, "200", percent}}));
    };
    EXPECT_EQ(at("160", "80.0").verdict, Verdict::yes);
    EXPECT_THAT(at("162", "81.0").why, HasSubstr("above the band"));
    EXPECT_EQ(at("170", "85.0").verdict, Verdict::yes);
    EXPECT_EQ(at("172", "86.0").verdict, Verdict::no);
    EXPECT_THAT(at("180", "90.0").why, HasSubstr("critical"));
}

TEST(ConnectionsTest, IdleInATransactionForOverHalfAMinuteIsANo) {
    const std::vector<std::string> columns = {"state", "connections", "longest_s"};
    EXPECT_EQ(judged("connection_states", observed(columns, {{"idle", "9", "5000"}})).verdict,
              Verdict::yes);
    EXPECT_EQ(judged("connection_states", observed(columns, {{"idle in transaction", "1", "30"}}))
                  .verdict,
              Verdict::yes);
    EXPECT_EQ(judged("connection_states",
                     observed(columns, {{"idle in transaction (aborted)", "1", "31"}}))
                  .verdict,
              Verdict::no);
}

TEST(ConnectionsTest, NamelessConnectionsAreCounted) {
    const std::vector<std::string> columns = {"application", "state", "connections"};
    EXPECT_EQ(judged("connection_applications", observed(columns, {{"api", "idle", "4"}})).verdict,
              Verdict::yes);
    EXPECT_EQ(judged("connection_applications", observed(columns, {{"", "idle", "4"}})).verdict,
              Verdict::no);
}

TEST(SizesTest, ThroughputIsADifferenceAndAResetIsNoRate) {
    Observation seen = observed({"commits", "rollbacks", "rollback_percent", "at_s"},
                                {{"150", "5", "3.2", "12.0"}});
    seen.before =
        observed({"commits", "rollbacks", "rollback_percent", "at_s"}, {{"100", "5", "4", "10.0"}})
            .now;
    EXPECT_THAT(judged("throughput", seen).why, HasSubstr("25.0 commits/s and 0.0 rollbacks/s"));
    std::swap(seen.now, seen.before);
    EXPECT_EQ(judged("throughput", seen).verdict, Verdict::unknown);
}

TEST(SizesTest, HitsAreJudgedFromTenThousandBlocks) {
    const auto verdict = [](const char* hit, const char* read, const char* percent) {
        return judged("cache_hits",
                      observed({"blocks_of", "hit", "read", "hit_percent"},
                               {{"tables", hit, read, percent},
                                {"indexes", std::nullopt, std::nullopt, std::nullopt}}))
            .verdict;
    };
    EXPECT_EQ(verdict("9000", "999", "90.01"), Verdict::unknown);
    EXPECT_EQ(verdict("9500", "500", "95.00"), Verdict::yes);
    EXPECT_EQ(verdict("9499", "501", "94.99"), Verdict::no);
}

TEST(MaintenanceTest, ATimeLostWithYoungStatisticsIsNoLateness) {
    const std::vector<std::string> columns = {"table",        "live_rows", "changed_since",
                                              "analyzed_utc", "days",      "ever"};
    const auto verdict = [&](const postgres::Value& days, const char* ever, double age) {
        Circumstances known;
        known.statistics_days = age;
        return judged("weekly_analyze",
                      observed(columns, {{"t", "5000", "0", std::nullopt, days, ever}}), known)
            .verdict;
    };
    EXPECT_EQ(verdict("6.9", "t", 100), Verdict::yes);
    EXPECT_EQ(verdict("7.1", "t", 100), Verdict::no);
    EXPECT_EQ(verdict(std::nullopt, "f", 1), Verdict::no);
    EXPECT_EQ(verdict(std::nullopt, "t", 1), Verdict::unknown);
    EXPECT_EQ(verdict(std::nullopt, "t", 8), Verdict::no);
}

TEST(MaintenanceTest, UpperCaseLabelsAreFound) {
    const std::vector<std::string> columns = {"column", "kept_as", "labels"};
    EXPECT_EQ(judged("enum_labels", observed(columns, {})).verdict, Verdict::unknown);
    EXPECT_EQ(judged("enum_labels", observed(columns, {{"t.s", "check", "low, high"}})).verdict,
              Verdict::yes);
    EXPECT_EQ(judged("enum_labels", observed(columns, {{"t.s", "enum s", "LOW, HIGH"}})).verdict,
              Verdict::no);
}

TEST(ChecklistTest, AutovacuumCanBeOffForOneTable) {
    const std::vector<std::string> columns = {"place", "what", "value"};
    const postgres::Values on = {"server", "autovacuum", "on"};
    EXPECT_EQ(judged("autovacuum", observed(columns, {on})).verdict, Verdict::yes);
    EXPECT_EQ(judged("autovacuum", observed(columns, {on, {"table", "t", "off"}})).verdict,
              Verdict::no);
    EXPECT_THAT(judged("autovacuum", observed(columns, {{"server", "track_counts", "off"}})).why,
                HasSubstr("track_counts"));
}

TEST(ChecklistTest, RangePartitionsStandInForHypertablesAndSaySo) {
    const std::vector<std::string> columns = {"table", "form", "parts"};
    const auto stand_in = judged("time_series", observed(columns, {{"t", "partitioned", "9"}}));
    EXPECT_EQ(stand_in.verdict, Verdict::yes);
    EXPECT_THAT(stand_in.why, HasSubstr("TimescaleDB is not installed"));
    EXPECT_EQ(judged("time_series", observed(columns, {{"t", "plain", "0"}})).verdict, Verdict::no);
    EXPECT_EQ(judged("time_series", observed(columns, {})).verdict, Verdict::unknown);
}

TEST(ChecklistTest, ContinuousAggregatesWantTimescale) {
    Circumstances known;
    known.schemas = {{"sark_v2", "sark_v2"}};
    const auto none = observed({"view", "form"}, {});
    EXPECT_EQ(judged("continuous_aggregates", none, known).verdict, Verdict::unknown);
    known.timescale = true;
    EXPECT_EQ(judged("continuous_aggregates", none, known).verdict, Verdict::no);
    EXPECT_EQ(
        judged("continuous_aggregates", observed({"view", "form"}, {{"v", "c"}}), known).verdict,
        Verdict::yes);
}

TEST(ChecklistTest, ThePerformanceTestsAreARunsVerdict) {
    Circumstances known;
    EXPECT_EQ(judged("performance_tests", {}, known).verdict, Verdict::unknown);
    known.run = KnownRun{"smoke", "results/x", "fail: p95", false, true};
    EXPECT_EQ(judged("performance_tests", {}, known).verdict, Verdict::no);
    known.run->passed = true;
    EXPECT_EQ(judged("performance_tests", {}, known).verdict, Verdict::yes);
    known.run->judged = false;
    EXPECT_EQ(judged("performance_tests", {}, known).verdict, Verdict::unknown);
}

Verdict timeout(std::vector<postgres::Values> rows) {
    return judged("statement_timeout", observed({"of", "value", "source"}, std::move(rows)))
        .verdict;
}

TEST(SettingsTest, ATimeoutOfThirtySecondsAtMostIsAsked) {
    EXPECT_EQ(timeout({{"role a", "0ms", "default"}}), Verdict::no);
    EXPECT_EQ(timeout({{"role a", "30000ms", "user"}}), Verdict::yes);
    EXPECT_EQ(timeout({{"role a", "30001ms", "user"}}), Verdict::no);
    EXPECT_EQ(timeout({{"role a", "0ms", "default"}, {"role api", "10s", "ALTER"}}), Verdict::yes);
}

TEST(SettingsTest, TimescaleIsMissedOnlyWhereItIsInstalled) {
    const std::vector<std::string> columns = {"libraries", "timescaledb_installed"};
    const auto verdict = [&](const char* libraries, const char* installed) {
        return judged("preloaded_libraries", observed(columns, {{libraries, installed}})).verdict;
    };
    EXPECT_EQ(verdict("pg_stat_statements", "f"), Verdict::yes);
    EXPECT_EQ(verdict("pg_stat_statements", "t"), Verdict::no);
    EXPECT_EQ(verdict("timescaledb,pg_stat_statements", "t"), Verdict::yes);
    EXPECT_EQ(verdict("", "f"), Verdict::no);
}

Verdict redis(const std::string& name, const std::map<std::string, std::string>& info) {
    static const std::vector<Check> checks = shipped_checks();
    const auto examination = examine_redis(info, info, checks);
    const auto found = std::ranges::find(examination.answers, name, &Answer::name);
    EXPECT_NE(found, examination.answers.end());
    return found->verdict;
}

TEST(RedisTest, RefusedAndCrowdedClientsAreANo) {
    EXPECT_EQ(
        redis("redis_clients",
              {{"connected_clients", "80"}, {"maxclients", "100"}, {"rejected_connections", "0"}}),
        Verdict::yes);
    EXPECT_EQ(
        redis("redis_clients",
              {{"connected_clients", "81"}, {"maxclients", "100"}, {"rejected_connections", "0"}}),
        Verdict::no);
    EXPECT_EQ(redis("redis_clients", {{"connected_clients", "1"}, {"rejected_connections", "1"}}),
              Verdict::no);
    EXPECT_EQ(redis("redis_clients", {}), Verdict::unknown);
}

TEST(RedisTest, HitsEvictionsAndMemoryAreJudged) {
    EXPECT_EQ(redis("redis_keyspace", {{"keyspace_hits", "800"}, {"keyspace_misses", "200"}}),
              Verdict::yes);
    EXPECT_EQ(redis("redis_keyspace", {{"keyspace_hits", "799"}, {"keyspace_misses", "201"}}),
              Verdict::no);
    EXPECT_EQ(redis("redis_keyspace", {{"keyspace_hits", "1"}, {"keyspace_misses", "5"}}),
              Verdict::unknown);
    EXPECT_EQ(redis("redis_evictions", {{"evicted_keys", "0"}}), Verdict::yes);
    EXPECT_EQ(redis("redis_evictions", {{"evicted_keys", "1"}}), Verdict::no);
    EXPECT_EQ(redis("redis_memory", {{"used_memory", "50"}, {"maxmemory", "0"}}), Verdict::no);
    EXPECT_EQ(
        redis("redis_memory",
              {{"used_memory", "50"}, {"maxmemory", "100"}, {"maxmemory_policy", "allkeys-lru"}}),
        Verdict::yes);
    EXPECT_EQ(
        redis("redis_memory",
              {{"used_memory", "50"}, {"maxmemory", "100"}, {"maxmemory_policy", "noeviction"}}),
        Verdict::no);
    EXPECT_EQ(redis("redis_memory", {}), Verdict::unknown);
}

TEST(RedisTest, SettingsAreHeldAgainstTheDocuments) {
    std::map<std::string, std::string> settings = {
        {"maxmemory", "1073741824"}, {"maxmemory-policy", "allkeys-lru"},
        {"tcp-backlog", "511"},      {"timeout", "0"},
        {"tcp-keepalive", "300"},    {"appendonly", "yes"},
        {"appendfsync", "everysec"}, {"save", ""}};
    EXPECT_EQ(redis("redis_settings", settings), Verdict::yes) << "a smaller host's maxmemory";
    for (const char* name : {"maxmemory-policy", "tcp-backlog", "timeout", "tcp-keepalive",
                             "appendonly", "appendfsync", "save"}) {
        auto other = settings;
        other[name] = "another";
        EXPECT_EQ(redis("redis_settings", other), Verdict::no) << name;
    }
    settings["maxmemory"] = "0";
    EXPECT_EQ(redis("redis_settings", settings), Verdict::no);
    EXPECT_EQ(redis("redis_settings", {}), Verdict::unknown);
    EXPECT_EQ(documented_redis_settings().size(), settings.size());
}

TEST(EvidenceTest, IsBoundedAndCountsWhatItLeavesOut) {
    std::vector<postgres::Values> rows(evidence_rows + 7, postgres::Values{"i", "t", "1", "1000"});
    const auto found = judged("unused_indexes", observed(unused_columns, rows));
    EXPECT_EQ(found.evidence.rows.size(), evidence_rows);
    EXPECT_EQ(found.evidence.left_out, 7U);
}

}  // namespace
}  // namespace sark::scenarios::doctor
