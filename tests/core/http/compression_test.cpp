#include "core/http/guards/compression.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/core/http/filter_samples.hpp"

namespace sark::http {
namespace {

Answer answer_of(std::string body, std::string_view accepts) {
    Answer answer;
    answer.body = std::move(body);
    Request request = test::request("GET", "/api/v1/servers/");
    if (!accepts.empty())
        request.headers.emplace_back("Accept-Encoding", accepts);
    return Compression().answer(request, test::Behind(std::move(answer)));
}

TEST(CompressionTest, BeginsBeyondAThousandBytes) {
    const Answer small = answer_of(std::string(1'000, 'a'), "gzip");
    EXPECT_FALSE(small.header("Content-Encoding"));
    EXPECT_FALSE(small.header("Vary"));
    const Answer large = answer_of(std::string(1'001, 'a'), "gzip");
    EXPECT_EQ(large.header("Content-Encoding"), "gzip");
    EXPECT_EQ(large.header("Vary"), "Accept-Encoding");
    EXPECT_LT(large.body.size(), 100U);
    EXPECT_EQ(large.body.substr(0, 2), "\x1f\x8b");
}

TEST(CompressionTest, WhoDoesNotTakeItGetsTheText) {
    const Answer answer = answer_of(std::string(5'000, 'a'), "gzip;q=0");
    EXPECT_EQ(answer.body, std::string(5'000, 'a'));
    EXPECT_FALSE(answer.header("Content-Encoding"));
    EXPECT_EQ(answer.header("Vary"), "Accept-Encoding");
}

TEST(CompressionTest, WhatDoesNotShrinkStaysAsItIs) {
    std::string noise;
    unsigned state = 1;
    for (int i = 0; i < 2'000; ++i) {
        state = state * 1'664'525U + 1'013'904'223U;
        noise += static_cast<char>(state >> 24U);
    }
    const Answer answer = answer_of(noise, "gzip");
    EXPECT_EQ(answer.body, noise);
    EXPECT_FALSE(answer.header("Content-Encoding"));
}

}  // namespace
}  // namespace sark::http
