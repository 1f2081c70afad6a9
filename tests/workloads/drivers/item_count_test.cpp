#include "workloads/drivers/item_count.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "workloads/drivers/http_request.hpp"

namespace sark::workloads {
namespace {

OperationSpec batch(const std::string& repeat, std::int64_t min, std::int64_t max) {
    OperationSpec operation;
    operation.name = "api.batch";
    operation.parameters = {{"n", IntegerParameter{0, 999'999, {}}},
                            {"size", IntegerParameter{min, max, {}}}};
    HttpOperation http;
    http.method = "POST";
    http.path = "/batch";
    http.body = "${n}";
    http.repeat = repeat;
    operation.request = http;
    return operation;
}

std::string body_of(const HttpRequest& request, const Call& call) {
    std::string body;
    std::string message;
    request.render(call, body, message);
    EXPECT_NE(message.find("Content-Length: " + std::to_string(body.size()) + "\r\n"),
              std::string::npos);
    EXPECT_LE(body.size(), request.longest_body());
    EXPECT_LE(message.size(), request.longest_message());
    return body;
}

std::set<std::string> items_of(const std::string& list) {
    std::set<std::string> items;
    for (std::size_t at = 1; at < list.size();) {
        const std::size_t end = list.find_first_of(",]", at);
        items.insert(list.substr(at, end - at));
        at = end + 1;
    }
    return items;
}

TEST(ItemCountTest, EveryItemDrawsItsOwnValues) {
    const auto request = HttpRequest::compile(batch("${size}", 50, 50), {}, "host");
    ASSERT_TRUE(request);
    const std::string first = body_of(*request, {0, 0});
    const std::string second = body_of(*request, {0, 1});
    EXPECT_EQ(first.front(), '[');
    EXPECT_EQ(first.back(), ']');
    EXPECT_GE(items_of(first).size(), 49U);
    EXPECT_NE(first, second);
    EXPECT_EQ(body_of(*request, {0, 0}), first);
}

TEST(ItemCountTest, SizeMayBeANumberOrDrawn) {
    const auto fixed = HttpRequest::compile(batch("1", 1, 1), {}, "host");
    // The parameter that nothing uses is the scenario parser's to find, not the driver's.
    ASSERT_TRUE(fixed);
    EXPECT_EQ(body_of(*fixed, {0, 3}).find(','), std::string::npos);
    const auto drawn = HttpRequest::compile(batch("${size}", 1, 5), {}, "host");
    ASSERT_TRUE(drawn);
    std::set<std::size_t> sizes;
    for (std::uint64_t index = 0; index < 100; ++index)
        sizes.insert(items_of(body_of(*drawn, {0, index})).size());
    EXPECT_EQ(sizes, (std::set<std::size_t>{1, 2, 3, 4, 5}));
}

TEST(ItemCountTest, KeysOfATraceFollowEachOther) {
    const auto request = HttpRequest::compile(batch("3", 1, 1), {}, "host");
    ASSERT_TRUE(request);
    EXPECT_EQ(body_of(*request, {0, 9, 41}), "[41,42,43]");
}

TEST(ItemCountTest, WhatCanLeaveItsBoundsIsRefused) {
    for (const char* repeat : {"0", "1001", "many", "${n}", "${size}0", "${nothing}", "-1"}) {
        const auto request = HttpRequest::compile(batch(repeat, 1, 1), {}, "host");
        ASSERT_FALSE(request) << repeat;
        EXPECT_EQ(request.error().code, Errc::invalid_scenario) << repeat;
    }
    EXPECT_FALSE(HttpRequest::compile(batch("${size}", 0, 10), {}, "host"));
    EXPECT_FALSE(HttpRequest::compile(batch("${size}", 1, 1'001), {}, "host"));
}

}  // namespace
}  // namespace sark::workloads
