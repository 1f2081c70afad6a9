#include "scenarios/language/template_text.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios::language {
namespace {

std::set<std::string> names_in(std::string_view text) {
    std::set<std::string> names;
    EXPECT_TRUE(collect_template_names(text, names)) << text;
    return names;
}

TEST(TemplateTextTest, CollectsEveryName) {
    EXPECT_EQ(names_in("a ${x}b${y}${x}"), (std::set<std::string>{"x", "y"}));
    EXPECT_EQ(names_in(""), std::set<std::string>{});
}

TEST(TemplateTextTest, OtherDollarsStandForThemselves) {
    EXPECT_EQ(names_in("$1 $ {x} $${x} 5$"), std::set<std::string>{});
}

TEST(TemplateTextTest, RefusesNamesWithoutEnd) {
    std::set<std::string> names;
    for (const char* text : {"${", "a ${x", "${}", "${x}${"})
        EXPECT_FALSE(collect_template_names(text, names)) << text;
}

}  // namespace
}  // namespace sark::scenarios::language
