#include "core/http/header_text.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace sark::http {
namespace {

TEST(HeaderTextTest, OnlyAsciiLettersHaveACase) {
    EXPECT_EQ(lowered("X-Request-ID"), "x-request-id");
    EXPECT_EQ(lowered("@[`{\xC4\xD6"), "@[`{\xC4\xD6");  // the neighbours of A, Z, a and z; Latin-1
    EXPECT_EQ(lowered(""), "");
}

TEST(HeaderTextTest, NamesAreEqualInAnyCase) {
    EXPECT_TRUE(equals_ignoring_case("Content-Length", "content-LENGTH"));
    EXPECT_TRUE(equals_ignoring_case("", ""));
}

TEST(HeaderTextTest, APrefixOrAnotherNameIsNotEqual) {
    EXPECT_FALSE(equals_ignoring_case("Content", "Content-Length"));
    EXPECT_FALSE(equals_ignoring_case("Content-Length", "Content"));
    EXPECT_FALSE(equals_ignoring_case("gzip", "gzjp"));
    EXPECT_FALSE(equals_ignoring_case("a{", "a["));  // they differ by the bit that makes a case
}

TEST(HeaderTextTest, BlanksAroundAreNotPartOfAValue) {
    EXPECT_EQ(trimmed(" \t keep alive\t "), "keep alive");
    EXPECT_EQ(trimmed("close"), "close");
    EXPECT_EQ(trimmed(" \t "), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(HeaderTextTest, OtherBlanksStay) {
    EXPECT_EQ(trimmed("\r\nclose\v"), "\r\nclose\v");
    EXPECT_EQ(trimmed(" \tclose ", " "), "\tclose");
}

TEST(HeaderTextTest, TextIsTakenUpToASeparator) {
    std::string_view text = "GET /a\r\nHost: b\r\n";
    EXPECT_EQ(take_until(text, "\r\n"), "GET /a");
    EXPECT_EQ(text, "Host: b\r\n");
    EXPECT_EQ(take_until(text, "\r\n"), "Host: b");
    EXPECT_EQ(text, "");
}

TEST(HeaderTextTest, WithoutASeparatorAllOfItIsTaken) {
    std::string_view text = "no end\r";
    EXPECT_EQ(take_until(text, "\r\n"), "no end\r");
    EXPECT_TRUE(text.empty());
    EXPECT_EQ(take_until(text, "\r\n"), "");
}

TEST(HeaderTextTest, AListIsTakenElementByElement) {
    std::string_view list = " gzip ,, deflate\t,";
    std::vector<std::string_view> elements;
    while (!list.empty()) elements.push_back(next_element(list));
    EXPECT_EQ(elements, (std::vector<std::string_view>{"gzip", "", "deflate"}));
}

}  // namespace
}  // namespace sark::http
