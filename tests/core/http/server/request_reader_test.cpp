#include "core/http/server/request_reader.hpp"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/http/server/read_requests.hpp"

namespace sark::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

/// The same whatever the pieces: all at once, byte by byte, and between.
class RequestReaderTest : public ::testing::TestWithParam<std::size_t> {
 protected:
    static test::Reading read(std::string_view bytes) { return test::read(bytes, GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(PieceSizes, RequestReaderTest, ::testing::Values(1, 2, 7, 64, 100'000));

TEST_P(RequestReaderTest, AGetHasNoBody) {
    EXPECT_THAT(read("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").requests,
                ElementsAre("GET /health|"));
}

TEST_P(RequestReaderTest, ABodyByLengthIsWhole) {
    EXPECT_THAT(read("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello").requests,
                ElementsAre("POST /a|hello"));
}

TEST_P(RequestReaderTest, ChunksAreJoined) {
    EXPECT_THAT(read("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                     "5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nTrailer: gone\r\n\r\n"
                     "GET /b HTTP/1.1\r\nHost: x\r\n\r\n")
                    .requests,
                ElementsAre("POST /a|hello world", "GET /b|"));
}

TEST_P(RequestReaderTest, PipelinedRequestsComeOneAfterTheOther) {
    EXPECT_THAT(read("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1"
                     "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n22"
                     "GET /c HTTP/1.1\r\nHost: x\r\n\r\n")
                    .requests,
                ElementsAre("POST /a|1", "POST /b|22", "GET /c|"));
}

TEST_P(RequestReaderTest, BlankLinesBeforeARequestAreReadOver) {
    EXPECT_THAT(read("\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /b HTTP/1.1\r\n"
                     "Host: x\r\n\r\n")
                    .requests,
                ElementsAre("GET /a|", "GET /b|"));
}

TEST_P(RequestReaderTest, AWaitingClientIsSeenOnce) {
    const auto reading =
        read("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(reading.continues, 1);
    EXPECT_THAT(reading.requests, IsEmpty());
    EXPECT_EQ(
        read("POST /a HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").continues, 0);
}

TEST_P(RequestReaderTest, NothingFollowsARefusal) {
    const auto reading = read("GARBAGE\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reading.refusal, 400);
    EXPECT_THAT(reading.requests, IsEmpty());
}

TEST_P(RequestReaderTest, MalformedHeadsAreBadRequests) {
    for (const char* head : {
             "GET\r\n\r\n",
             "GET /\r\n\r\n",
             " GET / HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
             "GET / http/1.1\r\nHost: x\r\n\r\n",
             "GET / HTTP/1.1\nHost: x\n\n",
             "G@T / HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET relative HTTP/1.1\r\nHost: x\r\n\r\n",
             "CONNECT host:1 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /?a=%g0 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: x\r\n: no name\r\n\r\n",
             "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: x\r\nA: b\x7f\r\n\r\n",
         })
        EXPECT_EQ(read(head).refusal, 400) << head;
    EXPECT_EQ(read({"GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n", 29}).refusal, 400);
}

TEST_P(RequestReaderTest, LengthsThatCouldBeReadInTwoWaysAreBadRequests) {
    for (const char* headers : {
             "Content-Length: 1\r\nContent-Length: 2",
             "Content-Length: 1, 1",
             "Content-Length: +1",
             "Content-Length: -1",
             "Content-Length: 1x",
             "Content-Length: ",
             "Content-Length: 0x1",
             "Content-Length: 1\r\nTransfer-Encoding: chunked",
             "Transfer-Encoding: chunked\r\nContent-Length: 0",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
         })
        EXPECT_EQ(
            read("POST / HTTP/1.1\r\nHost: x\r\n" + std::string(headers) + "\r\n\r\n1\r\n").refusal,
            400)
            << headers;
    EXPECT_EQ(read("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").refusal, 400);
    EXPECT_THAT(read("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n"
                     "\r\n1")
                    .requests,
                ElementsAre("POST /|1"));
}

TEST_P(RequestReaderTest, WhatIsNotSupportedIsSaidSo) {
    const auto refusal = [](const std::string& request) { return read(request).refusal; };
    EXPECT_EQ(refusal("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), 505);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
              501);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n"), 417);
}

TEST_P(RequestReaderTest, BadChunksAreBadRequests) {
    for (const char* chunks : {"x\r\n", "\r\n", "-1\r\n", "1\nx\r\n", "1\r\nxy\r\n", "1\r\nx\n",
                               "5 \r\nhello\r\n", "0\r\nbad trailer\n\r\n"})
        EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                       std::string(chunks))
                      .refusal,
                  400)
            << chunks;
}

/// Requests with bytes changed, removed and repeated at random: whatever comes of them is the same
/// however they arrive, and nothing is read beyond what was sent (under the sanitizers).
TEST(MutatedRequestTest, PiecesMakeNoDifference) {
    const std::vector<std::string> originals = {
        "GET /a%20b?c=d+e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nHost: "
        "x\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "GET http://h/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\nHEAD / HTTP/1.0\r\n\r\n",
    };
    std::mt19937 random(20'261'121);  // NOLINT: the same mutations every time
    const std::string_view bytes = "\r\n\r\n :;,%+?&=/0159afAFxZ\t\x7f\xff{}\"";
    for (int i = 0; i < 4'000; ++i) {
        std::string request = originals[random() % originals.size()];
        for (std::size_t changes = 1 + random() % 3; changes > 0; --changes) {
            const std::size_t at = random() % request.size();
            if (random() % 3 == 0)
                request.erase(at, 1 + random() % 4);
            else if (random() % 2 == 0)
                request[at] = bytes[random() % bytes.size()];
            else
                request.insert(at, request.substr(random() % request.size(), random() % 20));
            if (request.empty())
                request = "\r";
        }
        const test::Reading whole = test::read(request, request.size());
        const test::Reading bytewise = test::read(request, 1);
        ASSERT_EQ(whole.requests, bytewise.requests) << request;
        ASSERT_EQ(whole.refusal, bytewise.refusal) << request;
    }
}

class RequestTest : public ::testing::Test {
 protected:
    Request& read(std::string_view bytes) {
        EXPECT_EQ(reader.feed(bytes), RequestReader::State::complete);
        return reader.request();
    }
    HttpLimits limits;
    RequestReader reader{limits};
};

TEST_F(RequestTest, PathAndQueryAreDecoded) {
    const Request& request =
        read("GET /a%20b/c+d?x=1&y=two+words%21&flag&&x=2 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(request.path, "/a b/c+d");
    EXPECT_THAT(request.query, ElementsAre(Pair("x", "1"), Pair("y", "two words!"),
                                           Pair("flag", ""), Pair("x", "2")));
}

TEST_F(RequestTest, HeadersAreTrimmed) {
    const Request& request =
        read("GET / HTTP/1.1\r\nHost:x\r\nA:  b c\t \r\nEmpty:\r\nName: caf\xc3\xa9\r\n\r\n");
    EXPECT_THAT(request.headers, ElementsAre(Pair("Host", "x"), Pair("A", "b c"), Pair("Empty", ""),
                                             Pair("Name", "caf\xc3\xa9")));
}

TEST_F(RequestTest, AnAbsoluteTargetIsItsPath) {
    EXPECT_EQ(read("GET http://host:1/a?b=c HTTP/1.1\r\nHost: x\r\n\r\n").path, "/a");
    EXPECT_THAT(reader.request().query, ElementsAre(Pair("b", "c")));
    ASSERT_EQ(reader.next(), RequestReader::State::need_more);
    EXPECT_EQ(read("GET http://host HTTP/1.1\r\nHost: x\r\n\r\n").path, "/");
    ASSERT_EQ(reader.next(), RequestReader::State::need_more);
    EXPECT_EQ(read("GET http://host?b=c HTTP/1.1\r\nHost: x\r\n\r\n").path, "/");
    ASSERT_EQ(reader.next(), RequestReader::State::need_more);
    EXPECT_EQ(read("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").path, "*");
}

TEST_F(RequestTest, ConnectionsGoOnAsTheirVersionAndHeaderSay) {
    const std::vector<std::pair<const char*, bool>> cases = {
        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", true},
        {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade , CLOSE\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close, keep-alive\r\n\r\n", false},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
    };
    for (const auto& [text, goes_on] : cases) {
        (void)read(text);
        EXPECT_EQ(reader.keep_alive(), goes_on) << text;
        ASSERT_EQ(reader.next(), RequestReader::State::need_more);
    }
}

TEST_F(RequestTest, NothingOfOneRequestReachesTheNext) {
    EXPECT_FALSE(read("POST /a%41?q=1 HTTP/1.1\r\nHost: x\r\nA: b\r\nConnection: close\r\n"
                      "Content-Length: 2\r\n\r\nhi")
                     .body.empty());
    reader.request().caller.emplace();
    reader.request().captures.emplace_back("a");
    ASSERT_EQ(reader.next(), RequestReader::State::need_more);
    EXPECT_TRUE(reader.is_between_requests());
    const Request& request = read("GET /b HTTP/1.1\r\nHost: y\r\n\r\n");
    EXPECT_EQ(request.path, "/b");
    EXPECT_EQ(request.body, "");
    EXPECT_THAT(request.query, IsEmpty());
    EXPECT_FALSE(request.caller) << "nobody is let in by another's request";
    EXPECT_THAT(request.captures, IsEmpty());
    EXPECT_THAT(request.headers, ElementsAre(Pair("Host", "y")));
    EXPECT_TRUE(reader.keep_alive());
}

}  // namespace
}  // namespace sark::http
