#include "core/http/routes/route_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RouteTableTest : public ::testing::Test {
 protected:
    std::optional<std::size_t> find(std::string_view method, std::string_view path) {
        captures.clear();
        return table.find(method, path, captures);
    }
    RouteTable table;
    std::vector<std::string_view> captures;
};

TEST_F(RouteTableTest, AnEmptyOneServesNothing) {
    EXPECT_FALSE(find("GET", "/"));
    EXPECT_FALSE(find("GET", ""));
}

TEST_F(RouteTableTest, MethodsOfOnePathAreApart) {
    table.add("GET", "/servers", 1);
    table.add("POST", "/servers/", 2);
    EXPECT_EQ(find("GET", "/servers/"), 1U);
    EXPECT_EQ(find("POST", "/servers"), 2U);
    EXPECT_FALSE(find("PATCH", "/servers"));
}

TEST_F(RouteTableTest, WhatTheWrittenOutSegmentDoesNotServeANameMay) {
    table.add("GET", "/tools/{id}/history", 1);
    table.add("GET", "/tools/statistics/all", 2);
    table.add("POST", "/tools/statistics", 3);
    table.add("GET", "/tools/{id}", 4);
    EXPECT_EQ(find("GET", "/tools/statistics/history"), 1U);
    EXPECT_THAT(captures, ElementsAre("statistics"));
    EXPECT_EQ(find("GET", "/tools/statistics"), 4U) << "only POST is written out";
    EXPECT_EQ(find("POST", "/tools/statistics"), 3U);
    EXPECT_THAT(captures, IsEmpty());
}

TEST_F(RouteTableTest, AWayThatLeadsNowhereLeavesNoCaptures) {
    table.add("GET", "/a/{x}/b/{y}/c", 1);
    table.add("GET", "/a/{x}", 2);
    EXPECT_FALSE(find("GET", "/a/1/b/2/d"));
    EXPECT_THAT(captures, IsEmpty());
    EXPECT_EQ(find("GET", "/a/1/b/2/c"), 1U);
    EXPECT_THAT(captures, ElementsAre("1", "2"));
}

TEST_F(RouteTableTest, PathsThatAreNoneAreServedByNobody) {
    table.add("GET", "/a/{x}", 1);
    for (const std::string_view path : {"a/1", "*", "//", "/a//", "/a", "/a/1/2", "/{x}/1", ""})
        EXPECT_FALSE(find("GET", path)) << path;
}

TEST_F(RouteTableTest, OfTwoThatAreAlikeTheFirstIsFound) {
    table.add("GET", "/a/{x}", 1);
    table.add("GET", "/a/{y}/", 2);
    EXPECT_EQ(find("GET", "/a/1"), 1U);
}

}  // namespace
}  // namespace sark::http
