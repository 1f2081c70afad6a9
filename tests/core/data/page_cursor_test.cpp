#include "core/registry/page_cursor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/registry/array_literal.hpp"

namespace sark {
namespace {

const PageCursor cursor{"2026-11-21T07:38:20.123456Z", "0b0e5d6a-7c1f-4c3e-9d55-3a8f6a1b2c3d"};

TEST(PageCursorTest, RoundTripsInUrlSafeText) {
    const std::string text = cursor.encode();
    EXPECT_THAT(text, testing::MatchesRegex("[A-Za-z0-9_-]+"));
    const auto decoded = PageCursor::decode(text);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->created_at, cursor.created_at);
    EXPECT_EQ(decoded->id, cursor.id);
}

TEST(PageCursorTest, EncodesAsBase64Url) {
    EXPECT_EQ((PageCursor{"a", "b"}.encode()), "YXxi");
    EXPECT_EQ((PageCursor{"\xff\xfe", ""}.encode()), "__58");
    EXPECT_EQ((PageCursor{"ab", ""}.encode()), "YWJ8");
    EXPECT_EQ((PageCursor{"a", ""}.encode()), "YXw");
}

TEST(PageCursorTest, RefusesWhatItDidNotMake) {
    const std::string good = cursor.encode();
    for (const std::string& text :
         {std::string(), std::string("nonsense"), std::string("%%%"), good.substr(1),
          good.substr(0, good.size() - 4), good + "=", good + "AAAA",
          PageCursor{"yesterday", cursor.id}.encode(),
          PageCursor{cursor.created_at, "1; DROP TABLE"}.encode(),
          PageCursor{cursor.created_at + "'", cursor.id}.encode(),
          PageCursor{cursor.created_at, cursor.id + std::string(1, '\0')}.encode()}) {
        const auto decoded = PageCursor::decode(text);
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
