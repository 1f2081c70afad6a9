#include "core/http/guards/kept_answer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sark::http {
namespace {

KeptAnswer sample() {
    KeptAnswer kept;
    kept.everything = "1-2";
    kept.key = "4:/all|";
    kept.answer.body = std::string("a\0b:3:", 6);
    kept.answer.content_type = "application/json";
    kept.answer.headers = {{"Vary", "Accept-Encoding"}, {"Content-Encoding", "gzip"}};
    return kept;
}

TEST(KeptAnswerTest, ComesBackAsItWas) {
    const auto back = kept_answer(to_text(sample()));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->everything, "1-2");
    EXPECT_EQ(back->scope, "");
    EXPECT_EQ(back->key, "4:/all|");
    EXPECT_EQ(back->answer.status, 200);
    EXPECT_EQ(back->answer.body, sample().answer.body);
    EXPECT_EQ(back->answer.content_type, "application/json");
    EXPECT_EQ(back->answer.headers, sample().answer.headers);
}

TEST(KeptAnswerTest, WhatIsCutShortIsNothing) {
    const std::string text = to_text(sample());
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto back = kept_answer(std::string_view(text).substr(0, size));
        EXPECT_FALSE(back && back->answer.headers == sample().answer.headers) << size;
    }
    EXPECT_FALSE(kept_answer(""));
    EXPECT_FALSE(kept_answer("{\"content\": 1}"));
    EXPECT_FALSE(kept_answer("99999999999999999999:x"));
}

}  // namespace
}  // namespace sark::http
