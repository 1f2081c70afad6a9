#include "core/registry/server_filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark {
namespace {

using testing::ElementsAre;

TEST(ConditionsTest, NoFilterIsNoCondition) {
    const Conditions conditions{ServerFilter()};
    EXPECT_EQ(conditions.where(), "");
    EXPECT_EQ(conditions.shape(), "");
    EXPECT_TRUE(conditions.parameters().empty());
}

TEST(ConditionsTest, WhatAUserGivesIsAParameter) {
    ServerFilter filter;
    filter.statuses = {"active"};
    filter.sensitivities = {"low", "high"};
    filter.search = "50%_\\'";
    const Conditions conditions(filter);
    EXPECT_EQ(conditions.where(),
              " WHERE status = $1 AND sensitivity_level = ANY($2::text[]) AND (name ILIKE $3 OR "
              "description ILIKE $4)");
    EXPECT_THAT(conditions.parameters(),
                ElementsAre("active", R"({"low","high"})", "%50\\%\\_\\\\'%", "%50\\%\\_\\\\'%"));
}

TEST(ConditionsTest, StatementsOfOneShapeHaveOneText) {
    ServerFilter one;
    one.statuses = {"active"};
    ServerFilter same = one;
    same.statuses = {"inactive"};
    ServerFilter two = one;
    two.statuses = {"active", "inactive"};
    EXPECT_EQ(Conditions(one).shape(), Conditions(same).shape());
    EXPECT_EQ(Conditions(one).where(), Conditions(same).where());
    EXPECT_NE(Conditions(one).shape(), Conditions(two).shape());
    ServerFilter any_tag;
    any_tag.tags = {"a", "b"};
    ServerFilter all_tags = any_tag;
    all_tags.match_all_tags = true;
    EXPECT_NE(Conditions(any_tag).shape(), Conditions(all_tags).shape());
}

}  // namespace
}  // namespace sark
