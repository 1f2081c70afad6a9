#include "scenarios/evidence/auto_explain.hpp"

#include <gtest/gtest.h>

#include "scenarios/evidence/operation_plans.hpp"

namespace sark::scenarios {
namespace {

std::string entry(const std::string& query, const std::string& node) {
    return "2026-11-21 12:00:00.000 UTC [7] LOG:  duration: 0.012 ms  plan:\n"
           "\t{\n\t  \"Query Text\": \"" +
           query + "\",\n\t  \"Plan\": {\n\t    \"Node Type\": \"" + node +
           "\",\n\t    \"Relation Name\": \"t\",\n\t    \"Schema\": \"s\"\n\t  }\n\t}\n";
}

TEST(LoggedPlansTest, ShapesAreCountedByQueryMostFrequentFirst) {
    const auto logged =
        read_logged_plans(entry("SELECT a", "Index Scan") + entry("SELECT a", "Seq Scan") +
                              "2026-11-21 12:00:01.000 UTC [8] LOG:  checkpoint starting: time\n" +
                              entry("SELECT a", "Seq Scan") + entry("SELECT b", "Seq Scan"),
                          {});
    ASSERT_EQ(logged.size(), 2U);
    EXPECT_EQ(logged[0].query, "SELECT a");
    ASSERT_EQ(logged[0].shapes.size(), 2U);
    EXPECT_EQ(logged[0].shapes[0].count, 2U);
    EXPECT_EQ(logged[0].shapes[0].shape, "Seq Scan on s.t");
    EXPECT_EQ(logged[0].shapes[0].hash, logged[1].shapes[0].hash);
}

TEST(LoggedPlansTest, WhatIsCutOrNoPlanIsLeftOut) {
    EXPECT_TRUE(read_logged_plans("", {}).empty());
    EXPECT_TRUE(
        read_logged_plans("2026 UTC [7] LOG:  duration: 5.0 ms  statement: X\n", {}).empty());
    EXPECT_TRUE(read_logged_plans("2026 UTC [7] LOG:  duration: 5.0 ms  plan:\n\t{\"Plan\": {", {})
                    .empty());
    EXPECT_TRUE(
        read_logged_plans("2026 UTC [7] LOG:  duration: 5.0 ms  plan:\nno tab\n", {}).empty());
}

TEST(LoggedPlansTest, ALogThatIsNotThereIsEmpty) {
    EXPECT_EQ(read_log_from("/nonexistent/postgres.log", 0), "");
    EXPECT_EQ(size_of_log("/nonexistent/postgres.log"), 0U);
}

TEST(ExplainableTest, KnowsWhatExplainTakes) {
    for (const char* sql : {"SELECT 1", "  with x AS (SELECT 1) SELECT 2", "(SELECT 1)",
                            "-- why\nINSERT INTO t VALUES (1)", "/* a */ update t SET a = 1"})
        EXPECT_TRUE(is_explainable(sql)) << sql;
    for (const char* sql : {"REFRESH MATERIALIZED VIEW v", "VACUUM", "", "-- SELECT", "/* SELECT"})
        EXPECT_FALSE(is_explainable(sql)) << sql;
}

}  // namespace
}  // namespace sark::scenarios
