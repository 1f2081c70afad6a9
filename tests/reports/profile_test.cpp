#include "reports/judgement/profile.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/judgement/statistic.hpp"
#include "reports/report.hpp"

namespace sark::reports {
namespace {

using ::testing::HasSubstr;

TEST(ProfileTest, ShipsTheDocumentedProfiles) {
    std::vector<std::string> names;
    for (const ProfileSummary& summary : shipped_profiles()) {
        names.push_back(summary.name);
        EXPECT_FALSE(summary.title.empty());
        EXPECT_GT(summary.rows, 0U);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"api", "database-goals", "gateway", "phase1",
                                               "phase3", "phase4", "sla", "v2-database"}));
}

TEST(ProfileTest, AnUnknownNameListsThoseThereAre) {
    const auto missing = find_profile("apo");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Errc::not_found);
    EXPECT_THAT(missing.error().hint, HasSubstr("v2-database"));
}

TEST(ProfileTest, EveryRowCanBeJudgedOrSaysWhyNot) {
    const std::set<std::string> units = {"ms", "ratio", "1/s", "count"};
    std::set<std::string> ids;
    for (const ProfileSummary& summary : shipped_profiles()) {
        const auto profile = find_profile(summary.name);
        ASSERT_TRUE(profile);
        for (const SlaRow& row : profile->rows) {
            EXPECT_TRUE(ids.insert(row.id).second) << row.id << " is there twice";
            EXPECT_THAT(row.source, HasSubstr("seed 00")) << row.id;
            EXPECT_FALSE(row.title.empty()) << row.id;
            if (!row.skipped.empty())
                continue;
            EXPECT_FALSE(row.operations.empty()) << row.id;
            EXPECT_FALSE(row.measured_at.empty()) << row.id;
            EXPECT_TRUE(units.contains(row.unit)) << row.id;
            EXPECT_TRUE(row.target.has_value()) << row.id;
            EXPECT_TRUE(parse_statistic(row.statistic).has_value()) << row.id;
            if (!row.critical_statistic.empty()) {
                EXPECT_TRUE(parse_statistic(row.critical_statistic).has_value()) << row.id;
            }
            const bool floor = row.comparison == ">" || row.comparison == ">=";
            if (row.critical) {
                EXPECT_EQ(*row.critical < *row.target, floor)
                    << row.id << ": the critical level is the outer bound";
            }
        }
    }
}

TEST(ProfileTest, HoldsTheNumbersOfTheSeeds) {
    const auto v2 = find_profile("v2-database");
    ASSERT_TRUE(v2);
    ASSERT_EQ(v2->rows.size(), 11U);
    EXPECT_EQ(v2->rows[0].id, "S000-SLA-01");
    EXPECT_EQ(v2->rows[0].operations, std::vector<std::string>{"v2.resource_by_id"});
    EXPECT_EQ(v2->rows[0].target, 5.0);
    EXPECT_EQ(v2->rows[0].critical, 10.0);
    EXPECT_EQ(v2->rows[0].statistic, "p95");
    EXPECT_EQ(v2->rows[0].critical_statistic, "p99");
    EXPECT_EQ(v2->rows[6].critical, 1000.0);
    EXPECT_EQ(v2->rows[7].statistic, "mean");
    EXPECT_FALSE(v2->rows[7].critical);
    EXPECT_EQ(v2->rows[9].id, "S000-SLA-10");
    EXPECT_EQ(v2->rows[9].metric, "slow_statements");
    EXPECT_EQ(v2->rows[9].target, 0.0);
    EXPECT_FALSE(v2->rows[9].critical);
}

TEST(ProfileTest, HoldsTheGoalsOfTheDatabasesAndOfTheGateway) {
    const auto goals = find_profile("database-goals");
    ASSERT_TRUE(goals);
    EXPECT_EQ(goals->rows[0].target, 50.0);
    EXPECT_EQ(goals->rows[0].critical, 100.0);
    EXPECT_EQ(goals->rows[0].driver, "postgres");
    EXPECT_EQ(goals->rows[3].comparison, ">");
    EXPECT_EQ(goals->rows[3].critical, 500.0);
    EXPECT_EQ(goals->rows[4].metric, "pool_utilisation");
    EXPECT_EQ(goals->rows[4].band_low, 0.6);
    EXPECT_TRUE(goals->rows[9].advisory);
    const auto gateway = find_profile("gateway");
    ASSERT_TRUE(gateway);
    const double targets[] = {10, 2, 50, 1, 15, 1000};
    for (std::size_t i = 0; i < std::size(targets); ++i)
        EXPECT_EQ(gateway->rows[i].target, targets[i]) << gateway->rows[i].id;
}

TEST(ProfileTest, HoldsThePhasesTargets) {
    struct Phase {
        const char* name;
        std::vector<double> targets;  // policy, API, req/s, events/s, queries/s, hits, errors
    };
    const Phase phases[] = {{"phase1", {50, 200, 100, 1000, 500, 0.80, 0.01}},
                            {"phase3", {10, 100, 5000, 5000, 5000, 0.95, 0.001}},
                            {"phase4", {5, 50, 10000, 10000, 10000, 0.98, 0.0005}}};
    for (const Phase& phase : phases) {
        const auto profile = find_profile(phase.name);
        ASSERT_TRUE(profile) << phase.name;
        ASSERT_EQ(profile->rows.size(), phase.targets.size());
        for (std::size_t i = 0; i < phase.targets.size(); ++i)
            EXPECT_EQ(profile->rows[i].target, phase.targets[i]) << profile->rows[i].id;
    }
    EXPECT_EQ(find_profile("phase1")->rows[0].id, "S003-SLA-01");
    EXPECT_EQ(find_profile("phase4")->rows[6].id, "S003-SLA-21");
}

TEST(StatisticTest, ReadsQuantilesAndWords) {
    EXPECT_DOUBLE_EQ(parse_statistic("p99.9")->q, 0.999);
    EXPECT_EQ(parse_statistic("p100")->kind, Statistic::Kind::max);
    EXPECT_EQ(parse_statistic("mean")->kind, Statistic::Kind::mean);
    for (const char* word : {"", "p", "p95x", "p101", "p-1", "median", "95"})
        EXPECT_FALSE(parse_statistic(word)) << word;
}

TEST(StatisticTest, ComparesStrictlyWhereItSaysSo) {
    EXPECT_FALSE(holds(5.0, "<", 5.0));
    EXPECT_TRUE(holds(5.0, "<=", 5.0));
    EXPECT_FALSE(holds(5.0, ">", 5.0));
    EXPECT_TRUE(holds(5.0, ">=", 5.0));
    EXPECT_FALSE(holds(5.0, "==", 5.0));
}

}  // namespace
}  // namespace sark::reports
