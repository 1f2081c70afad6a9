#include "reports/sweep/layer_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using testing::HasSubstr;

SweptPoint layer(const std::string& name, std::optional<double> mean, double p50) {
    SweptPoint point;
    point.name = name;
    point.adds = "what " + name + " does";
    point.figures[swept::mean].median = mean;
    point.figures[swept::p50].median = p50;
    return point;
}

TEST(LayerTableTest, EachLayerIsItsMeanLessThatOfTheOneBelow) {
    SweepResult result;
    result.points = {layer("core", 0.01, 0.01), layer("HTTP", 0.11, 0.1), layer("Redis", 0.21, 0.2),
                     layer("PostgreSQL", 1.01, 0.8)};
    const LayerTable table = layers_of(result);
    ASSERT_EQ(table.rows.size(), 4U);
    EXPECT_DOUBLE_EQ(*table.rows[0].added_ms, 0.01);
    EXPECT_NEAR(*table.rows[1].added_ms, 0.10, 1e-9);
    EXPECT_NEAR(*table.rows[3].added_ms, 0.80, 1e-9);
    EXPECT_NEAR(*table.rows[3].added_p50_ms, 0.60, 1e-9);
    double shares = 0.0;
    for (const LayerRow& row : table.rows) shares += *row.share;
    EXPECT_NEAR(shares, 1.0, 1e-9);
    EXPECT_THAT(table.sentence, HasSubstr("PostgreSQL takes most"));
}

TEST(LayerTableTest, ALayerMayTakeLessThanNothingWithinTheNoise) {
    SweepResult result;
    result.points = {layer("core", 1.0, 1.0), layer("HTTP", 0.9, 0.9)};
    EXPECT_NEAR(*layers_of(result).rows[1].added_ms, -0.1, 1e-9);
}

TEST(LayerTableTest, WhatWasNotMeasuredIsAbsentAndDecidesNothing) {
    SweepResult result;
    result.points = {layer("core", 0.01, 0.01), layer("HTTP", std::nullopt, 0.1),
                     layer("Redis", 0.2, 0.2)};
    const LayerTable table = layers_of(result);
    EXPECT_FALSE(table.rows[1].added_ms);
    EXPECT_FALSE(table.rows[2].added_ms);
    EXPECT_TRUE(table.sentence.empty());
}

TEST(LayerTableTest, ASweepWithoutLayersHasNoTable) {
    SweepResult result;
    result.points.emplace_back();
    EXPECT_TRUE(layers_of(result).rows.empty());
    EXPECT_TRUE(layers_of({}).rows.empty());
}

}  // namespace
}  // namespace sark::reports
