#include "core/http/requests/list_request.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Query = std::vector<std::pair<std::string, std::string>>;

Validated<ListRequest> parse(const Query& query) {
    Request request;
    request.query = query;
    return parse_list(request);
}

ServerListing::Request by_cursor(const Query& query) {
    const auto parsed = parse(query);
    EXPECT_EQ(complaint(parsed), "");
    return std::get<ServerListing::Request>(std::get<ListRequest>(parsed));
}

NumberedList by_number(const Query& query) {
    const auto parsed = parse(query);
    EXPECT_EQ(complaint(parsed), "");
    return std::get<NumberedList>(std::get<ListRequest>(parsed));
}

TEST(ListRequestTest, NothingMeansTheNewestFifty) {
    const auto list = by_cursor({});
    EXPECT_EQ(list.limit, 50U);
    EXPECT_EQ(list.order, ServerOrder::newest_first);
    EXPECT_FALSE(list.count);
    EXPECT_TRUE(list.filter.statuses.empty());
}

TEST(ListRequestTest, ReadsEveryFilter) {
    const auto list = by_cursor({{"limit", "7"},
                                 {"cursor", "c"},
                                 {"sort_order", "asc"},
                                 {"status", "active,inactive"},
                                 {"sensitivity", "high"},
                                 {"team_id", "0000000A-0000-4000-8000-000000000001"},
                                 {"owner_id", "00000002-0000-4000-8000-000000000001"},
                                 {"tags", "eu,prod"},
                                 {"match_all_tags", "true"},
                                 {"search", "50%"},
                                 {"include_total", "1"}});
    EXPECT_EQ(list.limit, 7U);
    EXPECT_EQ(list.cursor, "c");
    EXPECT_EQ(list.order, ServerOrder::oldest_first);
    EXPECT_THAT(list.filter.statuses, ElementsAre("active", "inactive"));
    EXPECT_THAT(list.filter.sensitivities, ElementsAre("high"));
    EXPECT_EQ(list.filter.team_id, "0000000a-0000-4000-8000-000000000001");
    EXPECT_EQ(list.filter.owner_id, "00000002-0000-4000-8000-000000000001");
    EXPECT_THAT(list.filter.tags, ElementsAre("eu", "prod"));
    EXPECT_TRUE(list.filter.match_all_tags);
    EXPECT_EQ(list.filter.search, "50%");
    EXPECT_TRUE(list.count);
}

TEST(ListRequestTest, APageOrItsSizeAskByNumber) {
    const auto first = by_number({{"page_size", "1000"}});
    EXPECT_EQ(first.page, 1U);
    EXPECT_EQ(first.page_size, 1'000U);
    const auto third = by_number({{"page", "3"}, {"status", "active"}});
    EXPECT_EQ(third.page, 3U);
    EXPECT_EQ(third.page_size, 50U);
    EXPECT_THAT(third.filter.statuses, ElementsAre("active"));
}

TEST(ListRequestTest, WhatIsOutOfRangeIsNamed) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> rows = {
        {"limit", {"0", "201", "-1", "ten", "", "5x", "99999999999999999999"}},
        {"page", {"0", "-1", "1000000001", ""}},
        {"page_size", {"0", "1001", "x"}},
        {"status", {"asleep", "", "active,", "Active"}},
        {"sensitivity", {"none", "low,,high"}},
        {"team_id", {"blue", ""}},
        {"owner_id", {"ann"}},
        {"sort_order", {"up", ""}},
        {"match_all_tags", {"maybe"}},
        {"include_total", {"2"}},
        {"search", {std::string(256, 'x'), "a\xff", std::string("a\0b", 3)}},
        {"tags", {"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u"}},
    };
    for (const auto& [name, values] : rows)
        for (const std::string& value : values)
            EXPECT_THAT(complaint(parse({{name, value}})),
                        HasSubstr(R"("loc":["query",")" + name + R"("])"))
                << value;
}

TEST(ListRequestTest, NumbersAndCursorsExcludeEachOther) {
    EXPECT_THAT(complaint(parse({{"page", "1"}, {"cursor", "c"}})), HasSubstr("cursor"));
    EXPECT_THAT(complaint(parse({{"page_size", "1"}, {"limit", "5"}})), HasSubstr("limit"));
}

TEST(ListRequestTest, AllIssuesAreCollected) {
    const auto parsed = parse({{"limit", "0"}, {"status", "x"}, {"team_id", "y"}});
    EXPECT_EQ(std::get<ValidationIssues>(parsed).size(), 3U);
}

TEST(ListRequestTest, LengthsAreInCharacters) {
    std::string letters;
    for (int i = 0; i < 255; ++i) letters += "\u00e9";
    EXPECT_EQ(by_cursor({{"search", letters}}).filter.search, letters);
    EXPECT_THAT(complaint(parse({{"search", letters + "e"}})), HasSubstr("at most 255"));
}

}  // namespace
}  // namespace sark::http
