#include "reports/views/evidence_view.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using ::testing::HasSubstr;

/// What the stores told; there is no replica.
struct Told {
    std::vector<std::pair<std::string, double>> postgres;
    std::vector<std::pair<std::string, double>> redis;
    std::vector<std::pair<std::string, double>> core;
};

scenarios::RunResult run_with(Told told) {
    scenarios::RunResult run;
    run.engine.measured = std::chrono::seconds(10);
    run.evidence.postgres = std::move(told.postgres);
    run.evidence.redis = std::move(told.redis);
    run.evidence.core = std::move(told.core);
    return run;
}

const EvidenceFact* find(const std::vector<EvidenceFact>& facts, const std::string& measure) {
    const auto found = std::ranges::find(facts, measure, &EvidenceFact::measure);
    return found == facts.end() ? nullptr : &*found;
}

TEST(EvidenceViewTest, BufferHitRatioIsOfAllBlockReads) {
    const auto facts =
        evidence_facts_of(run_with({{{"blks_hit", 990}, {"blks_read", 10}}, {}, {}}));
    ASSERT_NE(find(facts, "buffer hit ratio"), nullptr);
    EXPECT_EQ(find(facts, "buffer hit ratio")->value, "99.0 %");
    EXPECT_THAT(find(facts, "buffer hit ratio")->remark, HasSubstr("of 1,000 blocks"));
}

TEST(EvidenceViewTest, WhatAStoreDidNotTellIsLeftOutAndNotZero) {
    EXPECT_TRUE(evidence_facts_of(run_with({})).empty());
    const auto facts = evidence_facts_of(run_with({{{"blks_hit", 990}}, {}, {}}));
    EXPECT_TRUE(facts.empty());
}

TEST(EvidenceViewTest, ARatioOfNothingHasNoFigure) {
    const auto facts =
        evidence_facts_of(run_with({{}, {{"keyspace_hits", 0}, {"keyspace_misses", 0}}, {}}));
    EXPECT_EQ(find(facts, "hit ratio")->value, "–");
}

/// S002-TRB-01..05: what an operator looks for is told by name, and apart.
TEST(EvidenceViewTest, TroubleIsCountedInItsOwnClasses) {
    const auto facts = evidence_facts_of(
        run_with({{},
                  {{"evicted_keys", 7}, {"used_memory", 1.5e6}, {"maxmemory", 3e6}},
                  {{R"(sark_db_pool_timeouts_total{pool="primary"})", 3},
                   {R"(sark_db_pool_timeouts_total{pool="audit"})", 1},
                   {"sark_db_slow_queries_total", 5},
                   {R"(sark_cache_errors_total{cache_name="l2"})", 2},
                   {R"(sark_cache_misses_total{cache_name="l2"})", 90}}}));
    for (const auto& [measure, value] :
         {std::pair{"pool exhausted", "4"}, std::pair{"slow queries", "5"},
          std::pair{"L2 errors", "2"}, std::pair{"evicted keys", "7"}}) {
        ASSERT_NE(find(facts, measure), nullptr) << measure;
        EXPECT_EQ(find(facts, measure)->value, value) << measure;
        EXPECT_TRUE(find(facts, measure)->caution) << measure;
    }
    EXPECT_EQ(find(facts, "cache misses")->value, "90 (9.00/s)");
    EXPECT_EQ(find(facts, "memory")->remark, "50.0 % of maxmemory 3.00 MB");
}

TEST(EvidenceViewTest, RatesArePerSecondOfTheWindow) {
    const auto facts = evidence_facts_of(run_with({{{"xact_commit", 12'340}}, {}, {}}));
    EXPECT_EQ(find(facts, "commits")->value, "12,340 (1234/s)");
}

TEST(EvidenceViewTest, WalIsPerSecondAndPerCommit) {
    const auto facts =
        evidence_facts_of(run_with({{{"xact_commit", 1'000}, {"wal_bytes", 2e6}}, {}, {}}));
    const EvidenceFact* wal = find(facts, "WAL written");
    ASSERT_NE(wal, nullptr);
    EXPECT_EQ(wal->value, "2.00 MB");
    EXPECT_THAT(wal->remark, HasSubstr("200 kB/s, 2.00 kB for each commit"));
}

TEST(EvidenceViewTest, WhatShouldBeZeroCautionsOnlyWhenItIsNot) {
    const auto quiet = evidence_facts_of(
        run_with({{{"deadlocks", 0}, {"temp_files", 0}, {"temp_bytes", 0}}, {}, {}}));
    EXPECT_FALSE(find(quiet, "deadlocks")->caution);
    EXPECT_EQ(find(quiet, "temporary files")->remark, "");
    const auto loud = evidence_facts_of(
        run_with({{{"deadlocks", 2}, {"temp_files", 3}, {"temp_bytes", 5e6}}, {}, {}}));
    EXPECT_TRUE(find(loud, "deadlocks")->caution);
    EXPECT_THAT(find(loud, "temporary files")->remark, HasSubstr("spilled 5.00 MB over work_mem"));
}

TEST(EvidenceViewTest, CachesOfTheCoreAreToldApart) {
    const auto facts =
        evidence_facts_of(run_with({{},
                                    {},
                                    {{"sark_cache_hits_total{cache_name=\"l1\"}", 900},
                                     {"sark_cache_misses_total{cache_name=\"l1\"}", 100},
                                     {"sark_cache_hits_total{cache_name=\"l2\"}", 25},
                                     {"sark_cache_misses_total{cache_name=\"l2\"}", 75}}}));
    EXPECT_EQ(find(facts, "L1 hit ratio (in process)")->value, "90.0 %");
    EXPECT_EQ(find(facts, "L2 hit ratio (Redis)")->value, "25.0 %");
}

TEST(EvidenceViewTest, ARunWithoutAWindowHasCountsButNoRates) {
    scenarios::RunResult run = run_with({{{"xact_commit", 12}}, {}, {}});
    run.engine.measured = Nanos{0};
    EXPECT_EQ(find(evidence_facts_of(run), "commits")->value, "12");
}

}  // namespace
}  // namespace sark::reports
