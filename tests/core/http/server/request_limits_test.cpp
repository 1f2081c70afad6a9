#include <gtest/gtest.h>

#include "tests/core/http/server/read_requests.hpp"

namespace sark::http {
namespace {

class RequestLimitsTest : public ::testing::TestWithParam<std::size_t> {
 protected:
    RequestLimitsTest() {
        limits.target = 100;
        limits.head = 1'000;
        limits.headers = 5;
        limits.body = 64;
    }
    [[nodiscard]] test::Reading read(const std::string& bytes) const {
        return test::read(bytes, GetParam(), limits);
    }
    [[nodiscard]] static std::string chunked(const std::string& chunks) {
        return "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
    }
    HttpLimits limits;
};

INSTANTIATE_TEST_SUITE_P(PieceSizes, RequestLimitsTest, ::testing::Values(1, 13, 100'000));

TEST_P(RequestLimitsTest, TargetsEndAtTheirLimit) {
    const auto with = [&](std::size_t length) {
        return read("GET /" + std::string(length - 1, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n");
    };
    EXPECT_EQ(with(100).requests.size(), 1U);
    EXPECT_EQ(with(101).refusal, 414);
    EXPECT_EQ(read("GET /" + std::string(2'000, 'a')).refusal, 414) << "without its end";
}

TEST_P(RequestLimitsTest, HeadsEndAtTheirLimit) {
    const std::string begin = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
    const auto with = [&](std::size_t length) {
        return read(begin + std::string(length - begin.size() - 4, 'a') + "\r\n\r\n");
    };
    EXPECT_EQ(with(1'000).requests.size(), 1U);
    EXPECT_EQ(with(1'010).refusal, 431);
    EXPECT_EQ(read(begin + std::string(2'000, 'a')).refusal, 431) << "without its end";
}

TEST_P(RequestLimitsTest, HeadersEndAtTheirNumber) {
    const std::string begin = "GET / HTTP/1.1\r\nHost: x\r\n";
    EXPECT_EQ(read(begin + "A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\n\r\n").requests.size(), 1U);
    EXPECT_EQ(read(begin + "A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\n\r\n").refusal, 431);
}

TEST_P(RequestLimitsTest, BodiesEndAtTheirLimit) {
    const auto with = [&](const std::string& length, std::size_t bytes) {
        return read("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" +
                    std::string(bytes, 'b'));
    };
    EXPECT_EQ(with("64", 64).requests.size(), 1U);
    EXPECT_EQ(with("65", 0).refusal, 413) << "before a byte of it";
    EXPECT_EQ(with("99999999999999999999999999", 0).refusal, 413);
}

TEST_P(RequestLimitsTest, ABodyTooLargeIsNotAskedFor) {
    const auto reading =
        read("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(reading.refusal, 413);
    EXPECT_EQ(reading.continues, 0);
}

TEST_P(RequestLimitsTest, ChunksEndAtTheLimitOfTheirSum) {
    const std::string half = "20\r\n" + std::string(32, 'b') + "\r\n";
    EXPECT_EQ(read(chunked(half + half + "0\r\n\r\n")).requests.size(), 1U);
    EXPECT_EQ(read(chunked(half + half + "1\r\n")).refusal, 413);
    EXPECT_EQ(read(chunked("fffffffffffffffff\r\n")).refusal, 413);
    EXPECT_EQ(read(chunked("ffffffffffffffff\r\n")).refusal, 413);
}

TEST_P(RequestLimitsTest, WhatStandsAroundChunksIsBounded) {
    EXPECT_EQ(read(chunked("1;" + std::string(1'000, 'e'))).refusal, 400);
    std::string trailers = "0\r\n";
    for (int i = 0; i < 100; ++i) trailers += "T: " + std::string(100, 't') + "\r\n";
    EXPECT_EQ(read(chunked(trailers)).refusal, 400);
}

}  // namespace
}  // namespace sark::http
