#include "reports/writers/text.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(TextTest, ControlCharactersCannotReachATerminal) {
    EXPECT_EQ(printable("a\x1b[31mb\nc"), "a?[31mb?c");
}

TEST(TextTest, CountsCodePointsNotBytes) {
    EXPECT_EQ(columns_of("größe–"), 6U);
}

TEST(TextTest, WrapsAtSpacesAndCutsLongWords) {
    EXPECT_EQ(wrapped("one two three", 2, 9), (std::vector<std::string>{"  one two", "  three"}));
    EXPECT_EQ(wrapped("abcdefgh", 0, 3), (std::vector<std::string>{"abc", "def", "gh"}));
    EXPECT_EQ(wrapped("ääääää", 0, 4), (std::vector<std::string>{"ääää", "ää"}));
    EXPECT_TRUE(wrapped("", 2, 10).empty());
}

TEST(TextTest, MarkupIsEscaped) {
    EXPECT_EQ(escaped_markup("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    EXPECT_EQ(escaped_markup(std::string("a\0b", 3)), "a?b");
}

TEST(TextTest, MarkdownTextCanNeitherEndACellNorBecomeALink) {
    EXPECT_EQ(markdown_text("a|b"), "a\\|b");
    EXPECT_EQ(markdown_text("[here](http://x)"), "\\[here\\](http://x)");
    EXPECT_EQ(markdown_text("<b> *x* `y` z_z\x1b"), "&lt;b&gt; \\*x\\* \\`y\\` z\\_z?");
    EXPECT_EQ(markdown_text("it's \"so\" & so"), "it's \"so\" &amp; so");
    EXPECT_EQ(markdown_text(""), "");
}

}  // namespace
}  // namespace sark::reports
