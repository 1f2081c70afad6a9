#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrations/migrator.hpp"
#include "migrations/statements.hpp"

namespace sark::migrations {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ShippedStepsTest, CoverEverySystem) {
    std::set<std::string> found;
    for (const auto& step : shipped_steps()) found.insert(step.system);
    EXPECT_EQ(found.size(), std::size(systems));
}

TEST(ShippedStepsTest, QualifyWhatTheyCreate) {
    for (const auto& step : shipped_steps())
        for (const auto statement : split_statements(step.up_sql))
            for (const std::string_view verb :
                 {"CREATE TABLE ", "ALTER TABLE ", "CREATE SEQUENCE ", "CREATE FUNCTION ",
                  "CREATE MATERIALIZED VIEW ", "CREATE PROCEDURE ", "CREATE VIEW "})
                if (statement.starts_with(verb)) {
                    EXPECT_THAT(statement.substr(verb.size()),
                                ::testing::StartsWith(step.system + "."))
                        << step.system << "/" << step.id;
                }
}

TEST(ShippedStepsTest, BuildConcurrentlyOnlyOutsideTransactions) {
    for (const auto& step : shipped_steps())
        if (step.transactional) {
            EXPECT_THAT(step.up_sql, Not(HasSubstr("INDEX CONCURRENTLY "))) << step.id;
            EXPECT_THAT(step.down_sql, Not(HasSubstr("INDEX CONCURRENTLY "))) << step.id;
        }
}

TEST(ShippedStepsTest, OfferNativePartitionsWhereverTheyOfferHypertables) {
    std::multiset<std::string> hypertables;
    std::multiset<std::string> partitions;
    for (const auto& step : shipped_steps()) {
        if (step.up_sql.find("create_hypertable") != std::string::npos) {
            EXPECT_EQ(step.requires_extension, "timescaledb");
            hypertables.insert(step.system);
        }
        if (step.up_sql.find("PARTITION BY RANGE") != std::string::npos) {
            EXPECT_EQ(step.unless_extension, "timescaledb");
            partitions.insert(step.system);
        }
    }
    EXPECT_EQ(hypertables, partitions);
    EXPECT_EQ(hypertables.size(), 3U);
}

TEST(ShippedStepsTest, OfferOrdinaryViewsWhereverTheyOfferContinuousAggregates) {
    std::multiset<std::string> continuous;
    std::multiset<std::string> ordinary;
    for (const auto& step : shipped_steps()) {
        if (step.up_sql.find("timescaledb.continuous") != std::string::npos) {
            EXPECT_EQ(step.requires_extension, "timescale_license");
            continuous.insert(step.system);
        }
        if (step.unless_extension == "timescale_license")
            ordinary.insert(step.system);
    }
    EXPECT_EQ(continuous, ordinary);
    EXPECT_EQ(continuous.size(), 3U);
}

// Indexes belong to the sets, so that they can be switched; keys and the keys of views do not.
TEST(ShippedStepsTest, LeaveTheIndexesToTheSets) {
    for (const auto& step : shipped_steps())
        EXPECT_THAT(step.up_sql, Not(HasSubstr("CREATE INDEX "))) << step.system << step.id;
}

// the audit trails of three systems have one name and three shapes.
TEST(ShippedStepsTest, NeverReachIntoAnotherSystem) {
    for (const auto& step : shipped_steps())
        for (const std::string_view other : systems)
            if (other != step.system) {
                EXPECT_THAT(step.up_sql, Not(HasSubstr(std::string(other) + "."))) << step.id;
                EXPECT_THAT(step.down_sql, Not(HasSubstr(std::string(other) + "."))) << step.id;
            }
}

}  // namespace
}  // namespace sark::migrations
