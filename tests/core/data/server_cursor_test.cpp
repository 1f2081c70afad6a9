#include "core/registry/server_cursor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/registry/array_literal.hpp"

namespace sark {
namespace {

const ServerCursor cursor{"2026-11-21T07:38:20.123456Z", "0b0e5d6a-7c1f-4c3e-9d55-3a8f6a1b2c3d"};

TEST(ServerCursorTest, RoundTripsInUrlSafeText) {
    const std::string text = cursor.encode();
    EXPECT_THAT(text, testing::MatchesRegex("[A-Za-z0-9_-]+"));
    const auto decoded = ServerCursor::decode(text);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->created_at, cursor.created_at);
    EXPECT_EQ(decoded->id, cursor.id);
}

TEST(ServerCursorTest, EncodesAsBase64Url) {
    EXPECT_EQ((ServerCursor{"a", "b"}.encode()), "YXxi");
    EXPECT_EQ((ServerCursor{"\xff\xfe", ""}.encode()), "__58");
    EXPECT_EQ((ServerCursor{"ab", ""}.encode()), "YWJ8");
    EXPECT_EQ((ServerCursor{"a", ""}.encode()), "YXw");
}

TEST(ServerCursorTest, RefusesWhatItDidNotMake) {
    const std::string good = cursor.encode();
    for (const std::string& text :
         {std::string(), std::string("nonsense"), std::string("%%%"), good.substr(1),
          good.substr(0, good.size() - 4), good + "=", good + "AAAA",
          ServerCursor{"yesterday", cursor.id}.encode(),
          ServerCursor{cursor.created_at, "1; DROP TABLE"}.encode(),
          ServerCursor{cursor.created_at + "'", cursor.id}.encode(),
          ServerCursor{cursor.created_at, cursor.id + std::string(1, '\0')}.encode()}) {
        const auto decoded = ServerCursor::decode(text);
        ASSERT_FALSE(decoded) << text;
        EXPECT_EQ(decoded.error().code, Errc::invalid_argument);
    }
}

TEST(ArrayLiteralTest, QuotesEveryElement) {
    EXPECT_EQ(array_literal({}), "{}");
    EXPECT_EQ(array_literal({"a", "", "NULL"}), R"({"a","","NULL"})");
    EXPECT_EQ(array_literal({"q\"uote", "back\\slash", "{,}"}),
              R"({"q\"uote","back\\slash","{,}"})");
}

}  // namespace
}  // namespace sark
